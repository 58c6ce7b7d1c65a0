/** Headers, cookies and proxies of a host, over real servers on loopback. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { Cookies } from '../../src/fetch/cookies.ts'
import { FetcherPerContact, type FetcherPerContactOptions } from '../../src/fetch/fetcher-per-contact.ts'
import { forOwnHosts } from '../../src/fetch/for-own-hosts.ts'
import { forVisit } from '../../src/fetch/for-visit.ts'
import type { HostAccess } from '../../src/fetch/host-access.ts'
import { realClock } from './clocks.ts'
import { httpServer } from './servers.ts'

const login: HostAccess = {
  headers: [
    ['Authorization', 'Bearer s3cret'],
    ['accept', 'text/html'],
  ],
  cookies: [['sid', 's3cret']],
  kept: null,
}

function client(
  access: Readonly<Record<string, HostAccess>>,
  options: Partial<FetcherPerContactOptions> = {},
): FetcherPerContact {
  const made = new FetcherPerContact({
    contactFor: () => '',
    accessFor: (url) => access[new URL(url).host] ?? null,
    allowPrivate: true,
    clock: realClock,
    proxies: null,
    ...options,
  })
  onTestFinished(() => made.close())
  return made
}

function crawling(made: FetcherPerContact, ...origins: readonly string[]) {
  const hosts = new Set(origins.map((origin) => new URL(origin).host))
  return forOwnHosts(made, hosts, new Set(origins))
}

describe('what is configured for a host', () => {
  it('is sent to it, and stands in no capture', async () => {
    await using site = await httpServer((_, response) => response.end('page'))
    const host = new URL(site.url).host
    const result = await crawling(client({ [host]: login }), site.url).fetch(`${site.url}/qa/q1.html`)
    const [request] = site.requests
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer s3cret',
      accept: 'text/html',
      cookie: 'sid=s3cret',
      'user-agent': expect.stringMatching(/^mondo\//),
    })
    expect(request?.rawHeaders.filter((name) => name.toLowerCase() === 'accept')).toHaveLength(1)
    if (result.kind !== 'captured') throw new Error(result.kind)
    const { headers } = result.capture.request
    expect(Object.fromEntries(headers)).toMatchObject({
      Authorization: '[redacted]',
      accept: '[redacted]',
      Cookie: '[redacted]',
      host,
    })
    expect(JSON.stringify(result)).not.toContain('s3cret')
  })

  it('is sent to no other host and port', async () => {
    await using site = await httpServer((_, response) => response.end())
    await using other = await httpServer((_, response) => response.end())
    const one = crawling(client({ [new URL(site.url).host]: login }), site.url, other.url)
    await one.fetch(`${other.url}/`)
    expect(other.requests[0]?.headers).not.toHaveProperty('authorization')
    expect(other.requests[0]?.headers).not.toHaveProperty('cookie')
  })

  it('goes over https alone where no seed says http', async () => {
    await using site = await httpServer((_, response) => response.end())
    const { host } = new URL(site.url)
    const made = client({ [host]: login })
    await forOwnHosts(made, new Set([host])).fetch(`${site.url}/`)
    await crawling(made, site.url, `https://${host}`).fetch(`${site.url}/`)
    expect(site.requests).toHaveLength(2)
    for (const { headers } of site.requests) {
      expect(headers).not.toHaveProperty('authorization')
      expect(headers).not.toHaveProperty('cookie')
    }
  })
})

describe('a cookie that a host sets', () => {
  const counting = async () => {
    let count = 0
    return await httpServer((_, response) => {
      count += 1
      response.setHeader('set-cookie', `n=${count}; Path=/`).end()
    })
  }
  const sent = (site: Awaited<ReturnType<typeof counting>>) =>
    site.requests.map(({ headers }) => headers.cookie)

  it('is sent again in the same visit, and forgotten with it', async () => {
    await using site = await counting()
    const made = client({})
    const visit = forVisit(made, realClock)
    await visit.fetch(`${site.url}/a`)
    const second = await visit.fetch(`${site.url}/b`)
    await forVisit(made, realClock).fetch(`${site.url}/c`)
    await made.fetch(`${site.url}/d`)
    expect(sent(site)).toEqual([undefined, 'n=1', undefined, undefined])
    if (second.kind !== 'captured') throw new Error(second.kind)
    expect(second.capture.request.headers).toContainEqual(['Cookie', '[redacted]'])
  })

  it('is kept between visits for a host whose cookies are kept, and for no other', async () => {
    await using site = await counting()
    await using other = await counting()
    const kept = { headers: [], cookies: [], kept: new Cookies(realClock) }
    const made = client({ [new URL(site.url).host]: kept })
    for (const url of [site.url, other.url, site.url, other.url])
      await forVisit(made, realClock).fetch(`${url}/`)
    expect(sent(site)).toEqual([undefined, 'n=1'])
    expect(sent(other)).toEqual([undefined, undefined])
  })

  it('is taken from a 304 too', async () => {
    await using site = await httpServer((request, response) => {
      response
        .writeHead(request.headers['if-none-match'] === undefined ? 200 : 304, { 'set-cookie': 'a=1' })
        .end()
    })
    const visit = forVisit(client({}), realClock)
    await visit.fetch(`${site.url}/`, { validators: { etag: '"1"', lastModified: null } })
    await visit.fetch(`${site.url}/`)
    expect(site.requests.map(({ headers }) => headers.cookie)).toEqual([undefined, 'a=1'])
  })
})

describe('the proxy of a host', () => {
  it('is used for it alone, and its password stands nowhere', async () => {
    await using proxy = await httpServer((_, response) => response.end('by proxy'))
    await using site = await httpServer((_, response) => response.end('direct'))
    const url = new URL(proxy.url)
    url.username = 'me'
    url.password = 's3cret'
    const proxies = { http: url.href, https: url.href, except: '' }
    const made = client({ 'site.example': { headers: [], cookies: [], kept: null, proxies } })
    const result = await made.fetch('http://site.example/')
    await made.fetch(`${site.url}/`)
    expect(proxy.requests.map((request) => [request.url, request.headers['proxy-authorization']])).toEqual([
      ['http://site.example/', `Basic ${Buffer.from('me:s3cret').toString('base64')}`],
    ])
    expect(site.requests).toHaveLength(1)
    const text = JSON.stringify(result)
    expect(text).not.toMatch(/s3cret|bWU6/)
    expect(result).toMatchObject({ kind: 'captured', capture: { ipAddress: null } })
  })

  it('may be none, where the environment names one', async () => {
    await using proxy = await httpServer((_, response) => response.end())
    await using site = await httpServer((_, response) => response.end())
    const access = { headers: [], cookies: [], kept: null, proxies: null }
    const proxies = { http: proxy.url, https: proxy.url, except: '' }
    await client({ [new URL(site.url).host]: access }, { proxies }).fetch(`${site.url}/`)
    expect(site.requests).toHaveLength(1)
    expect(proxy.requests).toEqual([])
  })

  it('that cannot be reached leaves its password out of the error', async () => {
    const proxies = {
      http: 'http://me:s3cret@127.0.0.1:1/',
      https: 'http://me:s3cret@127.0.0.1:1/',
      except: '',
    }
    const made = client({ 'site.example': { headers: [], cookies: [], kept: null, proxies } })
    for (const url of ['http://site.example/', 'https://site.example/']) {
      const result = await made.fetch(url)
      expect(result).toMatchObject({ kind: 'failed', reason: 'connect' })
      expect(JSON.stringify(result)).not.toContain('s3cret')
    }
  })
})
