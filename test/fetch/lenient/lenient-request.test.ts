/** The lenient reader over real sockets: what servers send that undici's parser refuses, and what it must not take. */
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { FetchResult } from '../../../src/fetch/fetcher.ts'
import type { FetchLimits } from '../../../src/fetch/limits.ts'
import { inflatedBody } from '../../../src/model/inflated-body.ts'
import { fetcher } from '../fetchers.ts'
import { rawServer, tcpServer } from '../servers.ts'

const page = '<p>hello, whole page'
const zipped = gzipSync(page)

interface Asked extends Partial<FetchLimits> {
  readonly lenient?: boolean
}

/** Sends `wire` and, if told so, closes the connection. */
async function answered(
  wire: string | Uint8Array,
  { lenient = true, ...limits }: Asked = {},
  then: (socket: Socket) => void = (socket) => socket.end(),
): Promise<FetchResult> {
  await using server = await rawServer((socket) => {
    socket.write(typeof wire === 'string' ? Buffer.from(wire, 'latin1') : wire)
    then(socket)
  })
  return await fetcher({ limits }).fetch(`${server.url}/qa/q1.html?a=1`, { lenient })
}

const stays = (): void => undefined

/** What was captured: status, the decoded body, and why it is cut. */
function read(result: FetchResult) {
  if (result.kind !== 'captured') return result
  const { status, headers, truncated } = result.capture
  const body = inflatedBody(result.capture)
  return {
    status,
    type: headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null,
    text: body.kind === 'whole' ? Buffer.from(body.bytes).toString('latin1') : body.kind,
    checks: body.kind === 'whole' ? body.checks.map(({ code }) => code) : [],
    truncated,
  }
}

const html = 'Content-Type: text/html'
const of = (first: string, ...headers: string[]) => `${[first, html, ...headers].join('\r\n')}\r\n\r\n`
const ok = (...headers: string[]) => of('HTTP/1.1 200 OK', ...headers)
const length = `Content-Length: ${page.length}`
const chunked = 'Transfer-Encoding: chunked'
const hex = page.length.toString(16)
const whole = { status: 200, type: 'text/html', text: page, checks: [], truncated: null }

/** What undici refuses, each with a whole page. */
const refused: Readonly<Record<string, string | Uint8Array>> = {
  'an unasked 100 Continue': `HTTP/1.1 100 Continue\r\nX-Why: none\r\n\r\n${ok(length)}${page}`,
  '100, 102 and 103, and then a page': `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n${ok(length)}${page}`,
  'blanks around Content-Length': `${ok(`Content-Length: \t${page.length} \t `)}${page}`,
  'the same length three times': `${ok(length, length, length.toLowerCase())}${page}`,
  'the same length as a list': `${ok(`${length},${page.length}`)}${page}`,
  'a length that is no number': `${ok('Content-Length: unknown')}${page}`,
  'a length below zero': `${ok('Content-Length: -1')}${page}`,
  'a length with chunks': `${ok('Content-Length: 3', chunked)}${hex}\r\n${page}\r\n0\r\n\r\n`,
  'a length with identity': `${ok(length, 'Transfer-Encoding: identity')}${page}`,
  'padded chunk sizes': `${ok(chunked)}${hex}      \r\n${page}\r\n0     \r\n\r\n`,
  'blanks before an extension': `${ok(chunked)}${hex}\t ; ieof="a;b"\r\n${page}\r\n0\r\n\r\n`,
  'LF alone': `${ok(length).replaceAll('\r', '')}${page}`,
  'LF alone, with chunks': `${ok(chunked).replaceAll('\r', '')}${hex}\n${page}\n0\n\n`,
  'CR CR LF': `${ok(length).replaceAll('\r', '\r\r')}${page}`,
  'a folded header': `${of('HTTP/1.1 200 OK', 'X-Folded: a,\r\n\tb', length)}${page}`,
  'a blank before the colon': `${ok('X-Powered-By : x', `Content-Length : ${page.length}`)}${page}`,
  'control characters': `${ok('X-Bell: a\x07b', length)}${page}`,
  'NUL in a header': `${ok('X-Nul: a\0b', length)}${page}`,
  'CR in a header': `${ok('X-Cr: a\rb', length)}${page}`,
  'a header in typographic quotes': `${ok('\xe2\x80\x98allow\xe2\x80\x99: x', length)}${page}`,
  'a policy broken over lines': `${ok("Content-Security-Policy: default-src 'self';\r\nframe-src *;\r\nimg-src a:b", length)}${page}`,
  'a line without a colon': `${ok('no colon here', length)}${page}`,
  'a status line among the headers': `${ok('HTTP/1.1 200 OK', length)}${page}`,
  'HTTP/2 in a status line': `${of('HTTP/2 200', length)}${page}`,
  'HTTP/3 in a status line': `${of('HTTP/3 200 OK', length)}${page}`,
  'ICY in a status line': `${of('ICY 200 OK', length)}${page}`,
  'a lower-case status line': `${of('http/1.1 200 ok', length)}${page}`,
  'a status line with tabs': `${of('HTTP/1.1\t200\tOK', length)}${page}`,
  'gzip and chunks, padded': Buffer.concat([
    Buffer.from(`${ok('Transfer-Encoding: gzip, chunked')}${zipped.length.toString(16)} \r\n`),
    zipped,
    Buffer.from('\r\n0\r\n\r\n'),
  ]),
  'what is said to be chunked and is not': `${ok(chunked)}${page}`,
}

