import { createServer } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { startMetricsServer } from '../../src/app/metrics-server.ts'

const closers: Array<() => Promise<void>> = []
const warnings: string[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  warnings.length = 0
})

const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (_facts: object, message: string) => void warnings.push(message),
}

async function served(text: () => Promise<string>) {
  const contentType = 'text/plain; version=0.0.4; charset=utf-8'
  const metrics = { contentType, text }
  const server = await startMetricsServer({ metrics, host: '127.0.0.1', port: 0, log })
  closers.push(() => server.close())
  return server
}

test('GET /metrics returns Prometheus text; other methods and paths are refused', async () => {
  const { url } = await served(async () => 'mondo_slices_in_flight 2\n')
  const answer = await fetch(url)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(await answer.text()).toBe('mondo_slices_in_flight 2\n')
  expect((await fetch(`${url}?name[]=x`)).status).toBe(200)
  expect((await fetch(url, { method: 'POST' })).status).toBe(405)
  expect((await fetch(new URL('/', url))).status).toBe(404)
})

test('GET /healthz answers while the worker runs', async () => {
  const { url } = await served(async () => '')
  const answer = await fetch(new URL('/healthz', url))
  expect([answer.status, await answer.text()]).toEqual([200, 'ok\n'])
})

test('a failure to collect metrics is a 500 and is logged', async () => {
  const { url } = await served(() => Promise.reject(new Error('broken')))
  expect((await fetch(url)).status).toBe(500)
  expect(warnings).toEqual(['metrics: not given'])
})

test('a port in use is a usage error that names the port', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise((resolve) => other.close(() => resolve())))
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const metrics = { contentType: '', text: async () => '' }
  await expect(startMetricsServer({ metrics, host: '127.0.0.1', port, log })).rejects.toMatchObject({
    code: 'usage',
    message: `metrics-port: cannot listen on 127.0.0.1, port ${port}: another process uses it`,
    hint: expect.stringContaining('--metrics-port'),
  })
})

test('close does not wait for keep-alive connections of a scraper', async () => {
  const server = await served(async () => '')
  await (await fetch(server.url)).text()
  await server.close()
  closers.length = 0
  await expect(fetch(server.url)).rejects.toThrow()
})
