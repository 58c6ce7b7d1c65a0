/**
 * Finds captures on which a parser has failed, because it ran out of time or memory or crashed. It would fail again, and each
 * failure may take a thread 40 seconds. So the verdict holds until the parser's version changes.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import type { Check } from '../model/check.ts'
import type { RejectReason } from '../model/parse-outcome.ts'
import type { Undone } from '../workers/tasks.ts'

export interface HeldVerdict {
  readonly captureId: string
  readonly reason: RejectReason
  readonly checks: readonly Check[]
  readonly parserVersion: string | null
}

const heldReasons: readonly Undone['reason'][] = ['timeout', 'too-large', 'parser-crashed']

/** The last verdict of each capture that has one, from a crawl or an earlier re-parse. */
export async function heldVerdicts(
  db: Kysely<Database>,
  captureIds: readonly string[],
): Promise<ReadonlyMap<string, HeldVerdict>> {
  if (captureIds.length === 0) return new Map()
  // A re-parse writes no visit, and each verdict goes to rejected_page too: where that has the capture, it has the last verdict.
  const { rows } = await sql<HeldVerdict>`
    select distinct on (capture_id) capture_id as "captureId", reason, checks, parser_version as "parserVersion"
    from (
      select capture_id, reason, coalesce(detail -> 'checks', '[]') as checks, parser_version, visited_at as at,
        visit_id as id
      from crawl.visit
      where capture_id = any(${captureIds}::text[]) and reason = any(${heldReasons}::text[]) and outcome = 'rejected'
      union all
      select capture_id, reason, checks, parser_version, 'infinity', null from crawl.rejected_page
      where capture_id = any(${captureIds}::text[]) and reason = any(${heldReasons}::text[])
    ) as verdict
    order by capture_id, at desc, id desc
  `.execute(db)
  return new Map(rows.map((verdict) => [verdict.captureId, verdict]))
}
