/** `mondo browse` as a process of its own: it prints its URL, answers there with its policy, and ends with a signal. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { guardHeaders } from '../../../src/analyse/browse/guard.ts'
import { loadPages } from '../../../src/app/load-pages.ts'
import { openStore } from '../../../src/database/store.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { aPage } from '../../load/pages.ts'
import { freshUrl } from '../stores.ts'

const folder = temporaryFolder()
const program = fileURLToPath(new URL('../../../bin/mondo.js', import.meta.url))

async function ask(url: string, path: string, host = new URL(url).host) {
  const sent = request(new URL(path, url), { headers: { host } }).end()
  const [response] = await once(sent, 'response')
  const { 'content-security-policy': policy, 'content-type': type } = response.headers
  return { status: response.statusCode, policy, type, body: await text(response) }
}

test.each([
  ['--data', async () => `${folder.path}/data`],
  ['--db', () => freshUrl('postgres 15')],
])('%s: serves on the port that it prints, its own Host alone, until SIGINT', async (option, place) => {
  const where = await place()
  const store = await openStore(option === '--db' ? where : `pglite:${where}/db`)
  await loadPages(store.db, [aPage()])
  await store.close()
  const isJson = option === '--db'
  const flags = ['--port', '0', option, where, ...(isJson ? ['--json'] : [])]
  const child = spawn(process.execPath, [program, 'browse', ...flags], { cwd: folder.path })
  const [stderr, ended] = [text(child.stderr), once(child, 'exit')]
  try {
    let line = ''
    for await (line of createInterface({ input: child.stdout })) break
    expect(line).toMatch(
      isJson
        ? /^\{"url":"http:\/\/127\.0\.0\.1:\d+\/"\}$/
        : /^http:\/\/127\.0\.0\.1:\d+\/ {3}\(Ctrl-C ends it\)$/,
    )
    const url = isJson ? JSON.parse(line).url : line.split(' ')[0]
    const policy = guardHeaders['content-security-policy']
    expect(policy).toContain("default-src 'none'")
    const first = await ask(url, '/')
    expect(first).toMatchObject({ status: 200, policy, type: 'text/html; charset=utf-8' })
    expect(first.body).toMatch(/^<!doctype html>/)
    expect(first.body).toContain(aPage().title)
    for (const [path, status] of [
      ['/questions.json', 200],
      ['/style.css', 200],
      ['/nowhere', 404],
    ] as const) {
      expect([path, await ask(url, path)]).toMatchObject([path, { status, policy }])
    }
    expect(await ask(url, '/', 'rebound.example')).toMatchObject({ status: 421, policy })
    child.kill('SIGINT')
    expect(await ended).toEqual([130, null])
    expect(await stderr).toBe('')
  } finally {
    child.kill('SIGKILL')
  }
})
