/** The fetcher against real servers: what a capture keeps, and how connections are used. */
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { MockAgent } from 'undici'
import { describe, expect, it } from 'vitest'
import { inflatedBody } from '../../src/model/inflated-body.ts'
import { FakeClock } from './clocks.ts'
import { capture, fetcher } from './fetchers.ts'
import { connection, httpServer, rawServer, tcpServer } from './servers.ts'

describe('a capture', () => {
  it('keeps the response unchanged: status line, header names, order and duplicates, and the body', async () => {
    await using server = await rawServer((socket) => {
      socket.end(
        Buffer.from(
          'HTTP/1.1 404 Nothing Here\r\nX-ODD: \xe9\xff\r\nSet-Cookie: a=1\r\ncontent-length: 5\r\nSet-Cookie: b=2\r\n\r\nnope!',
          'latin1',
        ),
      )
    })
    const got = await capture(fetcher(), `${server.url}/qa?x=1#part`)
    expect(got).toMatchObject({
      url: `${server.url}/qa?x=1`,
      status: 404,
      statusText: 'Nothing Here',
      truncated: null,
      ipAddress: '127.0.0.1',
    })
    expect(got.id).toMatch(/^urn:uuid:[0-9a-f-]{36}$/)
    expect(got.headers).toEqual([
      ['X-ODD', '\xe9\xff'],
      ['Set-Cookie', 'a=1'],
      ['content-length', '5'],
      ['Set-Cookie', 'b=2'],
    ])
    expect(Buffer.from(got.body).toString()).toBe('nope!')
  })

  it('records the request headers exactly as the server received them', async () => {
    await using server = await httpServer((_request, response) => response.end('x'))
    const validators = { etag: '"v1"', lastModified: 'Sun, 01 Mar 2026 00:00:00 GMT' }
    const got = await capture(fetcher(), `${server.url}/`, { validators })
    expect(got.request.headers.flat()).toEqual(server.requests[0]?.rawHeaders)
    expect(got.request.headers).toContainEqual(['If-None-Match', '"v1"'])
    expect(got.request.headers).toContainEqual(['If-Modified-Since', 'Sun, 01 Mar 2026 00:00:00 GMT'])
    expect(got.request.headers).toContainEqual(['User-Agent', 'mondo/0 (+mailto:crawler@example.org)'])
  })

  it('sends no validators where none are known', async () => {
    await using server = await httpServer((_request, response) => response.end('x'))
    await capture(fetcher(), server.url, { validators: { etag: null, lastModified: null } })
    expect(server.requests[0]?.rawHeaders.join()).not.toMatch(/If-/)
  })

  it('keeps the body compressed, as on the wire', async () => {
    const wire = gzipSync('問答'.repeat(100))
    await using server = await httpServer((_request, response) => {
      response.setHeader('Content-Encoding', 'gzip').end(wire)
    })
    const got = await capture(fetcher(), server.url)
    expect(Buffer.from(got.body).equals(wire)).toBe(true)
    expect(inflatedBody(got)).toEqual({ kind: 'whole', bytes: Buffer.from('問答'.repeat(100)), checks: [] })
  })

  it('keeps a reason phrase in Japanese as its bytes', async () => {
    await using server = await rawServer((socket) =>
      socket.end('HTTP/1.1 404 ありません\r\nContent-Length: 0\r\n\r\n'),
    )
    const got = await capture(fetcher(), server.url)
    expect(Buffer.from(got.statusText, 'latin1').toString()).toBe('ありません')
  })

  it('removes chunked transfer coding and waits for the final response after early hints', async () => {
    await using server = await rawServer((socket) => {
      socket.end(
        'HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' +
          '3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
      )
    })
    const got = await capture(fetcher(), server.url)
    expect(got.status).toBe(200)
    expect(Buffer.from(got.body).toString()).toBe('abcde')
  })

  it('is dated by the time its request is sent', async () => {
    await using server = await httpServer((_request, response) => response.end())
    const clock = new FakeClock('2026-05-06T07:08:09.123Z')
    const got = await capture(fetcher({ clock }), server.url)
    expect(got.capturedAt.toISOString()).toBe('2026-05-06T07:08:09.123Z')
  })

  it('of a redirect is the redirect itself', async () => {
    await using server = await httpServer((_request, response) => {
      response.writeHead(302, { Location: '/next' }).end()
    })
    expect((await capture(fetcher(), server.url)).status).toBe(302)
    expect(server.requests).toHaveLength(1)
  })
})

