/** Runs: one row of `crawl.run` from start to end, and what it cost so far. */
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { parserVersion } from '../../parse/parser-version.ts'
import type { CrawlOptions } from '../options.ts'

export type RunResult = 'done' | 'budget' | 'parked' | 'gate' | 'stopped'

/** Part of the command line's interface: DESIGN.md, "Command line". */
export const exitCodeOfResult = {
  done: 0,
  budget: 0,
  gate: 4,
  parked: 5,
  stopped: 130,
} as const satisfies Record<RunResult, number>

export type RunExitCode = (typeof exitCodeOfResult)[RunResult]

export interface Run {
  readonly runId: string
  readonly startedAt: Date
}

export async function startRun(
  db: Kysely<Database>,
  of: {
    readonly now: Date
    readonly mondoVersion: string
    readonly options: CrawlOptions
    readonly groups: readonly string[]
    readonly sites: readonly string[]
  },
): Promise<Run> {
  const runId = randomUUID()
  await db
    .insertInto('crawl.run')
    .values({
      run_id: runId,
      kind: 'crawl',
      started_at: of.now,
      mondo_version: of.mondoVersion,
      parser_version: parserVersion,
      options: JSON.stringify({ ...of.options, groups: of.groups, sites: of.sites }),
    })
    .execute()
  return { runId, startedAt: of.now }
}

export async function endRun(
  db: Kysely<Database>,
  runId: string,
  end: {
    readonly now: Date
    readonly summary: { readonly result: RunResult; readonly exitCode: RunExitCode }
  },
): Promise<void> {
  const { now, summary } = end
  await db
    .updateTable('crawl.run')
    .set({
      ended_at: now,
      result: summary.result,
      exit_code: summary.exitCode,
      summary: JSON.stringify(summary),
    })
    .where('run_id', '=', runId)
    .execute()
}
