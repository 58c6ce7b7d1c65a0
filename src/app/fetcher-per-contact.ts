/** One client for each contact: every host is told who to turn to for its own crawl. */
import { Fetcher, type FetchOptions, type FetchResult } from '../fetch/fetcher.ts'
import type { Proxies } from '../fetch/proxies.ts'
import { userAgent } from '../fetch/user-agent.ts'
import type { Clock } from '../model/clock.ts'

export interface FetchersOptions {
  readonly contactFor: (url: string) => string
  readonly allowPrivate: boolean
  readonly clock: Clock
  readonly proxies: Proxies | null
}

export class Fetchers implements Pick<Fetcher, 'fetch' | 'close'> {
  readonly #options: FetchersOptions
  readonly #byAgent = new Map<string, Fetcher>()

  constructor(options: FetchersOptions) {
    this.#options = options
  }

  async fetch(url: string, options?: FetchOptions): Promise<FetchResult> {
    return await this.#for(url).fetch(url, options)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#byAgent.values()].map((fetcher) => fetcher.close()))
  }

  #for(url: string): Fetcher {
    const { contactFor, ...options } = this.#options
    const agent = userAgent(contactFor(url))
    const known = this.#byAgent.get(agent)
    if (known !== undefined) return known
    const fetcher = new Fetcher({ userAgent: agent, ...options })
    this.#byAgent.set(agent, fetcher)
    return fetcher
  }
}
