/** Builds what a polite fetch needs: the client, the archive, the gate and the robots.txt cache over one database. */
import type { Kysely } from 'kysely'
import { defaultMaxCrawlDelay, type HostGroup } from '../crawl/options.ts'
import { hostGroupOf, settingByGroup } from '../crawl/politeness/host-group.ts'
import { RateLimiter } from '../crawl/politeness/rate-limiter.ts'
import { RobotsCache } from '../crawl/politeness/robots-cache.ts'
import { openDatabase } from '../database/open-database.ts'
import type { Database } from '../database/schema/schema.ts'
import { proxiesOf } from '../fetch/proxies.ts'
import type { FetchIntoArchiveDeps } from './fetch-into-archive.ts'
import { Fetchers } from './fetcher-per-contact.ts'
import { openArchive } from './open-archive.ts'
import { systemClock as clock } from './system-clock.ts'

export interface FetchingOptions {
  readonly archiveFolder: string
  readonly databaseUrl: string
  readonly contact?: string
  /** In its place, where hosts are given different ones. */
  readonly contactFor?: (url: string) => string
  readonly rate: number | 'unlimited'
  readonly hostGroups?: readonly HostGroup[]
  /** Seconds. */
  readonly maxCrawlDelay?: number
  readonly allowPrivate?: true
  readonly signal: AbortSignal
}

export interface Fetching {
  readonly parts: FetchIntoArchiveDeps
  readonly db: Kysely<Database>
  /** Returns when everything captured so far is on disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

export async function openFetching(options: FetchingOptions): Promise<Fetching> {
  const { archiveFolder, databaseUrl, contact, rate, allowPrivate, signal } = options
  const contactFor = options.contactFor ?? (() => contact ?? '')
  const proxies = proxiesOf(process.env)
  const db = await openDatabase(databaseUrl)
  const archive = await openedBeside(db, () => openArchive(archiveFolder, contact))
  const fetcher = new Fetchers({ contactFor, allowPrivate: allowPrivate === true, clock, proxies })
  const { hostGroups = [], maxCrawlDelay = defaultMaxCrawlDelay } = options
  const rateOf = settingByGroup(hostGroups, 'rate')
  const gate = new RateLimiter({ db, clock, isRealTime: true, random: Math.random, rate, rateOf })
  const delays = settingByGroup(hostGroups, 'maxCrawlDelay')
  const robots = new RobotsCache({
    db,
    gate,
    clock,
    maxCrawlDelay: (hostGroup) => delays.get(hostGroup) ?? maxCrawlDelay,
    groupOf: (url) => hostGroupOf(url, hostGroups),
  })
  return {
    db,
    parts: { gate, robots, fetcher, archive, clock, signal, hostGroups },
    sync: () => archive.sync(),
    async close() {
      await fetcher.close()
      await archive.close()
      await db.destroy()
    },
  }
}

/** What opens after the database must not leave it open, and its folder locked, when it fails. */
async function openedBeside<T>(db: Kysely<Database>, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    await db.destroy()
    throw error
  }
}
