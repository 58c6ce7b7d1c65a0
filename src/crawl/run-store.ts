/** `crawl.run`: one row for each crawl and re-parse, from start to end, with its totals so far. */
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema/schema.ts'

/** Another process sets `lost`, when the run's own process is gone. */
export type RunResult = 'done' | 'budget' | 'parked' | 'gate' | 'disk-full' | 'stopped'

/** Exit codes are part of the interface: `docs/operations.md` lists them. */
export const exitCodeOfResult = {
  done: 0,
  budget: 0,
  gate: 4,
  parked: 5,
  'disk-full': 8,
  stopped: 130,
} as const satisfies Record<RunResult, number>

export type RunExitCode = (typeof exitCodeOfResult)[RunResult]

export async function startRun(
  db: Kysely<Database>,
  run: {
    readonly kind: 'crawl' | 'reparse'
    readonly now: Date
    readonly mondoVersion: string
    /** The version of the core and of the definitions in use: `2026-12-01a+goo.2+okwave.1`. */
    readonly parserVersion: string
    /** Kept as JSON. */
    readonly options: object
  },
): Promise<{ readonly runId: string }> {
  const runId = randomUUID()
  await db
    .insertInto('crawl.run')
    .values({
      run_id: runId,
      kind: run.kind,
      started_at: run.now,
      mondo_version: run.mondoVersion,
      parser_version: run.parserVersion,
      options: JSON.stringify(run.options),
    })
    .execute()
  return { runId }
}

/** Ends a run that has not ended or was marked as lost. `summary` is stored as JSON. */
export async function endRun(
  db: Kysely<Database>,
  runId: string,
  end: {
    readonly now: Date
    readonly result: RunResult
    readonly exitCode?: RunExitCode
    readonly summary?: object
  },
): Promise<void> {
  const { now, result, exitCode = null, summary } = end
  await db
    .updateTable('crawl.run')
    .set({
      ended_at: now,
      result,
      exit_code: exitCode,
      ...(summary === undefined ? {} : { summary: JSON.stringify(summary) }),
    })
    .where('run_id', '=', runId)
    .where(({ or, eb }) => or([eb('ended_at', 'is', null), eb('result', '=', 'lost')]))
    .execute()
}

/** An interrupted run resumes: it has no end any more. */
export async function reopenRun(db: Kysely<Database>, runId: string): Promise<void> {
  const open = { ended_at: null, result: null, exit_code: null }
  await db.updateTable('crawl.run').set(open).where('run_id', '=', runId).execute()
}

/** Of a re-parse: only its caller knows it, because an archive may be damaged. */
export async function setExitCode(db: Kysely<Database>, runId: string, exitCode: number): Promise<void> {
  await db.updateTable('crawl.run').set({ exit_code: exitCode }).where('run_id', '=', runId).execute()
}
