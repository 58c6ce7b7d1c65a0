/** What happened last, and what waits: the last crawl's summary, rejected pages, hosts that are parked or blocked. */
import type { Kysely } from 'kysely'
import { type HostSummary, type RunSummary, stoppedHosts, summarize } from '../crawl/summary.ts'
import type { Database } from '../load/schema.ts'
import { codeOf, MondoError } from '../model/errors.ts'

export interface Status {
  /** Null before the first crawl. */
  readonly lastRun: (RunSummary & { readonly startedAt: Date; readonly endedAt: Date | null }) | null
  /** Pages whose last capture the parser rejected, most frequent reason first. */
  readonly rejects: readonly RejectGroup[]
  /** Hosts that the parse gate stopped, in the last crawl or in an earlier one. */
  readonly stopped: readonly HostSummary[]
}

export interface RejectGroup {
  readonly site: string
  readonly reason: string
  readonly pages: number
  /** Path of one of them. */
  readonly example: string
}

/** Throws `database-refused` where the tables of the crawl are missing, older than this program, or not ours to read. */
export async function statusOf(db: Kysely<Database>, now: Date): Promise<Status> {
  try {
    return await readStatus(db, now)
  } catch (error) {
    throw refused(error) ?? error
  }
}

async function readStatus(db: Kysely<Database>, now: Date): Promise<Status> {
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
  }
}

async function rejectGroups(db: Kysely<Database>): Promise<RejectGroup[]> {
  const rows = await db
    .selectFrom('crawl.rejected_page')
    .select(({ fn }) => ['site', 'reason', fn.countAll<string>().as('pages'), fn.min('path').as('example')])
    .groupBy(['site', 'reason'])
    .orderBy('pages', 'desc')
    .orderBy('site')
    .orderBy('reason')
    .execute()
  return rows.map((row) => ({ ...row, pages: Number(row.pages) }))
}

/** 42P01 undefined_table, 42703 undefined_column, 42501 insufficient_privilege. */
const refusals: ReadonlySet<string | null> = new Set(['42P01', '42703', '42501'])

function refused(error: unknown): MondoError | null {
  if (!(error instanceof Error) || !refusals.has(codeOf(error))) return null
  return new MondoError('database-refused', `The status of this database cannot be read: ${error.message}`, {
    cause: error,
    hint: 'Bring the database up to date with mondo db migrate, and connect as its owner: status reads crawl.',
  })
}
