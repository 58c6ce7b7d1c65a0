/**
 * The run of a distributed re-parse: one job for each WARC file, which any process that has the archive may take. An
 * interrupted run resumes if the parser version is unchanged; what it has read is not read again.
 */
import { type Kysely, sql, type Transaction } from 'kysely'
import { storedDigests } from '../crawl/definition-digests.ts'
import { endRun, reopenRun, startRun } from '../crawl/run-store.ts'
import { retryTransaction } from '../database/retry-transaction.ts'
import type { Database } from '../database/schema/schema.ts'
import type { Sites } from '../parse/site/sites.ts'
import type { FileQueue } from '../queue/file-queue.ts'
import { type ArchiveFile, addFiles } from './file-progress-store.ts'
import { forgetRejects } from './reclassify.ts'
import { type StaleSite, staleSites } from './stale-sites.ts'

export interface ReparseRun {
  readonly runId: string
  /** When the run that is resumed was started; null for a new one. */
  readonly resumedFrom: Date | null
  /** The sites that it reads; null means all. Also null for a run that is resumed. */
  readonly only: readonly StaleSite[] | null
  /** Files that are left to read. */
  readonly left: number
}

export interface ReparseRunOptions {
  readonly files: readonly ArchiveFile[]
  /** Of pages that no crawl knows. */
  readonly site: string | null
  /** Reads everything, whatever an interrupted run has read. */
  readonly afresh: boolean
  /** A new run reads only the stale ones of these sites: known captures of other sites are skipped. Default: it reads all. */
  readonly sites?: Sites | null
  readonly now: Date
  readonly mondoVersion: string
  /** The version of the core and all definitions. If it differs, the re-parse starts from the beginning. */
  readonly parserVersion: string
}

export async function openReparseRun(
  db: Kysely<Database>,
  queue: FileQueue,
  { files, site, afresh, sites = null, now, mondoVersion, parserVersion }: ReparseRunOptions,
): Promise<ReparseRun> {
  return await db.transaction().execute(async (trx) => {
    // Of two that start at once, one makes the run and the other works on it.
    await sql`select pg_advisory_xact_lock(hashtext('mondo reparse'))`.execute(trx)
    const last = await lastRunOf(trx, { files, site, parserVersion })
    const resumed = last === null || last.isDone || afresh ? null : last
    if (resumed !== null) await reopenRun(trx, resumed.runId)
    else if (last !== null) await endRun(trx, last.runId, { now, result: 'stopped' })
    // Only for a new run, and under the lock: this query reads all pages.
    const only = resumed !== null || afresh || sites === null ? null : await staleSites(trx, sites)
    const start = {
      kind: 'reparse',
      now,
      mondoVersion,
      parserVersion,
      options: {
        archive: true,
        site,
        ...(only === null ? {} : { only: only.map((one) => one.site) }),
        ...(sites === null ? {} : storedDigests(sites)),
      },
    } as const
    const { runId } = resumed ?? (await startRun(trx, start))
    const left = await addFiles(trx, runId, files, now)
    const jobs = left.map((file) => ({ runId, file }))
    await queue.enqueueMissing(jobs, trx)
    const resumedFrom = resumed?.startedAt ?? null
    return { runId, resumedFrom, only, left: left.length }
  })
}

/** Each machine may re-parse an archive of its own: the last run is one of these files. */
async function lastRunOf(
  trx: Transaction<Database>,
  { files, site, parserVersion }: Pick<ReparseRunOptions, 'files' | 'site' | 'parserVersion'>,
) {
  const names = files.map(({ file }) => file)
  const { rows } = await sql<{ runId: string; startedAt: Date; isDone: boolean }>`
    select run_id as "runId", started_at as "startedAt", result is not distinct from 'done' as "isDone"
    from crawl.run r
    where kind = 'reparse' and parser_version = ${parserVersion} and options ->> 'archive' = 'true'
      and options ->> 'site' is not distinct from ${site}::text
      and exists (select from crawl.reparsed_file f where f.run_id = r.run_id and f.warc_file = any(${names}::text[]))
    order by started_at desc limit 1
  `.execute(trx)
  return rows[0] ?? null
}

/**
 * Ends the run when its last file is done, and returns how it ended; null before that. Call it after a file's
 * transaction: of two workers that end the last two files at once, neither sees the other's within its own.
 */
export async function endIfAllRead(
  db: Kysely<Database>,
  runId: string,
  now: Date,
): Promise<'done' | 'stopped' | null> {
  const run = await db
    .selectFrom('crawl.run')
    .select(({ exists, selectFrom }) => [
      'result',
      exists(
        selectFrom('crawl.reparsed_file')
          .select('warc_file')
          .where('run_id', '=', runId)
          .where('done_at', 'is', null),
      ).as('isLeft'),
    ])
    .where('run_id', '=', runId)
    .executeTakeFirstOrThrow()
  if (run.result !== null) return run.result === 'done' ? 'done' : 'stopped'
  if (run.isLeft) return null
  await finishReparse(db, runId, { now, result: 'done' })
  return 'done'
}

export async function finishReparse(
  db: Kysely<Database>,
  runId: string,
  end: { readonly now: Date; readonly result: 'done' | 'stopped' },
): Promise<void> {
  await retryTransaction(db, async (trx) => {
    await forgetRejects(trx)
    await endRun(trx, runId, end)
  })
}
