/** Builds what a polite fetch needs: the client, the archive, the gate and the robots.txt cache over one database. */
import type { Kysely } from 'kysely'
import { defaultMaxCrawlDelay, type HostScope } from '../crawl/options.ts'
import { hostScopeOf, ofScopes } from '../crawl/politeness/host-group.ts'
import { HostGate } from '../crawl/politeness/rate-limiter.ts'
import { RobotsCache } from '../crawl/politeness/robots-cache.ts'
import { openDatabase } from '../database/open-database.ts'
import type { Database } from '../database/schema/schema.ts'
import { proxiesOf } from '../fetch/proxies.ts'
import type { FetchParts } from './fetch-into-archive.ts'
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
  readonly hostScopes?: readonly HostScope[]
  /** Seconds. */
  readonly maxCrawlDelay?: number
  readonly allowPrivate?: true
  readonly signal: AbortSignal
}

export interface Fetching {
  readonly parts: FetchParts
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
  const { hostScopes = [], maxCrawlDelay = defaultMaxCrawlDelay } = options
  const rateOf = ofScopes(hostScopes, 'rate')
  const gate = new HostGate({ db, clock, isRealTime: true, random: Math.random, rate, rateOf })
  const delays = ofScopes(hostScopes, 'maxCrawlDelay')
  const robots = new RobotsCache({
    db,
    gate,
    clock,
    maxCrawlDelay: (scope) => delays.get(scope) ?? maxCrawlDelay,
    scopeOf: (url) => hostScopeOf(url, hostScopes),
  })
  return {
    db,
    parts: { gate, robots, fetcher, archive, clock, signal, hostScopes },
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
