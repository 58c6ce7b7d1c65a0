/** Reads the present rows of questions back as the rows of their record, which is not stored twice if it is the only one. */
import type { Kysely } from 'kysely'
import { executeWithRows } from '../../database/json-rows.ts'
import type { RecordRows, Row } from '../../database/schema/record-rows.ts'
import type { Database } from '../../database/schema/schema.ts'
import { answerTable, questionTable, type RowTable, relatedTable, replyTable } from '../rows/row-tables.ts'
import { type QuestionKey, questionKeyOf } from './observation-store.ts'

export async function presentRecords(
  db: Kysely<Database>,
  questions: readonly QuestionKey[],
): Promise<ReadonlyMap<string, RecordRows>> {
  if (questions.length === 0) return new Map()
  const rowsOf = async (table: RowTable) => byQuestion(await presentRows(db, table, questions))
  const question = await rowsOf(questionTable)
  const answers = await rowsOf(answerTable)
  const replies = await rowsOf(replyTable)
  const related = await rowsOf(relatedTable)
  return new Map(
    [...question].map(([key, rows]) => [
      key,
      {
        question: rows[0] ?? {},
        answers: answers.get(key) ?? [],
        replies: replies.get(key) ?? [],
        related: related.get(key) ?? [],
      },
    ]),
  )
}

async function presentRows(
  db: Kysely<Database>,
  table: RowTable,
  questions: readonly QuestionKey[],
): Promise<Row[]> {
  const columns = [...Object.keys(table.key), ...Object.keys(table.content)]
  if ('position' in table.quiet) columns.push('position')
  const statement = `
    with wanted as (select * from json_to_recordset($1::json) as w (site text, question_id text))
    select ${columns.join(', ')} from ${table.name} join wanted using (site, question_id)
    ${table === questionTable ? '' : 'where gone_at is null'}`
  return await executeWithRows<Row>(db, statement, questions)
}

/** Values as `record-to-rows.ts` writes them. */
function byQuestion(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    const { site, question_id, ...rest } = row
    const key = questionKeyOf({ site: String(site), question_id: String(question_id) })
    const values = Object.entries(rest).map(([name, value]) => [
      name,
      value instanceof Date ? value.toISOString() : value,
    ])
    found.set(key, [...(found.get(key) ?? []), Object.fromEntries(values)])
  }
  return found
}
