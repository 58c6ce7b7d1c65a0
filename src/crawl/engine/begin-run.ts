/** The start of a crawl: its row in `crawl.run`, its seeds in the frontier, and its host groups open for requests. */
import type { Kysely } from 'kysely'
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { Database } from '../../database/schema/schema.ts'
import type { Clock } from '../../model/clock.ts'
import { mondoVersion } from '../../model/package-files.ts'
import { parserVersion } from '../../parse/parser-version.ts'
import type { Sites } from '../../parse/site/sites.ts'
import { storedDigests } from '../definition-digests.ts'
import { reopenGates } from '../drift/coverage-store.ts'
import { addPages, makeDue, moveSite } from '../frontier/add-pages.ts'
import type { CrawlOptions } from '../options.ts'
import { unpark } from '../politeness/host-store.ts'
import { startRun } from '../run-store.ts'
import {
  type CrawlScope,
  definitionsInScope,
  pageInScope,
  parserVersionOfGroup,
} from '../scope/crawl-scope.ts'
import { IdSource, idUrl } from '../scope/id-source.ts'
import { addSeedList, type SeedList, type Seeds, seedsOf } from '../scope/seeds.ts'
import { repairClockSkew } from './repair-clock-skew.ts'

export interface RunSeeds extends Seeds {
  /** Host groups of the run. */
  readonly groups: readonly string[]
  readonly sites: readonly string[]
}

/**
 * The seeds of a run; a seed list and an id range add only their hosts here, because their pages may not fit in memory.
 *
 * @throws MondoError `usage` without any URL, and for one that is not http or https or has credentials
 */
export function seedsOfRun(options: CrawlOptions, sites: Sites, seedList?: SeedList): RunSeeds {
  const { ids } = options
  const more = [...(seedList?.hosts ?? []), ...(ids === null ? [] : [idUrl(ids, ids.first)])]
  const { pages, crawlScope } = seedsOf({ ...options, sites }, more)
  const all = [...pages, ...more.map((url) => pageInScope(crawlScope, url, 0))]
  return {
    pages,
    crawlScope,
    groups: [...new Set(crawlScope.groupByHost.values())],
    sites: [...new Set(all.flatMap((page) => page?.site ?? []))],
  }
}

export interface AddSeedsDeps {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly isRealTime: boolean
  readonly signal: AbortSignal
  readonly seedList?: SeedList
}

/** Adds the row of a run. */
export async function storeRun(
  options: CrawlOptions,
  { crawlScope, groups, sites }: RunSeeds,
  { db, clock }: Pick<AddSeedsDeps, 'db' | 'clock'>,
): Promise<{ readonly runId: string }> {
  const definitions = definitionsInScope(crawlScope)
  const digests = storedDigests(crawlScope.sites, definitions)
  const stored = { ...options, groups, sites, definitions, ...digests }
  return await startRun(db, {
    kind: 'crawl',
    now: clock.now(),
    mondoVersion: mondoVersion(),
    parserVersion: [parserVersion, ...stored.definitions].join('+'),
    options: stored,
  })
}

/**
 * Adds the seeds of a run to the frontier and opens its host groups. Returns the ids that enter the frontier slice by slice;
 * null without a range. Throws what the database throws; a run that failed here keeps its row, without an end.
 */
export async function addSeeds(
  runId: string,
  options: CrawlOptions,
  { pages, crawlScope, groups }: RunSeeds,
  { db, clock, isRealTime, signal, seedList }: AddSeedsDeps,
): Promise<IdSource | null> {
  const now = clock.now()
  // Retried, because workers of other runs may hold the same pages and lock them in another order.
  await retryTransaction(db, (trx) => repairClockSkew(trx, { groups, now, rate: options.rate, isRealTime }))
  await retryTransaction(db, async (trx) => {
    const { site, siteOrigin } = crawlScope
    const [hostGroup] = groups
    if (site !== null && siteOrigin !== null && hostGroup !== undefined) {
      await moveSite(trx, { site, origin: siteOrigin, hostGroup })
    }
    await addPages(trx, pages, now, groups)
    await makeDue(trx, pages, now)
  })
  if (seedList !== undefined) await addSeedList(db, seedList, crawlScope, now)
  await openHostGroups(db, groups, { ...options, crawlScope })

  const ids = options.ids === null ? null : new IdSource(options.ids, crawlScope)
  await ids?.topUp(db, { hostGroup: ids.hostGroup, runId, now }, signal)
  return ids
}

/**
 * Parked host groups and those that the quality gate stopped are tried again; a back-off in force stays in force.
 * With `acceptLayout` the quality gate also forgets the hosts' past.
 */
export async function openHostGroups(
  db: Kysely<Database>,
  groups: readonly string[],
  { acceptLayout, crawlScope }: Pick<CrawlOptions, 'acceptLayout'> & { readonly crawlScope: CrawlScope },
): Promise<void> {
  const gates = groups.map((hostGroup) => ({
    hostGroup,
    parserVersion: parserVersionOfGroup(crawlScope, hostGroup),
  }))
  await retryTransaction(db, async (trx) => {
    await reopenGates(trx, gates, { accepts: acceptLayout })
    await unpark(trx, groups)
  })
}