describe.each(Object.entries(refused))('%s', (_name, wire) => {
  it('is refused by the parser, which says that the lenient reader may take it', async () => {
    const strict = await answered(wire, { lenient: false })
    expect(strict).toMatchObject({ isRefusedByParser: true })
    expect(JSON.stringify(strict)).not.toContain('content-length header')
  })

  it('is read, and kept to the byte', async () => {
    const result = await answered(wire)
    expect(read(result)).toEqual(whole)
    const raw = result.kind === 'captured' ? Buffer.from(result.capture.raw ?? []) : Buffer.alloc(0)
    const sent = Buffer.from(typeof wire === 'string' ? Buffer.from(wire, 'latin1') : wire)
    expect(raw.length > 0 && raw.equals(sent.subarray(sent.length - raw.length))).toBe(true)
    expect(raw.toString('latin1')).toMatch(/^(?:http|icy)\S*\s+200/i)
  })
})

describe('a body', () => {
  it('with two lengths is read to the end, with a check', async () => {
    const doubtful = { ...whole, checks: ['framing-doubtful'] }
    const two = ok('Content-Length: 5', length)
    expect(read(await answered(`${two}${page}`))).toEqual(doubtful)
    expect(read(await answered(`${two}${page} and more`))).toEqual({ ...doubtful, text: `${page} and more` })
    const cut = { ...doubtful, text: 'hello', truncated: 'disconnect' }
    expect(read(await answered(`${two}hello`))).toEqual(cut)
  })

  it('with two lengths on a connection that stays open is whole with the larger', async () => {
    const two = ok('Content-Length: 5', length)
    const limits = { idleMs: 30 }
    expect(read(await answered(`${two}${page}`, limits, stays))).toMatchObject({
      text: page,
      truncated: null,
    })
    expect(read(await answered(`${two}hello`, limits, stays))).toMatchObject({ truncated: 'time' })
  })

  it('of a length ends there, though the connection stays open and more comes', async () => {
    expect(read(await answered(`${ok(length)}${page}EXTRA`, {}, stays))).toEqual(whole)
    expect(read(await answered(`${ok(chunked)}${hex}\r\n${page}\r\n0\r\n\r\nEXTRA`, {}, stays))).toEqual(
      whole,
    )
    expect(read(await answered(of('HTTP/1.1 204 No Content', length), {}, stays))).toMatchObject({ text: '' })
  })

  it.each([
    ['shorter than its length', `${ok('Content-Length: 500')}${page}`, page],
    ['without the last chunk', `${ok(chunked)}${hex}\r\n${page}\r\n`, page],
    ['with a chunk that breaks off', `${ok(chunked)}500\r\n${page}`, page],
    ['with a chunk size that is none', `${ok(chunked)}${hex}\r\n${page}\r\nzz\r\n`, page],
  ])('%s is cut', async (_name, wire, text) => {
    expect(read(await answered(wire))).toMatchObject({ text, truncated: 'disconnect' })
  })

  it('whose last chunk lacks its empty line is whole', async () => {
    expect(read(await answered(`${ok(chunked)}${hex}\r\n${page}\r\n0\r\n`))).toEqual(whole)
  })

  it('without a length goes to the end of the connection', async () => {
    expect(read(await answered(`${ok()}${page}`))).toEqual(whole)
    expect(read(await answered(`${ok()}${page}`, { idleMs: 30 }, stays))).toMatchObject({ truncated: 'time' })
  })

  it('is cut at the limit', async () => {
    expect(read(await answered(`${ok(length)}${page}`, { wireBytes: 5 }))).toMatchObject({
      text: page.slice(0, 5),
      truncated: 'length',
    })
    expect(read(await answered(`${ok(length)}${page}`, { wireBytes: page.length }))).toEqual(whole)
  })

  it('in any pieces of the wire is the same', async () => {
    const wire = Buffer.from(`HTTP/1.1 100 Continue\r\n\r\n${ok(chunked)}${hex} \r\n${page}\r\n0\r\n\r\n`)
    let at = 0
    const next = (socket: Socket): void => {
      if (at === wire.length) return void socket.end()
      socket.write(wire.subarray(at, ++at), () => setImmediate(next, socket))
    }
    expect(read(await answered('', {}, next))).toEqual(whole)
  })
})

