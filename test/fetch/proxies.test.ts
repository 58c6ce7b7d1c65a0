/** Proxy variables, and requests through a real proxy on loopback. */
import { once } from 'node:events'
import { request as ask, createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { EnvHttpProxyAgent } from 'undici'
import { afterEach, describe, expect, it } from 'vitest'
import { Fetcher, type FetcherOptions } from '../../src/fetch/fetcher.ts'
import { type Proxies, proxiesOf, proxyForUrl } from '../../src/fetch/proxies.ts'
import { realClock } from './clocks.ts'
import { httpServer, rawServer, silentServer, tcpServer } from './servers.ts'

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

describe('proxyForUrl', () => {
  const proxies = { http: 'http://p:1/', https: 'http://q:2/', except: '' }

  it('chooses by the scheme; without a proxy for https, that for http', () => {
    const { http, https } = proxies
    const chosen = (given: Proxies) =>
      ['http://a.example/', 'https://a.example/'].map((url) => proxyForUrl(given, new URL(url)))
    expect(chosen(proxies)).toEqual([http, https])
    expect(chosen({ ...proxies, https: null })).toEqual([http, http])
    expect(chosen({ ...proxies, http: null })).toEqual([null, https])
  })

  it('leaves out what NO_PROXY names, as the client of strict requests does', async () => {
    const exceptions = ['', '*', '*:80', '*:81', 'a.example', '.a.example', '*.a.example', 'a.example:80']
    const others = [
      'A.EXAMPLE.',
      'b.example, a.example',
      'example',
      '10.0.0.1',
      '::1',
      '[::1]',
      '[::1]:81',
      'ple',
    ]
    const urls = [
      'http://a.example/',
      'http://x.a.example/',
      'http://a.example.:81/',
      'http://10.0.0.1/',
      'http://[::1]:81/',
    ]
    await using proxy = await tcpServer((socket) => socket.destroy())
    for (const except of [...exceptions, ...others]) {
      const agent = new EnvHttpProxyAgent({
        httpProxy: proxy.url,
        httpsProxy: '',
        noProxy: except,
        connect: (_, callback) => callback(new Error('directly'), null),
      })
      for (const url of urls) {
        const isDirect = await agent
          .request({ origin: new URL(url).origin, path: '/', method: 'GET' })
          .catch((error: Error) => error.message === 'directly')
        const chosen = proxyForUrl({ ...proxies, except }, new URL(url))
        expect([except, url, chosen === null]).toEqual([except, url, isDirect])
      }
      await agent.destroy()
    }
  })
})

/** Forwards every request to `port` on this machine, whatever its host name, and records it. */
async function proxyServer(port: number, status: number | null = null) {
  const asked: string[] = []
  const credentials: (string | undefined)[] = []
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
    credentials.push(incoming.headers['proxy-authorization'])
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
    credentials,
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

  it.each(['', 'user:p%40ss@'])('a lenient request uses a tunnel, for http too: %j', async (user) => {
    await using site = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\n\nthe page'))
    await using proxy = await proxyServer(site.port)
    const url = proxy.url.replace('//', `//${user}`)
    const result = await through(url).fetch('http://site.example/qa/q1.html', { lenient: true })
    expect(result).toMatchObject({
      kind: 'captured',
      capture: { status: 200, ipAddress: null, truncated: null },
    })
    expect(result.kind === 'captured' && Buffer.from(result.capture.body).toString()).toBe('the page')
    expect(proxy.asked).toEqual(['CONNECT site.example:80'])
    expect(proxy.credentials).toEqual([user === '' ? undefined : `Basic ${btoa('user:p@ss')}`])
  })

  it('a lenient request is no way around the guard or TLS', async () => {
    await using site = await httpServer((_request, response) => response.end())
    await using proxy = await proxyServer(site.port)
    const one = through(proxy.url)
    expect(await one.fetch('http://10.0.0.1/', { lenient: true })).toMatchObject({ kind: 'blocked' })
    expect(await one.fetch('https://site.example/', { lenient: true })).toMatchObject({ reason: 'tls' })
    expect(proxy.asked).toEqual(['CONNECT site.example:443'])
  })

  it('a proxy that opens no tunnel is named as the reason, in one line', async () => {
    await using proxy = await proxyServer(0, 403)
    expect(await through(proxy.url).fetch('http://site.example:81/', { lenient: true })).toEqual({
      kind: 'failed',
      reason: 'connect',
      detail:
        'the host needs the lenient reader, which asks through a tunnel, and the proxy opens none to site.example:81 (status 403)',
    })
  })

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
