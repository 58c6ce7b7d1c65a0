/**
 * Responses of the open web that redirect without a Location, through real sockets: a refresh in the page, one in the head,
 * and a cookie that is wanted back. From a folder beside the checkout.
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { runMondo } from '../cli/run-mondo.ts'
import { temporaryFolder } from '../cli/temporary-folder.ts'
import { rawServer } from '../fetch/servers.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'cases/web')

const head = (...lines: readonly string[]) =>
  Buffer.from(`${['HTTP/1.1 200 OK', ...lines].join('\r\n')}\r\n\r\n`)
const html = 'Content-Type: text/html; charset=utf-8'
const plain = (page: Buffer) => Buffer.concat([head(html, `Content-Length: ${page.byteLength}`), page])

const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

if (existsSync(folder)) {
  const page = readFileSync(resolve(folder, 'count-2.0.html'))
  const answers: Readonly<Record<string, Buffer>> = {
    '/meta': readFileSync(resolve(folder, 'http-meta_refresh.raw')),
    '/header': Buffer.concat([
      head(html, 'Refresh: 0; url=/plain', 'Content-Length: 30'),
      Buffer.from('<html><body>moved</body></html'),
    ]),
    '/plain': plain(page),
    '/cookie': plain(page),
  }
  const wall = Buffer.from(
    'HTTP/1.1 302 Found\r\nSet-Cookie: seen=1; Path=/\r\nLocation: /cookie\r\nContent-Length: 0\r\n\r\n',
  )
  const data = temporaryFolder()
  const server = await rawServer((socket, request) => {
    const path = /^GET (\S+)/.exec(request)?.[1] ?? ''
    const isWall = path === '/cookie' && !/^cookie: seen=1\r$/im.test(request)
    socket.end(isWall ? wall : (answers[path] ?? Buffer.from('HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n')))
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it('each leads to the question', async () => {
    const ways = ['/meta', '/header', '/cookie']
    const urls = ways.map((path) => server.url + path)
    const args = ['--data', data.path, '--allow-private', '--rate', 'unlimited', '--json']
    const fetched = await runMondo(['fetch', ...urls, ...args])
    expect(lines(fetched.stdout)).toMatchObject(
      ['/plain', '/plain', '/cookie'].map((target, at) => ({
        kind: 'captured',
        url: server.url + target,
        status: 200,
        redirects: [urls[at]],
      })),
    )
    const parsed = lines((await runMondo(['parse', `${data.path}/archive`])).stdout)
    const question = { kind: 'question', page: { title: 'Why?', answers: [{}, {}] } }
    const questions = parsed.filter(({ kind }) => kind === 'question')
    expect(questions).toMatchObject([question, question, question])
  })
} else {
  it('is not tested: there is no folder of cases', () => undefined)
}
