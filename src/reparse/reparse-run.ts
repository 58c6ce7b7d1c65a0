/**
 * A re-parse of the whole archive as a run: one job a WARC file, which any process may take that sees the archive. One
 * that was killed or stopped is gone on with, by the same parser; what it has read is not read again.
 */
import { randomUUID } from 'node:crypto'
import { type Kysely, sql, type Transaction } from 'kysely'
import { retryTransaction } from '../database/retry-transaction.ts'
import type { Database } from '../database/schema/schema.ts'
import { parserVersion } from '../parse/parser-version.ts'
import type { FileQueue } from '../queue/file-queue.ts'
import { type ArchiveFile, addFiles } from './file-progress-store.ts'
import { forgetRejects } from './reclassify.ts'

export interface ReparseRun {
  readonly runId: string
  /** When the run began that is gone on with; null for a new one. */
  readonly goesOnFrom: Date | null
  /** Files that are left to read. */
  readonly left: number
}

export interface ReparseRunOptions {
  readonly files: readonly ArchiveFile[]
  /** Of pages that no crawl knows. */
  readonly site: string | null
  /** Reads everything, whatever an earlier run has read. */
  readonly afresh: boolean
  readonly now: Date
  readonly mondoVersion: string
}

export async function openReparseRun(
  db: Kysely<Database>,
  queue: FileQueue,
  { files, site, afresh, now, mondoVersion }: ReparseRunOptions,
): Promise<ReparseRun> {
  return await db.transaction().execute(async (trx) => {
    // Of two that start at once, one makes the run and the other works on it.
    await sql`select pg_advisory_xact_lock(hashtext('mondo reparse'))`.execute(trx)
    const last = await lastOf(trx, files, site)
    const shouldContinue = last !== null && !last.isDone && !afresh
    if (last !== null && !shouldContinue) await stopReparseRun(trx, last.runId, now)
    const runId = shouldContinue ? last.runId : randomUUID()
    if (shouldContinue) {
      const open = { ended_at: null, result: null, exit_code: null }
      await trx.updateTable('crawl.run').set(open).where('run_id', '=', runId).execute()
    } else {
      const options = { archive: true, site }
      const run = { run_id: runId, kind: 'reparse', started_at: now } as const
      const versions = { mondo_version: mondoVersion, parser_version: parserVersion }
      await trx
        .insertInto('crawl.run')
        .values({ ...run, ...versions, options: JSON.stringify(options) })
        .execute()
    }
    const left = await addFiles(trx, runId, files, now)
    await queue.enqueueMissing(
      left.map((file) => ({ runId, file })),
      trx,
    )
    return { runId, goesOnFrom: shouldContinue ? last.startedAt : null, left: left.length }
  })
}

/** Each machine may have an archive of its own, and re-parse it: the last run is one of these files. */
async function lastOf(trx: Transaction<Database>, files: readonly ArchiveFile[], site: string | null) {
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

/** Whoever reads a file of it finds that nobody waits for it. */
export async function stopReparseRun(db: Kysely<Database>, runId: string, now: Date): Promise<void> {
  await db
    .updateTable('crawl.run')
    .set({ ended_at: now, result: 'stopped' })
    .where('run_id', '=', runId)
    .where('ended_at', 'is', null)
    .execute()
}

/**
 * Ends the run when its last file is done, and says how it ended; null while it has not. To be called after a file's
 * transaction: of two that end the last two files at once, neither sees the other's within its own.
 */
export async function endReparseRun(
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
  await retryTransaction(db, async (trx) => {
    await forgetRejects(trx)
    await trx
      .updateTable('crawl.run')
      .set({ ended_at: now, result: 'done' })
      .where('run_id', '=', runId)
      .where('ended_at', 'is', null)
      .execute()
  })
  return 'done'
}
