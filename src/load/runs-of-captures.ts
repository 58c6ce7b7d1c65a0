/** Which run fetched a capture: pages of one question belong together when one run fetched them. */
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import type { PreparedRecord } from './prepare-records.ts'

/** Fills in what `crawl.capture` knows. Asked only for pages that show a part of their question: it matters nowhere else. */
export async function runsOfCaptures(
  trx: Kysely<Database>,
  records: readonly PreparedRecord[],
): Promise<readonly PreparedRecord[]> {
  const wanted = records.flatMap(({ observation: { complete, run_id, capture_id } }) =>
    !complete && run_id === null && capture_id !== '' ? [capture_id] : [],
  )
  if (wanted.length === 0) return records
  const captures = await trx
    .selectFrom('crawl.capture')
    .select(['capture_id', 'run_id'])
    .where('capture_id', 'in', wanted)
    .execute()
  const runs = new Map(captures.map(({ capture_id, run_id }) => [capture_id, run_id]))
  return records.map((record) => {
    const { complete, run_id, capture_id } = record.observation
    if (complete || run_id !== null) return record
    return { ...record, observation: { ...record.observation, run_id: runs.get(capture_id) ?? null } }
  })
}
