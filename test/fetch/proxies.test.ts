/** Proxy variables, and requests through a real proxy on loopback. */
import { once } from 'node:events'
import { request as ask, createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Fetcher, type FetcherOptions } from '../../src/fetch/fetcher.ts'
import { proxiesOf } from '../../src/fetch/proxies.ts'
import { realClock } from './clocks.ts'
import { httpServer, silentServer } from './servers.ts'

describe('proxiesOf', () => {
  it.each([
    [{}, null],
    [{ NO_PROXY: '*' }, null],
    [{ HTTP_PROXY: '', https_proxy: '' }, null],
    [{ HTTP_PROXY: 'http://p:1' }, { http: 'http://p:1/', https: null, except: '' }],
    [
      { HTTP_PROXY: 'http://p:1', http_proxy: 'http://q:2' },
      { http: 'http://q:2/', https: null, except: '' },
    ],
    [
      { https_proxy: 'p:3128', no_proxy: 'a,b' },
      { http: null, https: 'http://p:3128/', except: 'a,b' },
    ],
    [{ HTTPS_PROXY: 'https://u:p@p/' }, { http: null, https: 'https://u:p@p/', except: '' }],
  ])('reads %j', (environment, proxies) => {
    expect(proxiesOf(environment)).toEqual(proxies)
  })

  it.each(['socks5://p:1', 'http://', 'ftp://user:secret@p'])(
    'refuses %s without repeating it in the message',
    (value) => {
      expect(() => proxiesOf({ HTTP_PROXY: value })).toThrow('HTTP_PROXY is not an http or https proxy')
    },
  )
})

