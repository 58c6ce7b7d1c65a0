/** The views of schema `qa` as Kysely sees them, read-only. Each column is described by its COMMENT. */
import type { ColumnType } from 'kysely'
import type { QuestionStatus, Reply } from '../../model/question-page.ts'
import type { EndReason } from './qa-tables.ts'

export interface QaViews {
  'qa.thread': ReadOnly<ThreadRow>
  'qa.best_answer': ReadOnly<BestAnswerRow>
  'qa.answers_by_month': ReadOnly<AnswersByMonthRow>
  'qa.person': ReadOnly<PersonRow>
  'qa.unanswered_question': ReadOnly<UnansweredQuestionRow>
  'qa.related_pair': ReadOnly<RelatedPairRow>
  'qa.related_history': ReadOnly<RelatedHistoryRow>
  'qa.incomplete_question': ReadOnly<IncompleteQuestionRow>
  'qa.edit': ReadOnly<DifferenceRow>
  'qa.change': ReadOnly<DifferenceRow>
  'qa.change_log': ReadOnly<ChangeLogRow>
  'qa.site': ReadOnly<SiteRow>
  'qa.lineage': ReadOnly<LineageRow>
  'qa.freshness': ReadOnly<FreshnessRow>
  'qa.crawl_health': ReadOnly<CrawlHealthRow>
}

type ReadOnly<Row> = { [Column in keyof Row]: ColumnType<Row[Column], never, never> }

interface KeyColumns {
  site: string
  question_id: string
}

interface ThreadAuthor {
  readonly name: string
  readonly url: string | null
}

interface ThreadReply {
  readonly kind: Reply['kind']
  readonly author: ThreadAuthor | null
  readonly body: string
  readonly postedOn: string | null
}

interface ThreadAnswer {
  readonly key: string
  readonly number: number | null
  readonly isBest: boolean
  readonly author: ThreadAuthor | null
  readonly body: string
  readonly postedOn: string | null
  readonly thanksCount: number | null
  readonly replies: readonly ThreadReply[]
}

interface UnansweredQuestionRow extends KeyColumns {
  url: string
  title: string
  categories: readonly string[]
  asker_name: string | null
  posted_at: Date | null
  posted_on: string | null
}

interface ThreadRow extends UnansweredQuestionRow {
  body: string
  status: QuestionStatus
  answer_count: number
  replies: readonly ThreadReply[]
  answers: readonly ThreadAnswer[]
}

interface BestAnswerRow extends KeyColumns {
  title: string
  categories: readonly string[]
  answer_key: string
  author_name: string | null
  body: string
  posted_on: string | null
  thanks_count: number | null
  delay_hours: number | null
  delay_days: number | null
  delay_precision: 'time' | 'day' | null
}

interface AnswersByMonthRow {
  site: string
  category: string | null
  month: string | null
  questions: number
  answered: number
  solved: number
  answers: number
  answers_each: number
  median_first_delay_hours: number | null
  first_delays_in_hours: number
  median_first_delay_days: number | null
  first_delays_in_days: number
}

interface PersonRow {
  site: string
  name: string
  url: string | null
  identity: 'url' | 'name'
  ambiguous: boolean
  questions: number
  answers: number
  best_answers: number
  percent_best: number | null
  told_percent: number | null
  told_best: number | null
  told_answers: number | null
  first_posted_on: string | null
  last_posted_on: string | null
}

interface RelatedHistoryRow extends KeyColumns {
  related_question_id: string | null
  url: string | null
  title: string
  valid_from: Date
  /** Null: listed to this day. */
  valid_to: Date | null
  ended_by: EndReason | null
  first_rank: number
  last_rank: number
}

interface RelatedPairRow extends KeyColumns {
  related_question_id: string
  rank: number
  title: string
  related_title: string
  is_here: boolean
  is_mutual: boolean
}

interface IncompleteQuestionRow extends KeyColumns {
  url: string
  title: string
  answers_declared: number | null
  answers_here: number
  pages_seen: number
  pages_due: number
  last_seen_at: Date | null
}

interface DifferenceRow extends KeyColumns {
  row_kind: 'question' | 'answer' | 'reply'
  answer_key: string | null
  kind: Reply['kind'] | null
  ordinal: number | null
  field: string
  before: string | null
  after: string | null
  valid_from: Date
  valid_to: Date
  capture_id: string | null
}

interface ChangeLogRow {
  position: number
  transaction_id: number
  table_name: string
  key: Readonly<Record<string, unknown>>
  operation: 'insert' | 'update' | 'delete'
}

interface SiteRow {
  site: string
  definition: string | null
  definition_version: number | null
  has_questions: boolean
  time_zone: string | null
  hosts: readonly string[]
  mirrors: readonly string[]
  question_url: string | null
  question_paths: readonly string[]
  anonymous_names: readonly string[]
  anonymous_patterns: readonly string[]
}

interface LineageRow extends KeyColumns {
  row_kind:
    | 'question'
    | 'answer'
    | 'reply'
    | 'related'
    | 'question_version'
    | 'answer_version'
    | 'reply_version'
    | 'related_version'
  answer_key: string | null
  kind: Reply['kind'] | null
  ordinal: number | null
  capture_id: string | null
  captured_at: Date
  url: string | null
  warc_file: string | null
  warc_offset: number | null
  warc_length: number | null
  payload_digest: string | null
  parser_version: string | null
  run_id: string | null
  visit_id: number | null
  valid_from: Date | null
}

interface FreshnessRow extends KeyColumns {
  path: string
  last_seen_at: Date
  changed_at: Date | null
  due_at: Date | null
  last_outcome: string | null
  parser_version: string | null
  record_digest: string | null
}

interface CrawlHealthRow {
  day: string
  site: string
  visits: number
  loaded: number
  unchanged: number
  links: number
  gone: number
  rejected: number
  retried: number
  failed: number
  skipped: number
  requests: number
  bytes: number
  percent_rejected: number | null
}
