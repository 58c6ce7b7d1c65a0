/**
 * Cookies by RFC 6265, and narrower: a cookie goes back to the origin that set it and to no other, so that no redirect
 * carries one to another host, port or scheme. `Domain` decides only whether a cookie is accepted at all.
 */
import { Cookie, CookieJar } from 'tough-cookie'
import type { Header } from '../model/capture.ts'
import type { Clock } from '../model/clock.ts'

/** RFC 6265, section 6.1, asks for at least 50 cookies a domain of at least 4096 bytes each. */
const mostCookies = 50
const mostBytes = 4096

/** Loose: a cookie without a name, which browsers take too. A Secure cookie that came over http is not taken. */
const jarOptions = { looseMode: true, enforceSecureOriginOnStorage: true }

/** The cookies of one origin. */
interface OriginCookies {
  readonly jar: CookieJar
  /** Whether the configured cookies are in the jar. A site may replace or delete them. */
  hasConfigured: boolean
}

/** A cookie as configured: sent to every path of its origin. */
export type ConfiguredCookie = readonly [name: string, value: string]

/**
 * The cookies of one visit, or of one process where a host's cookies are kept. In memory only.
 *
 * @example
 * const cookies = new Cookies(clock)
 * cookies.take(url, [['Set-Cookie', 'seen=1; Path=/']])
 * cookies.headerFor(url) // 'seen=1'
 */
export class Cookies {
  readonly #clock: Clock
  readonly #origins = new Map<string, OriginCookies>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Adds the configured cookies of an origin, the first time that it is requested. */
  configure(url: URL, configured: readonly ConfiguredCookie[]): void {
    const of = this.#of(url)
    if (of.hasConfigured) return
    of.hasConfigured = true
    for (const [key, value] of configured) this.#put(of.jar, url, new Cookie({ key, value, path: '/' }))
  }

  /** Takes the Set-Cookie headers of a response, whatever its status. Cookies that are not valid are left out. */
  take(url: URL, headers: readonly Header[]): void {
    for (const [name, value] of headers) {
      if (name.toLowerCase() !== 'set-cookie' || value.length > mostBytes) continue
      const cookie = Cookie.parse(value, { loose: true })
      if (cookie === undefined || cookie.key + cookie.value === '') continue
      this.#put(this.#of(url).jar, url, this.#fixedInTime(cookie))
    }
  }

  /** The Cookie header of a request; null for none. */
  headerFor(url: URL): string | null {
    const jar = this.#origins.get(url.origin)?.jar
    if (jar === undefined) return null
    // In the order of RFC 6265, section 5.4, step 2.
    const cookies = jar.getCookiesSync(url.href, { expire: false, sort: true })
    const valid = cookies.filter((cookie) => this.#isValid(cookie))
    return valid.length === 0 ? null : valid.map((cookie) => cookie.cookieString()).join('; ')
  }

  #of({ origin }: URL): OriginCookies {
    const known = this.#origins.get(origin)
    if (known !== undefined) return known
    const made = { jar: new CookieJar(undefined, jarOptions), hasConfigured: false }
    this.#origins.set(origin, made)
    return made
  }

  #put(jar: CookieJar, url: URL, cookie: Cookie): void {
    // What no header can carry would end the next request in an error.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(cookie.cookieString())) return
    // RFC 6265, section 5.3, step 5. tough-cookie takes `localhost` and addresses for public suffixes.
    if (cookie.domain === url.hostname) cookie.domain = null
    jar.setCookieSync(cookie, url.href, { ignoreError: true, now: this.#clock.now() })
    this.#prune(jar, url)
  }

  /** Removes what has expired, and the oldest beyond the limit. */
  #prune(jar: CookieJar, { href }: URL): void {
    const all = jar.getCookiesSync(href, { expire: false, allPaths: true })
    const valid = all.filter((cookie) => this.#isValid(cookie))
    const excess = valid.slice(0, Math.max(0, valid.length - mostCookies))
    for (const cookie of all) {
      if (valid.includes(cookie) && !excess.includes(cookie)) continue
      jar.store.removeCookie(cookie.domain, cookie.path, cookie.key, () => undefined)
    }
  }

  /** Max-Age is turned into a time: tough-cookie counts it from the system's clock, and from the last use. */
  #fixedInTime(cookie: Cookie): Cookie {
    if (typeof cookie.maxAge === 'number') {
      cookie.expires = new Date(Math.min(this.#clock.now().getTime() + cookie.maxAge * 1000, 8.64e15))
    } else if (cookie.maxAge === '-Infinity') cookie.expires = new Date(0)
    if (cookie.maxAge !== 'Infinity') cookie.maxAge = null
    return cookie
  }

  #isValid(cookie: Cookie): boolean {
    return (cookie.expiryTime() ?? Number.POSITIVE_INFINITY) > this.#clock.now().getTime()
  }
}