/** Forwards every request to `port` on this machine, whatever its host name, and records it. */
async function proxyServer(port: number, status: number | null = null) {
  const asked: string[] = []
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`)
    if (status !== null) return void outgoing.writeHead(status).end('the proxy says no')
    const { pathname, search } = new URL(incoming.url ?? '')
    const headers = incoming.headers
    ask({ host: '127.0.0.1', port, path: pathname + search, headers, maxHeaderSize: 100_000 }, (response) => {
      outgoing.writeHead(response.statusCode ?? 0, response.rawHeaders)
      response.pipe(outgoing)
    }).end()
  })
  server.on('connect', (incoming, client) => {
    asked.push(`CONNECT ${incoming.url}`)
    if (status !== null) return void client.end(`HTTP/1.1 ${status} No\r\n\r\n`)
    const there = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
    client.on('error', () => there.destroy())
    there.on('error', () => client.destroy())
    client.pipe(there).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${own}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('through a proxy', () => {
  const fetchers: Fetcher[] = []
  afterEach(async () => {
    await Promise.all(fetchers.splice(0).map((one) => one.close()))
  })

  function through(
    url: string,
    options: Partial<FetcherOptions> & { readonly except?: string } = {},
  ): Fetcher {
    const made = new Fetcher({
      userAgent: 'mondo/0',
      allowPrivate: false,
      clock: realClock,
      lookup: () => expect.fail('a name was looked up that is the proxy’s to know'),
      proxies: { http: url, https: url, except: options.except ?? '' },
      ...options,
    })
    fetchers.push(made)
    return made
  }

  it('a page arrives unchanged, and its capture has no IP address', async () => {
    await using site = await httpServer((request, response) => response.end(`for ${request.headers.host}`))
    await using proxy = await proxyServer(site.port)
    const result = await through(proxy.url).fetch('http://site.example/qa/q1.html?x=1#part')
    expect(result).toMatchObject({
      kind: 'captured',
      capture: { url: 'http://site.example/qa/q1.html?x=1', status: 200, ipAddress: null, truncated: null },
    })
    expect(result.kind === 'captured' && Buffer.from(result.capture.body).toString()).toBe('for site.example')
    expect(proxy.asked).toEqual(['GET http://site.example/qa/q1.html?x=1'])
  })

  it('https uses a tunnel, with TLS end to end', async () => {
    await using site = await httpServer((_request, response) => response.end())
    await using proxy = await proxyServer(site.port)
    // The site at the end of the tunnel speaks plain HTTP, so the TLS handshake fails there.
    const result = await through(proxy.url).fetch('https://site.example/')
    expect(result).toMatchObject({ kind: 'failed', reason: 'tls' })
    expect(proxy.asked).toEqual(['CONNECT site.example:443'])
  })

  it.each([
    'http://127.0.0.1/',
    'http://0x7f.1/',
    'http://10.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost/',
    'https://localhost./',
    'http://db.localhost/',
  ])('%s is refused before the proxy sees it', async (url) => {
    await using proxy = await proxyServer(0)
    expect(await through(proxy.url).fetch(url)).toMatchObject({ kind: 'blocked', by: 'address-guard' })
    expect(proxy.asked).toEqual([])
  })

  it('with --allow-private, requests to this machine use the proxy too', async () => {
    await using site = await httpServer((_request, response) => response.end('home'))
    await using proxy = await proxyServer(site.port)
    const result = await through(proxy.url, { allowPrivate: true }).fetch(`${site.url}/`)
    expect(result).toMatchObject({ kind: 'captured', capture: { status: 200 } })
    expect(proxy.asked).toEqual([`GET ${site.url}/`])
  })

  it('hosts of NO_PROXY are reached directly, through the address guard', async () => {
    await using site = await httpServer((_request, response) => response.end('home'))
    await using proxy = await proxyServer(site.port)
    const lookup: FetcherOptions['lookup'] = (_host, _options, callback) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }])
    const guarded = through(proxy.url, { except: '.inside.example', lookup })
    const url = `http://a.inside.example:${site.port}/`
    expect(await guarded.fetch(url)).toMatchObject({ kind: 'blocked', by: 'address-guard' })
    const open = through(proxy.url, { except: '127.0.0.1', allowPrivate: true })
    expect(await open.fetch(site.url)).toMatchObject({
      kind: 'captured',
      capture: { ipAddress: '127.0.0.1' },
    })
    expect(proxy.asked).toEqual([])
  })

  it.each([
    ['http://site.example/', 407],
    ['https://site.example/', 407],
    ['https://site.example/', 403],
    ['https://site.example/', 502],
  ])('%s: status %i from the proxy itself is not a response of the site', async (url, status) => {
    await using proxy = await proxyServer(0, status)
    expect(await through(proxy.url).fetch(url)).toMatchObject({ kind: 'failed', reason: 'connect' })
  })

  it.each(['http://site.example/', 'https://site.example/'])(
    '%s: an unreachable proxy is a failed connection',
    async (url) => {
      const gone = await silentServer()
      await gone[Symbol.asyncDispose]()
      expect(await through(gone.url).fetch(url)).toMatchObject({ kind: 'failed', reason: 'connect' })
    },
  )

  it.each(['http://site.example/', 'https://site.example/'])(
    '%s: a silent proxy ends at the deadline',
    async (url) => {
      await using silent = await silentServer()
      const one = through(silent.url, { limits: { headersMs: 50, totalMs: 50 } })
      expect(await one.fetch(url)).toMatchObject({ kind: 'failed', reason: 'timeout' })
    },
  )

  it('the limits on headers and bodies apply', async () => {
    await using site = await httpServer((request, response) => {
      if (request.url === '/headers') response.setHeader('x-long', 'y'.repeat(30_000))
      response.end('x'.repeat(5000))
    })
    await using proxy = await proxyServer(site.port)
    const wide = through(proxy.url, { limits: { wireBytes: 4096 } })
    expect(await wide.fetch('http://site.example/body')).toMatchObject({ capture: { truncated: 'length' } })
    expect(await wide.fetch('http://site.example/headers')).toMatchObject({ kind: 'captured' })
    const narrow = through(proxy.url, { limits: { headerBytes: 10_000 } })
    expect(await narrow.fetch('http://site.example/headers')).toMatchObject({ reason: 'protocol' })
  })
})
