/**
 * A best answer that moves. The unique index is checked row by row, so the old one has to step down before the new one
 * can be written, whichever order the page shows them in.
 */
import { CompiledQuery, type Kysely } from 'kysely'
import type { Row } from './record-rows.ts'
import type { Database } from './schema.ts'

export interface AnswerKey {
  readonly site: string
  readonly question_id: string
  readonly answer_key: string
}

export interface BestAnswerMoves {
  /** Answers that were best and are not any more. */
  readonly stoodDown: readonly AnswerKey[]
  /** Questions whose stored best answer is newer than the capture that names another. */
  readonly keptNewer: readonly Pick<AnswerKey, 'site' | 'question_id'>[]
}

interface Rival extends AnswerKey {
  readonly is_newer: boolean
}

export async function makeWayForBestAnswers(
  db: Kysely<Database>,
  bestAnswers: readonly Row[],
): Promise<BestAnswerMoves> {
  if (bestAnswers.length === 0) return { stoodDown: [], keptNewer: [] }
  const query = CompiledQuery.raw(statement, [JSON.stringify(bestAnswers)])
  const { rows: rivals } = await db.executeQuery<Rival>(query)
  return {
    stoodDown: rivals.filter(({ is_newer }) => !is_newer),
    keptNewer: rivals.filter(({ is_newer }) => is_newer),
  }
}

const statement = `
  with incoming as (
    select * from json_to_recordset($1::json)
      as i (site text, question_id text, answer_key text, captured_at timestamptz, capture_id text)
  ), rival as (
    select t.site, t.question_id, t.answer_key, i.captured_at, i.capture_id, t.changed_at > i.captured_at as is_newer
    from incoming i join qa.answer t on t.site = i.site and t.question_id = i.question_id
    where t.is_best and t.gone_at is null and t.answer_key <> i.answer_key
  ), stood_down as (
    update qa.answer t set is_best = false, changed_at = r.captured_at, capture_id = r.capture_id
    from rival r
    where t.site = r.site and t.question_id = r.question_id and t.answer_key = r.answer_key and not r.is_newer
  )
  select site, question_id, answer_key, is_newer from rival`
