/** Progress of a re-parse of the whole archive, by all workers together. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'

export interface ReparseProgress {
  readonly runId: string
  readonly startedAt: Date
  readonly parserVersion: string
  /** `open`: workers are reading, or were killed. Either way it resumes. */
  readonly state: 'open' | 'stopped'
  readonly files: { readonly done: number; readonly total: number }
  readonly bytes: { readonly read: number; readonly total: number }
  /** Pages read. */
  readonly pages: number
  /** Files from which a worker has read in the last five minutes. */
  readonly active: number
  /** At the pace so far, times the active files; null before the first batch, and while none is active. */
  readonly pagesPerSecond: number | null
  readonly secondsLeft: number | null
}

interface Row extends Pick<ReparseProgress, 'runId' | 'startedAt' | 'parserVersion'> {
  readonly isStopped: boolean
  readonly total: number
  readonly done: number
  readonly totalBytes: number
  readonly readBytes: number
  readonly pages: number
  readonly seconds: number
  readonly active: number
}

/** Null if the last re-parse has ended, or there was none. */
export async function reparseProgress(db: Kysely<Database>, now: Date): Promise<ReparseProgress | null> {
  const { rows } = await sql<Row>`
    with last as (
      select * from crawl.run where kind = 'reparse' and options ->> 'archive' = 'true'
      order by started_at desc limit 1)
    select r.run_id as "runId", r.started_at as "startedAt", r.parser_version as "parserVersion",
      r.ended_at is not null as "isStopped", count(*)::int as total, count(f.done_at)::int as done,
      sum(f.file_bytes)::float8 as "totalBytes",
      sum(case when f.done_at is null then least(coalesce(f.read_to, 0), f.file_bytes) else f.file_bytes end)::float8
        as "readBytes",
      coalesce(sum((f.summary ->> 'pages')::bigint), 0)::float8 as pages,
      coalesce(sum(extract(epoch from greatest(f.read_at - f.begun_at, interval '0'))), 0)::float8 as seconds,
      (count(*) filter (where f.done_at is null
        and greatest(f.begun_at, f.read_at) > ${now}::timestamptz - interval '5 minutes'))::int as active
    from last r join crawl.reparsed_file f using (run_id)
    where r.result is distinct from 'done'
    group by r.run_id, r.started_at, r.parser_version, r.ended_at
  `.execute(db)
  const [row] = rows
  if (row === undefined) return null
  const { total, done, totalBytes, readBytes, seconds, isStopped, ...rest } = row
  const isKnown = seconds > 0 && readBytes > 0 && row.active > 0 && !isStopped
  const pace = (of: number) => (of / seconds) * row.active
  return {
    ...rest,
    state: isStopped ? 'stopped' : 'open',
    files: { done, total },
    bytes: { read: readBytes, total: totalBytes },
    pagesPerSecond: isKnown ? pace(row.pages) : null,
    secondsLeft: isKnown ? (totalBytes - readBytes) / pace(readBytes) : null,
  }
}
