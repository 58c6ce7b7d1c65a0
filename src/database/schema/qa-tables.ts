/** The tables of schema `qa` as Kysely sees them. Each column is described by its COMMENT, in `migrations/`. */
import type { GeneratedAlways } from 'kysely'
import type { Check } from '../../model/check.ts'
import type { LayoutName, QuestionStatus, Reply } from '../../model/question-page.ts'
import type { Json, NullableTimestamp, Timestamp } from './column-types.ts'

/** Why a row is not there any more, or why a version ended. */
export type EndReason = 'edited' | 'changed' | 'parser' | 'not-shown' | 'page-gone'

interface RateColumns {
  best_answer_percent: number | null
  best_answer_best: number | null
  best_answer_answers: number | null
}

interface PostedColumns {
  posted_at: NullableTimestamp
  posted_on: string | null
}

interface SeenColumns {
  capture_id: string | null
  first_seen_at: Timestamp
  changed_at: Timestamp
  gone_at: NullableTimestamp
  gone_reason: 'not-shown' | 'page-gone' | 'parser' | null
}

export interface QuestionTable extends RateColumns, PostedColumns, SeenColumns {
  site: string
  question_id: string
  url: string
  aliases: readonly string[]
  title: string
  body: string
  status: QuestionStatus
  categories: readonly string[]
  asker_name: string | null
  asker_url: string | null
  answer_count: number | null
  thanks_count: number | null
  complete: boolean
  image_urls: readonly string[]
  layout: LayoutName
  checks: Json<readonly Check[]>
}

export interface AnswerTable extends RateColumns, PostedColumns, SeenColumns {
  site: string
  question_id: string
  answer_key: string
  answer_number: number | null
  position: number
  is_best: boolean
  author_name: string | null
  author_url: string | null
  body: string
  thanks_count: number | null
  image_urls: readonly string[]
}

export interface ReplyTable extends RateColumns, PostedColumns, SeenColumns {
  site: string
  question_id: string
  /** '' for the question itself. */
  answer_key: string
  kind: Reply['kind']
  ordinal: number
  author_name: string | null
  author_url: string | null
  body: string
  answer_reference: GeneratedAlways<string | null>
}

export interface RelatedQuestionTable extends SeenColumns {
  site: string
  question_id: string
  rank: number
  related_question_id: string | null
  url: string | null
  title: string
  excerpt: string | null
}

interface VersionColumns {
  valid_from: Timestamp
  valid_to: Timestamp
  ended_by: EndReason
  capture_id: string | null
  parser_version: string | null
}

type Earlier<T, Quiet extends keyof T = never> = Omit<T, keyof SeenColumns | Quiet> & VersionColumns

export type QuestionVersionTable = Earlier<QuestionTable, 'complete' | 'layout' | 'checks'>
export type AnswerVersionTable = Earlier<AnswerTable, 'position'>
export type ReplyVersionTable = Earlier<ReplyTable, 'answer_reference'>
export type RelatedQuestionVersionTable = Earlier<RelatedQuestionTable>
