/** How many rows of `qa` a capture has written: what the visit's outcome says, and what tells loaded from unchanged. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'

export interface LoadedCapture {
  readonly site: string
  readonly questionId: string
  readonly captureId: string
  readonly capturedAt: Date
}

/** By capture id. Rows that it marked as gone count too. To be asked in the transaction that loaded them. */
export async function rowChanges(
  trx: Kysely<Database>,
  captures: readonly LoadedCapture[],
): Promise<ReadonlyMap<string, number>> {
  if (captures.length === 0) return new Map()
  const { rows } = await sql<{ captureId: string; changes: number }>`
    with loaded as (
      select * from json_to_recordset(${JSON.stringify(captures)}::json)
        as c (site text, "questionId" text, "captureId" text, "capturedAt" timestamptz)
    ), written as (
      select site, question_id, capture_id, gone_at from qa.question
      union all select site, question_id, capture_id, gone_at from qa.answer
      union all select site, question_id, capture_id, gone_at from qa.reply
      union all select site, question_id, capture_id, gone_at from qa.related_question
    )
    select l."captureId", count(*)::int as changes
    from loaded l join written w on w.site = l.site and w.question_id = l."questionId"
      and (w.capture_id = l."captureId" or w.gone_at = l."capturedAt")
    group by l."captureId"
  `.execute(trx)
  return new Map(rows.map(({ captureId, changes }) => [captureId, changes]))
}
