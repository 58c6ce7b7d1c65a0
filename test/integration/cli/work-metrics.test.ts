import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../crawl/sample-crawl.ts'
import { freshUrl } from '../stores.ts'

const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

async function urlIn(log: AsyncIterable<string>): Promise<string> {
  for await (const line of log) {
    const { url } = JSON.parse(line)
    if (url !== undefined) return url
  }
  throw new Error('the worker did not say where its metrics are')
}

test('a worker serves its metrics at the URL that it logs, and frees the port when it stops', async () => {
  const db = await freshUrl('postgres 15')
  const args = ['work', '--db', db, '--data', await temporaryFolder(), '--metrics-port', '0']
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  try {
    const url = await urlIn(createInterface({ input: child.stderr }))
    child.stderr.resume()
    const answer = await fetch(url)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(await answer.text()).toMatch(/^mondo_build_info\{version="[^"]+",parser_version="[^"]+"/m)
    const scrape = async () => (await fetch(url)).text()
    await expect.poll(scrape, { timeout: 30_000, interval: 100 }).toContain('mondo_database_up 1\n')
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    expect(code).toBe(130)
    await expect(fetch(url)).rejects.toThrow()
  } finally {
    child.kill('SIGKILL')
  }
})

test('a port in use is reported before anything is opened, exit 2', async () => {
  const other = createServer()
  other.listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  try {
    const nowhere = 'postgres://nobody@127.0.0.1:1/none'
    const { exitCode, stderr } = await runMondo(['work', '--db', nowhere, '--metrics-port', String(port)])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`cannot listen on 127.0.0.1, port ${port}: another process uses it`)
  } finally {
    other.close()
  }
})

test.each(['65536', '-1', 'http'])('port %s is a usage error', async (port) => {
  const { exitCode, stderr } = await runMondo(['work', `--metrics-port=${port}`])
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('from 0 to 65535') })
})