describe('no response', () => {
  it.each([
    ['SSH-2.0-OpenSSH_9.9\r\n', 'protocol', 'no HTTP status line, but "SSH-2.0-OpenSSH_9.9"'],
    ['<html>no head at all', 'protocol', 'no HTTP status line, but "<html>no head at all"'],
    ['\0\0\x04\0', 'protocol', 'no HTTP status line, but "\\u0000\\u0000\\u0004\\u0000"'],
    ['HTTP/1.1 OK 200\r\n\r\n', 'protocol', 'no HTTP status line, but "HTTP/1.1 OK 200"'],
    [
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n',
      'protocol',
      'the server switched to another protocol without being asked',
    ],
    ['', 'disconnect', 'the server closed the connection before a response began'],
    ['HTTP/1.1 200 OK\r\nA: 1\r\n', 'disconnect', 'the server closed the connection within the headers'],
    ['HTTP/1.1 100 Continue\r\n\r\n', 'disconnect', 'the server closed the connection within the headers'],
  ])('comes of %j, and the true reason is given', async (wire, reason, detail) => {
    expect(await answered(wire)).toEqual({ kind: 'failed', reason, detail })
  })

  it('comes of a head beyond the limit, informational responses included', async () => {
    const detail = 'the headers have more than 65536 bytes'
    const flood = { kind: 'failed', reason: 'protocol', detail }
    expect(await answered(ok(`X-Long: ${'x'.repeat(70_000)}`))).toEqual(flood)
    expect(await answered('HTTP/1.1 103 E\r\nA: 1\r\n\r\n'.repeat(4000))).toEqual(flood)
    expect(read(await answered(`${ok(length, `X-Long: ${'x'.repeat(60_000)}`)}${page}`))).toEqual(whole)
  })

  it('comes of a silent server', async () => {
    const silent = await answered('', { headersMs: 30 }, stays)
    expect(silent).toEqual({ kind: 'failed', reason: 'timeout', detail: 'no response headers within 0.03 s' })
    expect(await answered('HTTP/1.1 200 OK\r\n', { headersMs: 30 }, stays)).toMatchObject({
      reason: 'timeout',
    })
    expect(await answered('', {}, (socket) => socket.resetAndDestroy())).toMatchObject({
      reason: 'disconnect',
    })
  })

  it('is waited for once the caller aborts', async () => {
    await using server = await rawServer(stays)
    const abort = new AbortController()
    const asked = fetcher().fetch(server.url, { lenient: true, signal: abort.signal })
    abort.abort(new Error('stopped'))
    await expect(asked).rejects.toThrow('stopped')
  })
})

describe('the request', () => {
  it('says once that the connection ends, and is archived as it was sent', async () => {
    let sent = ''
    await using server = await tcpServer((socket) => {
      socket.on('data', (chunk) => {
        sent += chunk.toString('latin1')
        if (sent.endsWith('\r\n\r\n')) socket.end(ok())
      })
    })
    const result = await fetcher().fetch(`${server.url}/qa/q1.html?a=1#part`, {
      lenient: true,
      validators: { etag: '"v1"', lastModified: null },
    })
    const lines = sent.split('\r\n')
    expect([lines[0], ...lines.slice(-2)]).toEqual(['GET /qa/q1.html?a=1 HTTP/1.1', '', ''])
    const headers = result.kind === 'captured' ? result.capture.request.headers : []
    expect(lines.slice(1, -2)).toEqual(headers.map(([name, value]) => `${name}: ${value}`))
    expect(headers.slice(0, 2)).toEqual([
      ['host', `127.0.0.1:${server.port}`],
      ['connection', 'close'],
    ])
    expect(result).toMatchObject({ capture: { ipAddress: '127.0.0.1' } })
  })

  it('passes the address guard', async () => {
    await using server = await rawServer((socket) => socket.end(ok()))
    const blocked = { kind: 'blocked', by: 'address-guard' }
    expect(await fetcher({ allowPrivate: false }).fetch(server.url, { lenient: true })).toMatchObject(blocked)
    const named = fetcher({
      allowPrivate: false,
      lookup: (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    })
    const url = `http://site.example:${server.port}/`
    expect(await named.fetch(url, { lenient: true })).toMatchObject(blocked)
    expect(server.connections).toEqual([])
  })

  it('fails for a certificate that nobody vouches for', async () => {
    const pem = readFileSync(new URL('self-signed.pem', import.meta.url))
    const server = createTlsServer({ key: pem, cert: pem }, (socket) => socket.end(ok()))
    server.on('tlsClientError', stays)
    onTestFinished(() => void server.close())
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port))
    })
    const result = await fetcher().fetch(`https://127.0.0.1:${port}/`, { lenient: true })
    expect(result).toMatchObject({ kind: 'failed', reason: 'tls' })
  })
})