describe('the client', () => {
  it('reuses one connection for sequential requests', async () => {
    await using server = await httpServer((_request, response) => response.end('x'))
    const one = fetcher()
    for (let i = 0; i < 5; i++) await capture(one, `${server.url}/${i}`)
    expect(server.requests).toHaveLength(5)
    expect(server.connections).toHaveLength(1)
  })

  it('fetches from a host that is an IPv6 address', async () => {
    await using server = await httpServer((request, response) => response.end(request.headers.host), '::1')
    const got = await capture(fetcher(), `${server.url}/qa`)
    expect(got).toMatchObject({ status: 200, url: `http://[::1]:${server.port}/qa`, ipAddress: '::1' })
    expect(Buffer.from(got.body).toString()).toBe(`[::1]:${server.port}`)
  })

  it('offers HTTP/1.1 over TLS and fails at once on a host that accepts HTTP/2 only', async () => {
    let hello = ''
    const offered = Buffer.from('\x00\x10\x00\x0b\x00\x09\x08http/1.1', 'latin1').toString('latin1')
    await using server = await tcpServer((socket) => {
      socket.once('data', (bytes) => {
        hello = bytes.toString('latin1')
        // A fatal alert, no_application_protocol (RFC 7301, section 3.2).
        socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 120]))
      })
    })
    const result = await fetcher().fetch(`https://127.0.0.1:${server.port}/`)
    expect(result).toMatchObject({ kind: 'failed', reason: 'tls' })
    expect(hello).toContain(offered)
  })

  it('accepts a dispatcher in place of the network', async () => {
    const mock = new MockAgent()
    mock.disableNetConnect()
    mock
      .get('https://site.example')
      .intercept({ path: '/qa/q1.html' })
      .reply(200, 'hello', { headers: { A: 'b' } })
    const got = await capture(fetcher({ dispatcher: mock }), 'https://site.example/qa/q1.html')
    expect(got).toMatchObject({ status: 200, ipAddress: null, headers: [['A', 'b']] })
    expect(Buffer.from(got.body).toString()).toBe('hello')
    await mock.close()
  })

  it.each([
    ['ftp://site.example/x', 'neither http nor https'],
    ['file:///etc/passwd', 'neither http nor https'],
    ['javascript:alert(1)', 'neither http nor https'],
    ['http://user@site.example/', 'credentials in the URL'],
    ['http://user:word@site.example/', 'credentials in the URL'],
    ['/qa/q1.html', 'not a URL'],
  ])('does not request %s', async (url, why) => {
    const result = await fetcher().fetch(url)
    expect(result).toEqual({ kind: 'blocked', by: 'address-guard', detail: `${why}: ${url}` })
  })

  it('says that a kept connection closed before a response began, and nothing of a new one', async () => {
    let answers = 1
    await using server = await rawServer((socket) => {
      answers -= 1
      if (answers < 0) socket.destroy()
      else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
    })
    const one = fetcher()
    await capture(one, server.url)
    expect(await one.fetch(server.url)).toMatchObject({ reason: 'disconnect', onKeptConnection: true })
    expect(server.connections).toHaveLength(1)
    const onNew = await one.fetch(server.url)
    expect(onNew).toMatchObject({ kind: 'failed', reason: 'disconnect' })
    expect(onNew).not.toHaveProperty('onKeptConnection')
  })

  it('stops and hangs up when the caller aborts', async () => {
    await using server = await rawServer((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nhalf'))
    const caller = new AbortController()
    const asked = fetcher().fetch(server.url, { signal: caller.signal })
    while (server.connections.length === 0) await new Promise((resolve) => setImmediate(resolve))
    const hungUp = once(connection(server), 'close')
    caller.abort(new Error('stopped by signal'))
    await expect(asked).rejects.toThrow('stopped by signal')
    await hungUp
  })
})
