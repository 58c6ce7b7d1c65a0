/** Inserts questions that the database has never seen, as most are in a first load: nothing to compare. */
import type { CompiledQuery, Kysely } from 'kysely'
import type { RecordRows, Row } from '../../database/schema/record-rows.ts'
import type { Database } from '../../database/schema/schema.ts'
import { observedQuestions, questionKeyOf, saveObservations } from '../history/observation-store.ts'
import { questionRow, recordRowsOf } from '../history/record-to-rows.ts'
import type { PreparedRecord } from '../prepare-records.ts'
import { answerTable, questionTable, type RowTable, relatedTable, replyTable } from './row-tables.ts'
import { existingQuestions, insertionOf, insertQuestions } from './write-rows.ts'

/**
 * Returns the records that were inserted. The others are of questions that exist after all: from another page, marked as
 * gone, or inserted meanwhile by another loader.
 */
export async function insertUnseen(
  trx: Kysely<Database>,
  records: readonly PreparedRecord[],
): Promise<ReadonlySet<PreparedRecord>> {
  if (records.length === 0) return new Set()
  const keys = records.map(({ observation: { site, question_id } }) => ({ site, question_id }))
  const observed = new Set((await observedQuestions(trx, keys)).map(questionKeyOf))
  const unseen = records.filter(({ observation }) => !observed.has(questionKeyOf(observation)))
  const questions = insertQuestions(trx, questionTable, unseen.flatMap(questionRowOf))
  // Prepared while the server inserts the questions: very rarely does one of them exist after all.
  const rest = restOf(trx, unseen)
  const inserted = new Set((await questions).map(questionKeyOf))
  const own = unseen.filter(({ observation }) => inserted.has(questionKeyOf(observation)))
  for (const insertion of own.length === unseen.length ? rest : restOf(trx, own)) {
    await trx.executeQuery(insertion)
  }
  await saveObservations(
    trx,
    own.map(({ observation }) => observation),
  )
  return new Set(own)
}

/**
 * Inserts the missing ones of these questions alone, before their history is computed: a loader that inserts the same
 * question from another page then waits for this transaction. Returns how many were missing.
 */
export async function insertQuestionsOf(
  trx: Kysely<Database>,
  records: readonly PreparedRecord[],
): Promise<number> {
  const newestLast = records.toSorted((a, b) =>
    a.observation.captured_at < b.observation.captured_at ? -1 : 1,
  )
  const newest = [
    ...new Map(newestLast.map((record) => [questionKeyOf(record.observation), record])).values(),
  ]
  const keys = newest.map(({ observation: { site, question_id } }) => ({ site, question_id }))
  const present = new Set((await existingQuestions(trx, keys)).map(questionKeyOf))
  const missing = newest.filter(({ observation }) => !present.has(questionKeyOf(observation)))
  return (await insertQuestions(trx, questionTable, missing.flatMap(questionRowOf))).length
}

function restOf(trx: Kysely<Database>, records: readonly PreparedRecord[]): readonly CompiledQuery[] {
  const recordRows = records.map((record) => [record, recordRowsOf(record.page)] as const)
  const insertion = (table: RowTable, pick: (of: RecordRows) => readonly Row[]) =>
    insertionOf(
      trx,
      table,
      recordRows.flatMap(([record, rows]) => rowsOf(record, pick(rows))),
    ) ?? []
  return [
    insertion(answerTable, ({ answers }) => answers),
    insertion(replyTable, ({ replies }) => replies),
    insertion(relatedTable, ({ related }) => related),
  ].flat()
}

function questionRowOf(record: PreparedRecord): Row[] {
  const { complete, layout, checks } = record.page
  return rowsOf(record, [{ ...questionRow(record.page), complete, layout, checks }])
}

function rowsOf({ observation }: PreparedRecord, rows: readonly Row[]): Row[] {
  const { site, question_id, captured_at, capture_id } = observation
  const source = { site, question_id, captured_at, capture_id: capture_id === '' ? null : capture_id }
  return rows.map((row) => ({ ...source, ...row }))
}
