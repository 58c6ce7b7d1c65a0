/** What the database has of captures, in the form in which a parser thread can compare it without sending a record. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import { type Check, checkNames } from '../model/check.ts'
import type { ExpectedRecord } from '../workers/tasks.ts'

export const noRecords: ReadonlyMap<string, ExpectedRecord> = new Map()

/**
 * By capture id: the record that was loaded last from the page of the capture, where a parser that finds the same record has changed
 * nothing. Left out are captures for which more has to be looked at: of pages of which a newer capture is loaded, of questions that
 * are gone or stand on several pages, and of pages without a question.
 */
export async function expectedRecords(
  db: Kysely<Database>,
  captureIds: readonly string[],
): Promise<ReadonlyMap<string, ExpectedRecord>> {
  if (captureIds.length === 0) return noRecords
  const { rows } = await sql<Row>`
    select c.capture_id, p.record_digest as digest, q.layout, q.checks
    from crawl.capture c
    join crawl.page p on p.site = c.site and p.path = c.path
    join qa.question q on q.site = p.site and q.question_id = p.question_id
    where c.capture_id = any(${captureIds}::text[]) and p.record_digest is not null
      and p.last_seen_at <= c.captured_at and q.gone_at is null
      and not exists (
        select from crawl.page o
        where o.site = p.site and o.question_id = p.question_id and o.path <> p.path and o.last_seen_at is not null
      )
  `.execute(db)
  return new Map(
    rows.map(({ capture_id, digest, layout, checks }) => [
      capture_id,
      { digest, layout, checks: checkNames(checks) },
    ]),
  )
}

interface Row extends Pick<ExpectedRecord, 'digest' | 'layout'> {
  readonly capture_id: string
  readonly checks: readonly Check[]
}
