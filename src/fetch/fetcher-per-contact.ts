/**
 * One client per contact and proxy, so that each host sees the User-Agent, and gets the headers and cookies, that are
 * configured for it.
 */
import type { Dispatcher } from 'undici'
import type { Clock } from '../model/clock.ts'
import { Cookies } from './cookies.ts'
import { Fetcher, type FetchOptions, type FetchResult } from './fetcher.ts'
import { type AccessFor, isOwnScheme } from './host-access.ts'
import type { RedirectSource } from './private-hosts.ts'
import type { Proxies } from './proxies.ts'
import { userAgent } from './user-agent.ts'

/** How to build and choose the clients. */
export interface FetcherPerContactOptions {
  /** The contact in the User-Agent of requests for this URL; '' for none. */
  readonly contactFor: (url: string) => string
  /** Default: nothing is configured for any host. */
  readonly accessFor?: AccessFor
  readonly allowPrivate: boolean
  readonly clock: Clock
  readonly proxies: Proxies | null
  /** Replaces the connections of every client. */
  readonly dispatcher?: Dispatcher
  /** Requests to any other origin end in `blocked` without a connection, wherever links and redirects lead. */
  readonly onlyOrigin?: string | undefined
}

/** A `Fetcher` for each contact and proxy, opened on first use. */
export class FetcherPerContact implements Pick<Fetcher, 'fetch' | 'leadsInside' | 'close'> {
  readonly #options: FetcherPerContactOptions
  readonly #fetchers = new Map<string, Fetcher>()

  constructor(options: FetcherPerContactOptions) {
    this.#options = options
  }

  async fetch(url: string, options?: FetchOptions): Promise<FetchResult> {
    const { onlyOrigin } = this.#options
    if (onlyOrigin !== undefined && URL.parse(url)?.origin !== onlyOrigin) {
      return { kind: 'blocked', by: 'address-guard', detail: `only ${onlyOrigin} is asked here` }
    }
    return await this.#for(url).fetch(url, this.#withAccess(url, options))
  }

  async leadsInside(from: RedirectSource, to: string): Promise<boolean> {
    // The client that would connect to the target: whether its name is looked up here depends on its proxy.
    return await this.#for(to).leadsInside(from, to)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#fetchers.values()].map((fetcher) => fetcher.close()))
  }

  #withAccess(url: string, options: FetchOptions = {}): FetchOptions {
    const { accessFor, clock } = this.#options
    const access = accessFor?.(url) ?? null
    if (access === null) return options
    const target = new URL(url)
    const cookies = access.kept ?? options.cookies ?? new Cookies(clock)
    if (!isOwnScheme(target, options.seedOrigins)) return { ...options, cookies }
    cookies.configure(target, access.cookies)
    return { ...options, cookies, headers: access.headers }
  }

  #for(url: string): Fetcher {
    const { contactFor, accessFor, onlyOrigin: _, ...options } = this.#options
    const agent = userAgent(contactFor(url))
    const configured = options.dispatcher === undefined ? accessFor?.(url)?.proxies : undefined
    const proxies = configured === undefined ? options.proxies : configured
    const key = JSON.stringify([agent, proxies])
    const known = this.#fetchers.get(key)
    if (known !== undefined) return known
    const fetcher = new Fetcher({ userAgent: agent, ...options, proxies })
    this.#fetchers.set(key, fetcher)
    return fetcher
  }
}
