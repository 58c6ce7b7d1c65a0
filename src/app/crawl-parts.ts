/** Opens what a crawl and a worker need: database, archive, client and parser threads. Closes them again in reverse. */
import type { CrawlDeps } from '../crawl/engine/crawl.ts'
import { recoveryFiles } from '../crawl/recovery/recover.ts'
import { openStore } from '../database/store.ts'
import { parseStoreUrl } from '../database/store-url.ts'
import { FetcherPerContact, type FetcherPerContactOptions } from '../fetch/fetcher-per-contact.ts'
import { closing } from '../model/closing.ts'
import type { LoadedSites } from '../parse/site/load-sites.ts'
import { besideMainThread, ParsePool } from '../workers/parse-pool.ts'
import { takeHolderCommands } from './beside/holder-commands.ts'
import { diskRoom } from './byte-size.ts'
import type { DataFolder } from './data-folder.ts'
import { leaseSeconds } from './lease-seconds.ts'
import { openArchive } from './open-archive.ts'
import { keepSites } from './settings/keep-sites.ts'
import { systemClock as clock } from './system-clock.ts'

export interface CrawlPartsOptions extends Omit<FetcherPerContactOptions, 'clock'> {
  readonly folder: Pick<DataFolder, 'archiveFolder' | 'databaseUrl'>
  /** The operator, as the archive names it. */
  readonly contact: string
  /** Bytes; null: the disk is not checked. */
  readonly minFree: number | null
  readonly sites: LoadedSites
  /** Stops the run; pages that hang are then abandoned. */
  readonly signal: AbortSignal
}

type Part = 'store' | 'archive' | 'fetcher' | 'reader' | 'archiveFolder' | 'clock' | 'random'

export type CrawlParts = Required<Pick<CrawlDeps, Part | 'isRealTime' | 'leaseSeconds'>> &
  Pick<CrawlDeps, 'checkResources'>

/** Bytes. PGlite hangs once its WAL, which grows by 16 MiB at a time, does not fit on the disk. */
const embeddedMinFree = 64 * 1000 * 1000

/** Throws what opening the database and the archive throws. */
export async function withCrawlParts<Result>(
  { folder, contact, minFree, sites, signal, ...client }: CrawlPartsOptions,
  use: (parts: CrawlParts) => Promise<Result>,
): Promise<Result> {
  const { archiveFolder, databaseUrl } = folder
  await using store = closing(await openStore(databaseUrl, process.env, signal))
  await keepSites(store.db, sites.sites.definitions)
  takeHolderCommands(store, sites.sites)
  await using archive = closing(await openArchive(archiveFolder, contact, recoveryFiles))
  await using fetcher = closing(new FetcherPerContact({ ...client, clock }))
  await using reader = closing(new ParsePool({ signal, sites, threads: besideMainThread }))
  const place = parseStoreUrl(databaseUrl)
  const least = minFree ?? (store.kind === 'pglite' ? embeddedMinFree : null)
  return await use({
    store,
    archive,
    fetcher,
    reader,
    archiveFolder,
    clock,
    isRealTime: true,
    leaseSeconds: leaseSeconds(),
    random: Math.random,
    ...(least === null
      ? {}
      : {
          checkResources: diskRoom(
            { archive: archiveFolder, database: place.kind === 'pglite' ? place.folder : null },
            least,
          ),
        }),
  })
}
