/** Opens what polite requests outside a crawl need: client, archive, rate limiter and robots.txt cache over one database. */
import type { Kysely } from 'kysely'
import type { FetchIntoArchiveDeps } from '../crawl/politeness/fetch-into-archive.ts'
import { hostGroupOf, settingByGroup } from '../crawl/politeness/host-group.ts'
import { RateLimiter } from '../crawl/politeness/rate-limiter.ts'
import { RobotsCache } from '../crawl/politeness/robots-cache.ts'
import type { Database } from '../database/schema/schema.ts'
import { openStore } from '../database/store.ts'
import { FetcherPerContact } from '../fetch/fetcher-per-contact.ts'
import { proxiesOf } from '../fetch/proxies.ts'
import { ParsePool } from '../workers/parse-pool.ts'
import { type CrawlSettings, resolveCrawl } from './crawl-settings.ts'
import { openArchive } from './open-archive.ts'
import { systemClock as clock } from './system-clock.ts'

export interface FetchingOptions {
  /** The URLs and the politeness of a crawl: `config`, `contact`, `rate` and `allowPrivate` mean the same here. */
  readonly settings: CrawlSettings
  readonly archiveFolder: string
  readonly databaseUrl: string
  readonly signal: AbortSignal
}

/** Disposing of it closes all. */
export interface Fetching extends AsyncDisposable {
  readonly deps: FetchIntoArchiveDeps
  readonly db: Kysely<Database>
  /** Returns when everything captured so far is on disk. */
  sync(): Promise<void>
}

/** @throws MondoError `usage`, before anything is opened, for settings that a crawl refuses too; what opening throws */
export async function openFetching(options: FetchingOptions): Promise<Fetching> {
  const { settings, archiveFolder, databaseUrl, signal } = options
  const resolved = resolveCrawl(settings)
  const { rate, hostGroups, maxCrawlDelay } = resolved.options
  const { contactFor, contact, allowPrivate } = resolved
  const proxies = proxiesOf(process.env)
  const { db } = await openStore(databaseUrl, process.env)
  const archive = await openedBeside(db, () => openArchive(archiveFolder, contact))
  const fetcher = new FetcherPerContact({ contactFor, allowPrivate, clock, proxies })
  const rateOf = settingByGroup(hostGroups, 'rate')
  const rateLimiter = new RateLimiter({ db, clock, isRealTime: true, random: Math.random, rate, rateOf })
  const delays = settingByGroup(hostGroups, 'maxCrawlDelay')
  const reader = new ParsePool({ threads: 1 })
  const robots = new RobotsCache({
    db,
    rateLimiter,
    clock,
    reader,
    maxCrawlDelay: (hostGroup) => delays.get(hostGroup) ?? maxCrawlDelay,
    groupOf: (url) => hostGroupOf(url, hostGroups),
  })
  return {
    db,
    deps: { rateLimiter, robots, fetcher, archive, clock, signal, hostGroups },
    sync: () => archive.sync(),
    async [Symbol.asyncDispose]() {
      await fetcher.close()
      await reader.close()
      await archive.close()
      await db.destroy()
    },
  }
}

/** If what opens after the database fails, the database is closed and its folder unlocked. */
async function openedBeside<T>(db: Kysely<Database>, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    await db.destroy()
    throw error
  }
}
