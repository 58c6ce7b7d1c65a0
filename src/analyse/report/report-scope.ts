/** What a report is about: one run, or all runs of a span of time. */
import { MondoError } from '../../model/errors.ts'
import { literal, literals } from '../literal.ts'
import type { ReadSession, SqlResult } from '../read-session.ts'

export interface ReportOptions {
  /** Id of a run, or the beginning of one. Null: the last run, unless there is a span. */
  readonly runId: string | null
  readonly since: Date | null
  /** Null: until now. */
  readonly until: Date | null
}

export interface ReportScope {
  readonly title: string
  /** Runs of the scope, the newest first. */
  readonly runs: SqlResult
  readonly runsStatement: string
  /** Conditions on `crawl.visit as v` and `crawl.capture as c`. */
  readonly visits: string
  readonly captures: string
  readonly hostGroups: readonly string[]
  readonly sites: readonly string[]
  /** Width of a column of time: an interval of Postgres, and milliseconds. */
  readonly step: TimeStep
}

export interface TimeStep {
  readonly interval: string
  readonly ms: number
}

const seconds: readonly (readonly [string, number])[] = [
  ['1 second', 1],
  ['2 seconds', 2],
  ['5 seconds', 5],
  ['10 seconds', 10],
  ['30 seconds', 30],
  ['1 minute', 60],
  ['2 minutes', 120],
  ['5 minutes', 300],
  ['10 minutes', 600],
  ['30 minutes', 1800],
  ['1 hour', 3600],
  ['3 hours', 10_800],
  ['6 hours', 21_600],
  ['1 day', 86_400],
  ['7 days', 604_800],
  ['28 days', 2_419_200],
]
/** More would be thinner than an eye tells apart; fewer would hide what happened when. */
const mostSteps = 60

/** The smallest step that makes at most 60 columns. */
export function timeStep(spanMs: number): TimeStep {
  const [interval, length] = seconds.find(([, each]) => spanMs <= each * mostSteps * 1000) ??
    seconds.at(-1) ?? ['1 day', 86_400]
  return { interval, ms: length * 1000 }
}

const runColumns = `select r.run_id, r.kind, r.started_at, r.ended_at, r.result, r.requests::float8 as requests,
  r.bytes::float8 as bytes, round(extract(epoch from coalesce(r.ended_at, r.alive_at) - r.started_at), 1)::float8 as seconds,
  r.mondo_version, r.parser_version`

/** Null where nothing has run yet. Throws `usage` for a run that is not there, and for an ambiguous beginning of an id. */
export async function reportScope(session: ReadSession, options: ReportOptions): Promise<ReportScope | null> {
  const { since, until } = options
  return since === null ? await ofRun(session, options.runId) : await ofSpan(session, since, until)
}

async function ofRun(session: ReadSession, runId: string | null): Promise<ReportScope | null> {
  const which = runId === null ? "r.kind = 'crawl'" : `r.run_id::text like ${literal(`${likeText(runId)}%`)}`
  const runsStatement = `${runColumns}\nfrom crawl.run r\nwhere ${which}\norder by r.started_at desc limit ${runId === null ? 1 : 2}`
  const runs = await session.all(runsStatement)
  const [run] = runs.rows
  if (runId !== null) assertOne(runId, runs)
  if (run === undefined) return null
  const id = String(run[0])
  return await whole(session, {
    title: `Run ${id.slice(0, 8)}`,
    runs,
    runsStatement,
    visits: `v.run_id = ${literal(id)}::uuid`,
    captures: `c.run_id = ${literal(id)}::uuid`,
  })
}

function assertOne(runId: string, { rows }: SqlResult): void {
  if (rows.length === 1) return
  const many = rows.length > 1
  throw new MondoError('usage', many ? `Several runs begin with ${runId}.` : `There is no run ${runId}.`, {
    hint: `${many ? 'Give more of its id' : 'Give the id of a run'}: mondo sql "select run_id, started_at, result from crawl.run order by started_at desc limit 10"`,
  })
}

/** Nothing in an id stands for anything else. */
function likeText(text: string): string {
  return text.toLowerCase().replace(/[\\%_]/g, '\\$&')
}

async function ofSpan(session: ReadSession, since: Date, until: Date | null): Promise<ReportScope | null> {
  const within = (time: string) =>
    [`${time} >= ${literal(since)}`, ...(until === null ? [] : [`${time} < ${literal(until)}`])].join(' and ')
  // A run that began before and was still at work belongs to the span.
  const ran = [
    `coalesce(r.ended_at, r.alive_at) >= ${literal(since)}`,
    ...(until === null ? [] : [`r.started_at < ${literal(until)}`]),
  ].join(' and ')
  const runsStatement = `${runColumns}\nfrom crawl.run r\nwhere r.kind = 'crawl' and ${ran}\norder by r.started_at desc`
  const runs = await session.all(runsStatement)
  if (runs.rows.length === 0) return null
  const day = (time: Date) => time.toISOString().slice(0, 16).replace('T', ' ')
  return await whole(session, {
    title: until === null ? `Since ${day(since)} UTC` : `${day(since)} to ${day(until)} UTC`,
    runs,
    runsStatement,
    visits: within('v.visited_at'),
    captures: within('c.captured_at'),
  })
}

type Found = Pick<ReportScope, 'title' | 'runs' | 'runsStatement' | 'visits' | 'captures'>

async function whole(session: ReadSession, found: Found): Promise<ReportScope> {
  const { rows } =
    await session.all(`select coalesce(array_agg(distinct v.host_group), '{}'), coalesce(array_agg(distinct v.site), '{}'),
  coalesce(extract(epoch from max(v.visited_at) - min(v.visited_at)), 0)::float8
from crawl.visit v where ${found.visits}`)
  const [hostGroups, sites, span] = rows[0] ?? []
  return {
    ...found,
    hostGroups: texts(hostGroups),
    sites: texts(sites),
    step: timeStep(Number(span ?? 0) * 1000),
  }
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String).sort() : []
}

/** A condition on `site` of any table of `qa`. */
export function ofSites({ sites }: Pick<ReportScope, 'sites'>, alias: string): string {
  return `${alias}.site = any(${literals(sites)})`
}
