/**
 * A re-parse: saved pages through today's parser and into the database, with what that alters. Nothing is fetched.
 * It streams: what is in memory is one batch.
 */
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { retryTransaction } from '../database/retry-transaction.ts'
import type { Database } from '../database/schema/schema.ts'
import type { Clock } from '../model/clock.ts'
import { parserVersion } from '../parse/parser-version.ts'
import { reparseBatch } from './batch.ts'
import { forgetRejects } from './reclassify.ts'
import type { RejectFilter } from './rejected-captures.ts'
import { batchesOf } from './reparse-batches.ts'
import type { SourcePage } from './source.ts'
import { addSummaries, nothingRead, type ReparseSummary } from './summary.ts'

export interface ReparseDeps {
  readonly db: Kysely<Database>
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly mondoVersion: string
}

export interface ReparseOptions {
  readonly paths: readonly string[]
  readonly site: string | null
  /** Only captures that gave no record, and of these only such; null: whatever the sources hold. */
  readonly rejected: RejectFilter | null
  /** Compares and counts, and writes nothing: not even the run. */
  readonly dryRun: boolean
}

export interface ReparseEnd extends ReparseSummary {
  /** Null for a dry run. */
  readonly runId: string | null
  readonly result: 'done' | 'stopped'
}

export async function reparse(
  sources: AsyncIterable<SourcePage>,
  options: ReparseOptions,
  deps: ReparseDeps,
): Promise<ReparseEnd> {
  const { db, clock, signal } = deps
  let summary = nothingRead
  const runId = options.dryRun ? null : await startReparse(options, deps)
  for await (const batch of batchesOf(sources, signal)) {
    const { dryRun } = options
    summary = addSummaries(summary, await reparseBatch(db, batch, { dryRun, now: clock.now() }))
  }
  const result = signal.aborted ? 'stopped' : 'done'
  if (runId !== null) {
    await retryTransaction(db, (trx) => forgetRejects(trx))
    await endReparse(db, runId, { now: clock.now(), result })
  }
  return { runId, result, ...summary }
}

/** The exit code is known only to who read the files: an archive may have been damaged. */
export async function setExitCode(db: Kysely<Database>, runId: string, exitCode: number): Promise<void> {
  await db.updateTable('crawl.run').set({ exit_code: exitCode }).where('run_id', '=', runId).execute()
}

async function startReparse(options: ReparseOptions, { db, clock, mondoVersion }: ReparseDeps) {
  const runId = randomUUID()
  await db
    .insertInto('crawl.run')
    .values({
      run_id: runId,
      kind: 'reparse',
      started_at: clock.now(),
      mondo_version: mondoVersion,
      parser_version: parserVersion,
      options: JSON.stringify(options),
    })
    .execute()
  return runId
}

async function endReparse(
  db: Kysely<Database>,
  runId: string,
  end: { readonly now: Date; readonly result: 'done' | 'stopped' },
): Promise<void> {
  await db
    .updateTable('crawl.run')
    .set({ ended_at: end.now, result: end.result })
    .where('run_id', '=', runId)
    .execute()
}
