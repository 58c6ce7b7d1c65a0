/** The state of the database for `mondo status`: summary of the last crawl, pages it did not reach, hosts that are parked or blocked. */
import { type Kysely, sql } from 'kysely'
import {
  type HostSummary,
  pausedHosts,
  type RunSummary,
  stoppedHosts,
  summarize,
} from '../crawl/engine/summary.ts'
import { pageUrl } from '../crawl/frontier/frontier.ts'
import type { Database } from '../database/schema/schema.ts'
import { codeOf, MondoError } from '../model/errors.ts'
import { type QueuedSlice, slicesInQueue } from '../queue/slices-in-queue.ts'
import { type ReparseProgress, reparseProgress } from './reparse-progress.ts'
import { type UnfinishedRun, unfinishedRuns } from './runs/run-history.ts'

export interface Status {
  /** Null before the first crawl. */
  readonly lastRun: (RunSummary & { readonly startedAt: Date; readonly endedAt: Date | null }) | null
  /** Pages whose last capture the parser rejected, most frequent reason first. */
  readonly rejects: readonly RejectGroup[]
  /** Hosts that the quality gate stopped, in the last crawl or in an earlier one. */
  readonly stopped: readonly HostSummary[]
  /** Hosts that a person holds, of all crawls. */
  readonly paused: readonly HostSummary[]
  /** Pages that the last crawl could not fetch, or that are not questions. */
  readonly unreached: readonly UnreachedGroup[]
  /** Chains of list pages that are put off, because they led to no new question. */
  readonly traps: readonly Trap[]
  /** Hosts whose HTTP only the lenient reader takes, and until when they are asked so. */
  readonly lenient: readonly LenientHost[]
  /** With workers now, or waiting for one; of all crawls. */
  readonly slices: readonly QueuedSlice[]
  /** Of the whole archive; null where none is under way. */
  readonly reparse: ReparseProgress | null
  /** Crawls and re-parses that have not ended, the oldest first. */
  readonly unfinished: readonly UnfinishedRun[]
}

/** Pages of a run that gave no question and no links, by outcome and reason. */
export interface UnreachedGroup {
  readonly site: string
  readonly outcome: 'skipped' | 'failed' | 'gone' | 'not-a-question'
  /** As in `crawl.visit`: `404`, `robots`, `timeout`; null for a page without a question. */
  readonly reason: string | null
  readonly pages: number
  /** URL of one of them. */
  readonly example: string
}

export interface Trap {
  readonly site: string
  /** Path of the list page behind which the chain begins. */
  readonly root: string
  /** Known pages of the chain. */
  readonly pages: number
  readonly until: Date
}

export interface LenientHost {
  readonly hostGroup: string
  readonly until: Date
}

export interface RejectGroup {
  readonly site: string
  readonly reason: string
  readonly pages: number
  /** Path of one of them. */
  readonly example: string
  /** Null for a page that the frontier does not know. */
  readonly exampleUrl: string | null
}

/** Throws `database-refused` if the tables of the crawl are missing, too old, or not readable for this login. */
export async function readStatus(db: Kysely<Database>, now: Date): Promise<Status> {
  try {
    return await readStatusRows(db, now)
  } catch (error) {
    throw refused(error) ?? error
  }
}

async function readStatusRows(db: Kysely<Database>, now: Date): Promise<Status> {
  const run = await db
    .selectFrom('crawl.run')
    .select(['run_id', 'started_at', 'ended_at'])
    .where('kind', '=', 'crawl')
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return {
    lastRun:
      run === undefined
        ? null
        : {
            ...(await summarize(db, { runId: run.run_id, now })),
            startedAt: run.started_at,
            endedAt: run.ended_at,
          },
    rejects: await rejectGroups(db),
    stopped: await stoppedHosts(db),
    paused: await pausedHosts(db),
    unreached: run === undefined ? [] : await unreachedPages(db, run.run_id),
    traps: await trapsAt(db, now),
    lenient: await lenientHosts(db, now),
    slices: await slicesInQueue(db),
    reparse: await reparseProgress(db, now),
    unfinished: await unfinishedRuns(db),
  }
}

async function trapsAt(db: Kysely<Database>, now: Date): Promise<readonly Trap[]> {
  const { rows } = await sql<Trap>`
    select site, root, put_off_until as until,
      (select count(*)::int from crawl.page where page.site = list_chain.site and page.chain = list_chain.root) as pages
    from crawl.list_chain where put_off_until > ${now}::timestamptz
    order by site, root
  `.execute(db)
  return rows
}

async function lenientHosts(db: Kysely<Database>, now: Date): Promise<LenientHost[]> {
  return await db
    .selectFrom('crawl.host')
    .select(['host_group as hostGroup', 'lenient_until as until'])
    .where('lenient_until', '>', now)
    .orderBy('host_group')
    .$narrowType<{ until: Date }>()
    .execute()
}

async function rejectGroups(db: Kysely<Database>): Promise<RejectGroup[]> {
  const { rows } = await sql<Omit<RejectGroup, 'exampleUrl'> & { readonly origin: string | null }>`
    select rejected.*, page.origin
    from (
      select site, reason, count(*)::int as pages, min(path) as example from crawl.rejected_page group by site, reason
    ) as rejected
    left join crawl.page on page.site = rejected.site and page.path = rejected.example
    order by pages desc, site, reason
  `.execute(db)
  return rows.map(({ origin, ...group }) => ({
    ...group,
    exampleUrl: origin === null ? null : pageUrl({ origin, path: group.example }),
  }))
}

/** 42P01 undefined_table, 42703 undefined_column, 42501 insufficient_privilege. */
export const statusRefusals: ReadonlySet<string | null> = new Set(['42P01', '42703', '42501'])

function refused(error: unknown): MondoError | null {
  if (!(error instanceof Error) || !statusRefusals.has(codeOf(error))) return null
  if (codeOf(error) === '42501') {
    return new MondoError('usage', 'This login may read qa only, and the status is read from crawl.', {
      cause: error,
      hint: 'Connect as the owner of the database. qa.freshness and qa.crawl_health show what an analyst may see.',
    })
  }
  return new MondoError('database-refused', `The status of this database cannot be read: ${error.message}`, {
    cause: error,
    hint: 'Bring the database up to date with mondo db migrate, and connect as its owner: status reads crawl.',
  })
}

/** Most pages first. */
async function unreachedPages(db: Kysely<Database>, runId: string): Promise<UnreachedGroup[]> {
  const { rows } = await sql<Omit<UnreachedGroup, 'example'> & { path: string; origin: string | null }>`
    select unreached.*, page.origin
    from (
      select site, outcome, reason, count(*)::int as pages, min(path) as path
      from crawl.visit
      where run_id = ${runId}::uuid and outcome in ('gone', 'skipped', 'failed', 'not-a-question')
      group by site, outcome, reason
    ) as unreached
    left join crawl.page using (site, path)
    order by pages desc, site, outcome, reason
  `.execute(db)
  return rows.map(({ path, origin, ...group }) => ({
    ...group,
    example: origin === null ? path : pageUrl({ origin, path }),
  }))
}
