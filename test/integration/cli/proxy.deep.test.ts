/** A proxy named in the environment. The sample site plays it: it answers whatever host a request names. */
import { afterEach, expect, test, vi } from 'vitest'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'

const folder = temporaryFolder()
const options = ['--data', `${folder.path}/data`, '--contact', 'you@example.org', '--rate', '20']

afterEach(() => vi.unstubAllEnvs())

test('is used by mondo fetch, for robots.txt too', async () => {
  const proxy = await startSampleSite({ questions: 5 })
  vi.stubEnv('http_proxy', proxy.url)
  const page = `http://site.example${new URL(proxy.expected()[0]?.url ?? '').pathname}`
  const fetched = await runMondo(['fetch', page, ...options])
  expect(fetched).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`200 ${page}`) })
  expect(proxy.requests.map(({ url }) => url)).toEqual(['http://site.example/robots.txt', page])
  await proxy.close()
})

test('that is invalid is refused, and no page is requested without it', async () => {
  vi.stubEnv('http_proxy', 'socks5://127.0.0.1:1')
  const fetched = await runMondo(['fetch', 'http://site.example/', ...options])
  expect(fetched).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('HTTP_PROXY') })
})
