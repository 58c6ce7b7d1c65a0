/**
 * The tables of schemas `qa` and `crawl` as Kysely sees them. Values come back alike on both stores (`value-types.ts`):
 * timestamptz is a Date, date a string `2013-07-08`, bigint a number, jsonb its value.
 */
import type {
  ArchiveFileTable,
  CaptureTable,
  ChangeEpochTable,
  ChangeLogTable,
  ConfirmationTable,
  FieldCoverageTable,
  HostTable,
  ListChainTable,
  ObservationTable,
  PageTable,
  RecordRowsTable,
  RejectedPageTable,
  ReparsedFileTable,
  RepeatTable,
  RobotsBodyTable,
  RobotsTable,
  RunHostGroupTable,
  RunTable,
  SiteDefinitionTable,
  VisitTable,
} from './crawl-tables.ts'
import type {
  AnswerTable,
  AnswerVersionTable,
  QuestionTable,
  QuestionVersionTable,
  RelatedQuestionTable,
  RelatedQuestionVersionTable,
  ReplyTable,
  ReplyVersionTable,
} from './qa-tables.ts'
import type { QaViews } from './qa-views.ts'

/** Schema `qa`, which is all that a program using mondo as a library sees. */
export interface QaDatabase extends QaViews {
  'qa.question': QuestionTable
  'qa.answer': AnswerTable
  'qa.reply': ReplyTable
  'qa.related_question': RelatedQuestionTable
  'qa.question_version': QuestionVersionTable
  'qa.answer_version': AnswerVersionTable
  'qa.reply_version': ReplyVersionTable
  'qa.related_question_version': RelatedQuestionVersionTable
}

/** Both schemas. */
export interface Database extends QaDatabase {
  'crawl.run': RunTable
  'crawl.run_host_group': RunHostGroupTable
  'crawl.host': HostTable
  'crawl.robots': RobotsTable
  'crawl.robots_body': RobotsBodyTable
  'crawl.list_chain': ListChainTable
  'crawl.page': PageTable
  'crawl.capture': CaptureTable
  'crawl.visit': VisitTable
  'crawl.rejected_page': RejectedPageTable
  'crawl.archive_file': ArchiveFileTable
  'crawl.reparsed_file': ReparsedFileTable
  'crawl.field_coverage': FieldCoverageTable
  'crawl.full_observation': ObservationTable
  'crawl.repeat': RepeatTable
  'crawl.record_rows': RecordRowsTable
  'crawl.confirmation': ConfirmationTable
  'crawl.change_log': ChangeLogTable
  'crawl.change_epoch': ChangeEpochTable
  'crawl.site_definition': SiteDefinitionTable
}
