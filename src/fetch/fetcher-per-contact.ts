/** One client per contact, so that each host sees the User-Agent configured for it. */
import type { Dispatcher } from 'undici'
import type { Clock } from '../model/clock.ts'
import { Fetcher, type FetchOptions, type FetchResult } from './fetcher.ts'
import type { RedirectSource } from './private-hosts.ts'
import type { Proxies } from './proxies.ts'
import { userAgent } from './user-agent.ts'

/** How to build and choose the clients. */
export interface FetcherPerContactOptions {
  /** The contact in the User-Agent of requests for this URL; '' for none. */
  readonly contactFor: (url: string) => string
  readonly allowPrivate: boolean
  readonly clock: Clock
  readonly proxies: Proxies | null
  /** Replaces the connections of every client. */
  readonly dispatcher?: Dispatcher
  /** Requests to any other origin end in `blocked` without a connection, wherever links and redirects lead. */
  readonly onlyOrigin?: string | undefined
}

/** A `Fetcher` for each contact, opened on first use. */
export class FetcherPerContact implements Pick<Fetcher, 'fetch' | 'leadsInside' | 'close'> {
  readonly #options: FetcherPerContactOptions
  readonly #byAgent = new Map<string, Fetcher>()

  constructor(options: FetcherPerContactOptions) {
    this.#options = options
  }

  async fetch(url: string, options?: FetchOptions): Promise<FetchResult> {
    const { onlyOrigin } = this.#options
    if (onlyOrigin !== undefined && URL.parse(url)?.origin !== onlyOrigin) {
      return { kind: 'blocked', by: 'address-guard', detail: `only ${onlyOrigin} is asked here` }
    }
    return await this.#for(url).fetch(url, options)
  }

  async leadsInside(from: RedirectSource, to: string): Promise<boolean> {
    return await this.#for(from.url).leadsInside(from, to)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byAgent.values()].map((fetcher) => fetcher.close()))
  }

  #for(url: string): Fetcher {
    const { contactFor, onlyOrigin: _, ...options } = this.#options
    const agent = userAgent(contactFor(url))
    const known = this.#byAgent.get(agent)
    if (known !== undefined) return known
    const fetcher = new Fetcher({ userAgent: agent, ...options })
    this.#byAgent.set(agent, fetcher)
    return fetcher
  }
}
