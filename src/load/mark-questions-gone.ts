/** Questions that their site no longer has. Their rows stay; they come back when their page comes back. */
import { CompiledQuery, type Kysely } from 'kysely'
import type { Database } from './schema.ts'

export interface GoneQuestion {
  readonly site: string
  readonly questionId: string
  /** When the capture was made that said so (404, 410, or the site's own page). */
  readonly capturedAt: Date
}

/** Returns how many were there until now. A question loaded from a newer capture stays. */
export async function markQuestionsGone(
  trx: Kysely<Database>,
  gone: readonly GoneQuestion[],
): Promise<number> {
  if (gone.length === 0) return 0
  const { rows } = await trx.executeQuery(CompiledQuery.raw(statement, [JSON.stringify(gone)]))
  return rows.length
}

// Without its digest the page is compared when it comes back, even if it comes back as it was.
const statement = `
  with incoming as (
    select * from json_to_recordset($1::json) as i (site text, "questionId" text, "capturedAt" timestamptz)
  ), forgotten as (
    update crawl.page p set record_digest = null
    from incoming i
    where p.site = i.site and p.question_id = i."questionId"
      and coalesce(p.last_seen_at <= i."capturedAt", true)
  )
  update qa.question q set gone_at = i."capturedAt"
  from incoming i
  where q.site = i.site and q.question_id = i."questionId" and q.gone_at is null and q.changed_at <= i."capturedAt"
    and not exists (
      select from crawl.page p
      where p.site = q.site and p.question_id = q.question_id and p.last_seen_at > i."capturedAt"
    )
  returning 1`
