/** The runs of a database, newest first: what each cost, how it ended and what it brought, counted from its rows. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'

/** One run. Times are those of its process; a run that has not ended is counted up to now. */
export interface RunRow {
  readonly runId: string
  readonly kind: 'crawl' | 'reparse' | 'load'
  /** Null while it runs. */
  readonly result: string | null
  readonly exitCode: number | null
  readonly startedAt: Date
  readonly endedAt: Date | null
  readonly seconds: number
  readonly requests: number
  /** Of bodies, as received. */
  readonly bytes: number
  /** Requests a second, to two decimals. */
  readonly pace: number
  /** Responses by HTTP status, those to robots.txt included. */
  readonly statuses: Readonly<Record<string, number>>
  /** Responses to pages by media type; `unknown` where the server named none. */
  readonly mimeTypes: Readonly<Record<string, number>>
  /** Visits by outcome. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Questions that this run saw first. Null, as the next three, unless it is a crawl: these come of its visits. */
  readonly new: number | null
  /** Questions known before of which it loaded something new. */
  readonly changed: number | null
  /** Pages that the site no longer has. */
  readonly gone: number | null
  /** Pages that the parser rejected. */
  readonly rejected: number | null
}

interface StoredRow {
  readonly run_id: string
  readonly kind: RunRow['kind']
  readonly result: string | null
  readonly exit_code: number | null
  readonly started_at: Date
  readonly ended_at: Date | null
  readonly requests: number
  readonly bytes: number
  readonly statuses: RunRow['statuses']
}

/** The newest `limit` runs of all kinds. Reads the visits of these runs, so a long list of long runs takes its time. */
export async function readRuns(
  db: Kysely<Database>,
  { limit, now }: { readonly limit: number; readonly now: Date },
): Promise<RunRow[]> {
  const runs = await storedRuns(db).orderBy('started_at', 'desc').orderBy('run_id').limit(limit).execute()
  return await countedRuns(db, runs, now)
}

/** One run by the beginning of its id, or `last` for the newest; all that match, which are none or several too. */
export async function findRuns(db: Kysely<Database>, id: string, now: Date): Promise<RunRow[]> {
  return await countedRuns(db, await named(storedRuns(db), id).execute(), now)
}

/** The ids of the crawls that `findRuns` would find. */
export async function findCrawls(db: Kysely<Database>, id: string): Promise<readonly string[]> {
  const runs = await named(storedRuns(db).where('kind', '=', 'crawl'), id).execute()
  return runs.map(({ run_id: runId }) => runId)
}

function named(runs: ReturnType<typeof storedRuns>, id: string) {
  if (id === 'last') return runs.orderBy('started_at', 'desc').limit(1)
  const begins = `${id.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  return runs.where(sql<string>`run_id::text`, 'like', begins).limit(5)
}

/** A run that has not ended, for `mondo status`. */
export interface UnfinishedRun {
  readonly runId: string
  readonly kind: RunRow['kind']
  readonly startedAt: Date
  /** Last sign of life of its process. */
  readonly aliveAt: Date
  readonly requests: number
}

/** All runs that have not ended, the oldest first. */
export async function unfinishedRuns(db: Kysely<Database>): Promise<UnfinishedRun[]> {
  const runs = await db
    .selectFrom('crawl.run')
    .select(['run_id as runId', 'kind', 'started_at as startedAt', 'alive_at as aliveAt', 'requests'])
    .where('ended_at', 'is', null)
    .orderBy('started_at')
    .execute()
  return runs.map((run) => ({ ...run, requests: Number(run.requests) }))
}

function storedRuns(db: Kysely<Database>) {
  return db
    .selectFrom('crawl.run')
    .select([
      'run_id',
      'kind',
      'result',
      'exit_code',
      'started_at',
      'ended_at',
      'requests',
      'bytes',
      'statuses',
    ])
}

async function countedRuns(db: Kysely<Database>, runs: readonly StoredRow[], now: Date): Promise<RunRow[]> {
  const ids = runs.map(({ run_id }) => run_id)
  if (ids.length === 0) return []
  const outcomes = await countsOf(
    db,
    sql`select run_id, outcome as name, count(*)::int as count from crawl.visit
      where run_id = any(${ids}::uuid[]) group by 1, 2 order by 2`,
  )
  const mimeTypes = await countsOf(
    db,
    sql`select visit.run_id, coalesce(nullif(lower(trim(split_part(capture.content_type, ';', 1))), ''), 'unknown') as name,
        count(*)::int as count
      from crawl.visit join crawl.capture using (capture_id)
      where visit.run_id = any(${ids}::uuid[]) group by 1, 2 order by 3 desc, 2`,
  )
  const questions = await countsOf(
    db,
    sql`select run.run_id, case when question.first_seen_at >= run.started_at then 'new' else 'changed' end as name,
        count(distinct (question.site, question.question_id))::int as count
      from crawl.visit join crawl.run using (run_id)
        join crawl.page on page.site = visit.site and page.path = visit.path
        join qa.question on question.site = page.site and question.question_id = page.question_id
      where visit.run_id = any(${ids}::uuid[]) and visit.outcome = 'loaded' group by 1, 2`,
  )
  return runs.map((run): RunRow => {
    const seconds = Math.max(0, ((run.ended_at ?? now).getTime() - run.started_at.getTime()) / 1000)
    const requests = Number(run.requests)
    const ended = outcomes.get(run.run_id) ?? {}
    const loaded = questions.get(run.run_id) ?? {}
    const ofCrawl = (count: number | undefined) => (run.kind === 'crawl' ? (count ?? 0) : null)
    return {
      runId: run.run_id,
      kind: run.kind,
      result: run.result,
      exitCode: run.exit_code,
      startedAt: run.started_at,
      endedAt: run.ended_at,
      seconds,
      requests,
      bytes: Number(run.bytes),
      pace: seconds === 0 ? 0 : Math.round((100 * requests) / seconds) / 100,
      statuses: run.statuses,
      mimeTypes: mimeTypes.get(run.run_id) ?? {},
      outcomes: ended,
      new: ofCrawl(loaded['new']),
      changed: ofCrawl(loaded['changed']),
      gone: ofCrawl(ended['gone']),
      rejected: ofCrawl(ended['rejected']),
    }
  })
}

/** Counts by name of each run. The query gives `run_id`, `name` and `count`. */
async function countsOf(
  db: Kysely<Database>,
  query: ReturnType<typeof sql>,
): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>> {
  const { rows } = await sql<{ run_id: string; name: string; count: number }>`${query}`.execute(db)
  const counts = new Map<string, Record<string, number>>()
  for (const { run_id: runId, name, count } of rows) {
    counts.set(runId, { ...counts.get(runId), [name]: count })
  }
  return counts
}
