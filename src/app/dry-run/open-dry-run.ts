/** Opens what a dry run needs: the database if there is one, else an empty one in memory; a client; and no archive. */
import type { Kysely } from 'kysely'
import type { ExchangeDeps } from '../../crawl/politeness/paced-exchange.ts'
import { politenessOf } from '../../crawl/politeness/politeness.ts'
import type { RateLimiter } from '../../crawl/politeness/rate-limiter.ts'
import type { RobotsCache } from '../../crawl/politeness/robots-cache.ts'
import { openPgliteStore } from '../../database/pglite-store.ts'
import type { Database } from '../../database/schema/schema.ts'
import { isMissing, openStoreToRead, type Store } from '../../database/store.ts'
import { FetcherPerContact } from '../../fetch/fetcher-per-contact.ts'
import { forOwnHosts } from '../../fetch/for-own-hosts.ts'
import { proxiesOf } from '../../fetch/proxies.ts'
import type { Clock } from '../../model/clock.ts'
import { closing } from '../../model/closing.ts'
import { codeOf } from '../../model/errors.ts'
import type { LoadedSites } from '../../parse/site/load-sites.ts'
import { ParsePool } from '../../workers/parse-pool.ts'
import type { ResolvedCrawl } from '../crawl-settings.ts'
import { systemClock } from '../system-clock.ts'

export interface DryRunParts
  extends Omit<ExchangeDeps, 'latest' | 'mayStart' | 'rateLimiter' | 'lenientHosts'> {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly rateLimiter: RateLimiter
  readonly robots: RobotsCache
  readonly reader: ParsePool
}

/** Opens all, calls `use`, and closes all. A wrong data folder is not made. Throws what opening a database throws. */
export async function withDryRun<Result>(
  { folder, options, contactFor, accessFor, allowPrivate }: ResolvedCrawl,
  { sites, signal }: { readonly sites: LoadedSites; readonly signal: AbortSignal },
  use: (parts: DryRunParts) => Promise<Result>,
): Promise<Result> {
  const clock = systemClock
  await using store = closing(await storeOrMemory(folder.databaseUrl, signal))
  await using reader = closing(new ParsePool({ threads: 1, signal, sites }))
  const client = { contactFor, accessFor, allowPrivate, clock, proxies: proxiesOf(process.env) }
  await using fetcher = closing(new FetcherPerContact(client))
  const { db } = store
  const polite = politenessOf(options, { db, clock, isRealTime: true, random: Math.random, reader })
  const urls = [...options.urls, ...(options.ids === null ? [] : [options.ids.template])].map(
    (url) => new URL(url),
  )
  const hosts = new Set(urls.map(({ host }) => host))
  const own = forOwnHosts(fetcher, hosts, new Set(urls.map(({ origin }) => origin)))
  return await use({ ...polite, reader, db, fetcher: own, archive: noArchive, clock, signal })
}

/** Keeps nothing: robots.txt is kept in the database, if there is one. */
export const noArchive: ExchangeDeps['archive'] = { write: async () => ({ file: '', offset: 0, length: 0 }) }

/** The database as it is, to read and to keep the pace of hosts; where there is none yet, an empty one in memory. */
export async function storeOrMemory(url: string, signal: AbortSignal): Promise<Store> {
  if (isMissing(url)) return await openPgliteStore(null)
  const store = await openStoreToRead(url, process.env, signal)
  try {
    await store.db.selectFrom('crawl.page').select('path').limit(1).execute()
    return store
  } catch (error) {
    await store.close()
    // 42P01 undefined_table: a server that no crawl has used yet.
    if (codeOf(error) !== '42P01') throw error
    return await openPgliteStore(null)
  }
}
