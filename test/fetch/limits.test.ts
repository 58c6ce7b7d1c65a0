/** How the fetcher handles responses that are too large, too slow or broken. */
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { inflatedBody } from '../../src/model/inflated-body.ts'
import { FakeClock } from './clocks.ts'
import { capture, fetcher } from './fetchers.ts'
import { connection, httpServer, rawServer, silentServer } from './servers.ts'

describe('limits', () => {
  it('cut a body at the wire limit and hang up', async () => {
    await using server = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n${'x'.repeat(5000)}`)
    })
    const got = await capture(fetcher({ limits: { wireBytes: 4096 } }), server.url)
    expect(got.truncated).toBe('length')
    expect(got.body.byteLength).toBe(4096)
    await once(connection(server), 'close')
  })

  it('accept a body of exactly the limit', async () => {
    await using server = await httpServer((_request, response) => response.end('x'.repeat(4096)))
    const got = await capture(fetcher({ limits: { wireBytes: 4096 } }), server.url)
    expect(got).toMatchObject({ truncated: null, body: { byteLength: 4096 } })
  })

  it('count a zip bomb by its bytes on the wire', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000))
    await using server = await httpServer((_request, response) => {
      response.setHeader('Content-Encoding', 'gzip').end(bomb)
    })
    const got = await capture(fetcher({ limits: { wireBytes: 100_000 } }), server.url)
    expect(got.truncated).toBeNull()
    expect(inflatedBody(got, 1_000_000)).toEqual({ kind: 'too-large' })
  })

  it('give up on headers that do not arrive', async () => {
    await using server = await silentServer()
    const clock = new FakeClock()
    const asked = fetcher({ clock }).fetch(server.url)
    while ((server.connections[0]?.bytesRead ?? 0) === 0)
      await new Promise((resolve) => setImmediate(resolve))
    clock.advance(15_000)
    expect(await asked).toEqual({
      kind: 'failed',
      reason: 'timeout',
      detail: 'no response headers within 15 s',
    })
  })

  it('give up on a TLS handshake that does not arrive', async () => {
    await using server = await silentServer()
    const result = await fetcher({ limits: { connectMs: 20 } }).fetch(`https://127.0.0.1:${server.port}/`)
    expect(result).toMatchObject({ kind: 'failed', reason: 'timeout' })
  })

  it('keep the bytes that arrived before the body stalled', async () => {
    await using server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst half')
    })
    const got = await capture(fetcher({ limits: { idleMs: 20 } }), server.url)
    expect(got.truncated).toBe('time')
    expect(Buffer.from(got.body).toString()).toBe('first half')
  })

  it('end a body that drips endlessly', async () => {
    const drips: NodeJS.Timeout[] = []
    await using server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      drips.push(setInterval(() => socket.write('.'), 5))
    })
    const got = await capture(fetcher({ limits: { totalMs: 100 } }), server.url)
    for (const drip of drips) clearInterval(drip)
    expect(got.truncated).toBe('time')
  })

  it('end headers that drip endlessly', async () => {
    const drips: NodeJS.Timeout[] = []
    await using server = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      drips.push(setInterval(() => socket.write('X-Y: z\r\n'), 5))
    })
    const result = await fetcher({ limits: { totalMs: 100 } }).fetch(server.url)
    for (const drip of drips) clearInterval(drip)
    expect(result).toMatchObject({ kind: 'failed', reason: 'timeout' })
  })
})

describe('broken responses', () => {
  const broken: readonly (readonly [name: string, wire: string, body: string])[] = [
    [
      'a body shorter than its Content-Length',
      'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort',
      'short',
    ],
    [
      'chunks that end too soon',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n',
      'short',
    ],
    [
      'an invalid chunk size',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\nzz\r\n',
      'short',
    ],
  ]

  it.each(broken)('keep the bytes received of %s, marked as truncated', async (_name, wire, body) => {
    await using server = await rawServer((socket) => socket.end(wire))
    const got = await capture(fetcher(), server.url)
    expect(got.truncated).toBe('disconnect')
    expect(Buffer.from(got.body).toString()).toBe(body)
  })

  it('distinguish a server that hangs up from one that sends nonsense', async () => {
    await using hangsUp = await rawServer((socket) => socket.destroy())
    await using nonsense = await rawServer((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'))
    await using flood = await rawServer((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${'X-Flood: y\r\n'.repeat(20_000)}\r\n`)
    })
    const one = fetcher()
    expect(await one.fetch(hangsUp.url)).toMatchObject({ kind: 'failed', reason: 'disconnect' })
    expect(await one.fetch(nonsense.url)).toMatchObject({ kind: 'failed', reason: 'protocol' })
    expect(await one.fetch(flood.url)).toMatchObject({ kind: 'failed', reason: 'protocol' })
  })

  it('distinguish a closed port from plain HTTP on an https port', async () => {
    const gone = await silentServer()
    await gone[Symbol.asyncDispose]()
    await using plain = await httpServer((_request, response) => response.end())
    const one = fetcher()
    expect(await one.fetch(gone.url)).toMatchObject({ kind: 'failed', reason: 'connect' })
    expect(await one.fetch(`https://127.0.0.1:${plain.port}`)).toMatchObject({
      kind: 'failed',
      reason: 'tls',
    })
  })
})
