/** What the 304s of a slice confirm: the newest capture of the page with a body, whose validators they were asked with. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { confirmPages } from '../../load/history/confirmations.ts'
import type { Capture } from '../../model/capture.ts'
import type { EndedVisit } from '../visit/visit.ts'

export async function confirmVisited(
  trx: Kysely<Database>,
  runId: string,
  visits: readonly EndedVisit[],
  captures: ReadonlyMap<string, Capture>,
): Promise<void> {
  const told = visits.flatMap(({ outcome, reading, page, captureId }) => {
    const capture = captures.get(captureId ?? '')
    const isConfirmed = outcome.kind === 'unchanged' && reading.kind === 'ended' && capture !== undefined
    if (!isConfirmed) return []
    return [{ site: page.site, path: page.path, capturedAt: capture.capturedAt, captureId: capture.id }]
  })
  if (told.length === 0) return
  const { rows } = await sql<{ captureId: string; confirms: string }>`
    select told."captureId", original.capture_id as confirms
    from json_to_recordset(${JSON.stringify(told)}::json)
      as told (site text, path text, "capturedAt" timestamptz, "captureId" text)
    cross join lateral (
      select capture_id from crawl.capture
      where capture.site = told.site and capture.path = told.path and captured_at < told."capturedAt"
        and status between 200 and 299 and truncated is null
      order by captured_at desc, capture_id desc limit 1
    ) as original
  `.execute(trx)
  const originals = new Map(rows.map(({ captureId, confirms }) => [captureId, confirms]))
  await confirmPages(
    trx,
    told.flatMap((one) => {
      const confirms = originals.get(one.captureId)
      return confirms === undefined ? [] : [{ ...one, confirms, runId }]
    }),
  )
}
