/** Summarizes a run from the database alone: the same object for `crawl --json` and `status --json`. */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import type { DriftReport } from '../../model/drift-report.ts'
import { countDue } from '../frontier/frontier.ts'
import { type HostPause, pauseOf, pauseText } from '../politeness/paused-hosts.ts'
import type { RunResult } from '../run-store.ts'

export interface RunSummary {
  readonly runId: string
  /** Null while it runs; `lost` if its process was killed. */
  readonly result: RunResult | 'lost' | null
  readonly exitCode: number | null
  readonly requests: number
  /** Of bodies, as received. */
  readonly bytes: number
  /** Since the run began, to its end or to now. */
  readonly seconds: number
  /** Requests a second over that time, to two decimals. */
  readonly pace: number
  /** Responses by HTTP status; a request without a response is in none. */
  readonly statuses: Readonly<Record<string, number>>
  /** Visits by outcome. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Questions of the run's sites in the database now, without those that are gone. */
  readonly questions: number
  /** Answers to these questions, without those that are gone. */
  readonly answers: number
  /** Pages of the run's host groups that are due and were not visited in it. */
  readonly due: number
  readonly hosts: readonly HostSummary[]
  /** Data checks that failed over the whole database when the run ended. */
  readonly failedChecks: readonly FailedCheck[]
}

export interface FailedCheck {
  readonly name: string
  /** Rows that violate the check. */
  readonly offending: number
}

export interface HostSummary {
  readonly group: string
  readonly state: 'ready' | 'parked'
  readonly parkedReason: string | null
  readonly nextAllowedAt: Date | null
  readonly backoffUntil: Date | null
  /** Who holds the host, and why; null while no one does. A paused host is `parked`, for that reason. */
  readonly paused: HostPause | null
  /** Why the quality gate stopped the host; null while the gate is open. */
  readonly gate: DriftReport | null
}

/** Counts a run as of now, whether it has ended or not. Throws where the run does not exist. */
export async function summarize(
  db: Kysely<Database>,
  of: { readonly runId: string; readonly now: Date },
): Promise<RunSummary> {
  const { runId, now } = of
  const run = await db
    .selectFrom('crawl.run')
    .select([
      'result',
      'exit_code',
      'requests',
      'bytes',
      'statuses',
      'options',
      'summary',
      'started_at',
      'ended_at',
    ])
    .where('run_id', '=', runId)
    .executeTakeFirstOrThrow()
  const groups = textsOf(run.options, 'groups')
  const seconds = Math.max(0, ((run.ended_at ?? now).getTime() - run.started_at.getTime()) / 1000)
  const outcomes = await db
    .selectFrom('crawl.visit')
    .select(({ fn }) => ['outcome', fn.countAll<string>().as('visits')])
    .where('run_id', '=', runId)
    .groupBy('outcome')
    .orderBy('outcome')
    .execute()
  return {
    runId,
    result: run.result,
    exitCode: run.exit_code,
    requests: Number(run.requests),
    bytes: Number(run.bytes),
    seconds,
    pace: seconds === 0 ? 0 : Math.round((100 * Number(run.requests)) / seconds) / 100,
    statuses: run.statuses,
    outcomes: Object.fromEntries(outcomes.map(({ outcome, visits }) => [outcome, Number(visits)])),
    ...(await rowsOf(db, textsOf(run.options, 'sites'))),
    due: await countDue(db, { groups, runId, now }),
    hosts: await hostsWhere(db, sql<boolean>`host_group = any(${groups}::text[])`),
    failedChecks: failedChecksOf(run.summary),
  }
}

/** Host groups that a person holds, of all crawls. */
export async function pausedHosts(db: Kysely<Database>): Promise<HostSummary[]> {
  return await hostsWhere(db, sql<boolean>`paused_at is not null`)
}

/** Host groups that the quality gate stopped, in any run. */
export async function stoppedHosts(db: Kysely<Database>): Promise<HostSummary[]> {
  return await hostsWhere(db, sql<boolean>`gate is not null`)
}

async function hostsWhere(db: Kysely<Database>, condition: RawBuilder<boolean>): Promise<HostSummary[]> {
  const hosts = await db
    .selectFrom('crawl.host')
    .select(['host_group', 'state', 'parked_reason', 'next_allowed_at', 'backoff_until', 'gate'])
    .select(['paused_at', 'paused_by', 'pause_reason'])
    .where(condition)
    .orderBy('host_group')
    .execute()
  return hosts.map((host) => {
    const paused = pauseOf(host)
    return {
      group: host.host_group,
      state: paused === null ? host.state : 'parked',
      parkedReason: paused === null ? host.parked_reason : pauseText(paused),
      nextAllowedAt: host.next_allowed_at,
      backoffUntil: host.backoff_until,
      paused,
      gate: host.gate,
    }
  })
}

async function rowsOf(
  db: Kysely<Database>,
  sites: readonly string[],
): Promise<{ questions: number; answers: number }> {
  const { rows } = await sql<{ questions: number; answers: number }>`
    select
      (select count(*)::int from qa.question where site = any(${sites}::text[]) and gone_at is null) as questions,
      (select count(*)::int from qa.answer a join qa.question q using (site, question_id)
        where site = any(${sites}::text[]) and a.gone_at is null and q.gone_at is null) as answers
  `.execute(db)
  return rows[0] ?? { questions: 0, answers: 0 }
}

/** Stored when a run ends; empty before. */
function failedChecksOf(summary: unknown): FailedCheck[] {
  const value = typeof summary === 'object' && summary !== null ? Reflect.get(summary, 'failedChecks') : []
  return Array.isArray(value) ? value : []
}

/** A list of strings in the run's options; only crawls have them. */
function textsOf(options: unknown, name: 'groups' | 'sites'): string[] {
  const value = typeof options === 'object' && options !== null ? Reflect.get(options, name) : undefined
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
