/** Opens what polite requests outside a crawl need: client, archive, rate limiter and robots.txt cache over one database. */
import { existsSync } from 'node:fs'
import type { Kysely } from 'kysely'
import type { FetchIntoArchiveDeps } from '../crawl/politeness/fetch-into-archive.ts'
import { politenessOf } from '../crawl/politeness/politeness.ts'
import type { Database } from '../database/schema/schema.ts'
import { openStore } from '../database/store.ts'
import { FetcherPerContact } from '../fetch/fetcher-per-contact.ts'
import { forOwnHosts } from '../fetch/for-own-hosts.ts'
import { proxiesOf } from '../fetch/proxies.ts'
import { closing } from '../model/closing.ts'
import { ParsePool } from '../workers/parse-pool.ts'
import { type CrawlSettings, resolveCrawl } from './crawl-settings.ts'
import { noArchive, storeOrMemory } from './dry-run/open-dry-run.ts'
import { openArchive } from './open-archive.ts'
import { systemClock as clock } from './system-clock.ts'

export interface FetchingOptions {
  /** The URLs and the politeness of a crawl: `config`, `contact`, `rate` and `allowPrivate` mean the same here. */
  readonly settings: CrawlSettings
  readonly archiveFolder: string
  readonly databaseUrl: string
  readonly signal: AbortSignal
  /** Whether a database and an archive are made where there are none; else nothing is kept there. */
  readonly begins: boolean
}

export interface Fetching {
  readonly deps: FetchIntoArchiveDeps
  readonly db: Kysely<Database>
  /** Returns when everything captured so far is on disk. */
  sync(): Promise<void>
}

const unkept = { ...noArchive, sync: async () => undefined, close: async () => undefined }

/**
 * Opens all, calls `use`, and closes all.
 *
 * @throws MondoError `usage`, before anything is opened, for settings that a crawl refuses too; what opening throws
 */
export async function withFetching<Result>(
  { settings, archiveFolder, databaseUrl, signal, begins }: FetchingOptions,
  use: (fetching: Fetching) => Promise<Result>,
): Promise<Result> {
  const { options, contactFor, accessFor, contact, allowPrivate } = resolveCrawl(settings)
  const proxies = proxiesOf(process.env)
  const opening = begins ? openStore(databaseUrl, process.env, signal) : storeOrMemory(databaseUrl, signal)
  await using store = closing(await opening)
  const keeps = begins || existsSync(archiveFolder)
  await using archive = closing(keeps ? await openArchive(archiveFolder, contact) : unkept)
  await using reader = closing(new ParsePool({ threads: 1 }))
  await using fetcher = closing(
    new FetcherPerContact({ contactFor, accessFor, allowPrivate, clock, proxies }),
  )
  const { db } = store
  const polite = politenessOf(options, { db, clock, isRealTime: true, random: Math.random, reader })
  const urls = options.urls.map((url) => new URL(url))
  const hosts = new Set(urls.map(({ host }) => host))
  const own = forOwnHosts(fetcher, hosts, new Set(urls.map(({ origin }) => origin)))
  const deps = { ...polite, fetcher: own, archive, reader, clock, signal, hostGroups: options.hostGroups }
  return await use({ db, deps, sync: () => archive.sync() })
}
