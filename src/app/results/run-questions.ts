/** The questions that are new or changed in a run, as records, in batches: `crawl -o` writes them. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { questionKeyText, storedRecords } from '../../load/rows/stored-records.ts'
import type { QuestionPage } from '../../model/question-page.ts'

export interface RunQuestion {
  /** `new`: the run saw it first. */
  readonly change: 'new' | 'changed'
  readonly record: QuestionPage
}

const batchSize = 200

/** By site and question id, as the database has them now; without questions that are gone. */
export async function* questionsOfRun(db: Kysely<Database>, runId: string): AsyncGenerator<RunQuestion[]> {
  for (let after: readonly [site: string, questionId: string] = ['', '']; ; ) {
    const { rows } = await sql<{ site: string; questionId: string; change: RunQuestion['change'] }>`
      select question.site, question.question_id as "questionId",
        case when question.first_seen_at >= run.started_at then 'new' else 'changed' end as change
      from qa.question join crawl.run on run.run_id = ${runId}::uuid
      where (question.site, question.question_id) in (
          select page.site, page.question_id
          from crawl.visit join crawl.page on page.site = visit.site and page.path = visit.path
          where visit.run_id = ${runId}::uuid and visit.outcome = 'loaded' and page.question_id is not null)
        and question.gone_at is null and (question.site, question.question_id) > (${after[0]}, ${after[1]})
      order by question.site, question.question_id limit ${batchSize}
    `.execute(db)
    const records = await storedRecords(db, rows)
    const found = rows.flatMap((row) => {
      const stored = records.get(questionKeyText(row))
      return stored === undefined ? [] : [{ change: row.change, record: stored.page }]
    })
    if (found.length > 0) yield found
    const last = rows.at(-1)
    if (last === undefined || rows.length < batchSize) return
    after = [last.site, last.questionId]
  }
}
