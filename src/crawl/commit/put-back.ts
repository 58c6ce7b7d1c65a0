/**
 * Takes back what a host did to its pages before the outcome breaker tripped over it: nothing is gone by its word, and
 * every page that it refused is due again. Part of the slice's transaction.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { unmarkQuestionsGone } from '../../load/mark-questions-gone.ts'
import type { BadAnswer } from '../../model/host-answer.ts'
import { makeDueAgain } from '../frontier/add-pages.ts'
import { pageStateStore } from '../frontier/page-state.ts'

/** `now`: when the pages are due. Those that the run has not asked for have been due for longer, and come first. */
export async function putBack(
  trx: Kysely<Database>,
  answers: readonly BadAnswer[],
  now: Date,
): Promise<void> {
  if (answers.length === 0) return
  await unmarkQuestionsGone(trx, await goneOf(trx, answers), pageStateStore)
  await makeDueAgain(trx, answers, now)
}

/** What `markQuestionsGone` was told. */
async function goneOf(trx: Kysely<Database>, answers: readonly BadAnswer[]) {
  const { rows } = await sql<{ site: string; questionId: string; capturedAt: Date }>`
    select gone.site, gone."questionId", captured_at as "capturedAt"
    from json_to_recordset(${JSON.stringify(answers)}::json)
      as gone ("is" text, site text, "questionId" text, "captureId" text)
    join crawl.capture on capture_id = gone."captureId"
    where gone."is" = 'gone' and gone."questionId" is not null
  `.execute(trx)
  return rows
}
