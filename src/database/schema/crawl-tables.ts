/** The tables of schema `crawl` as Kysely sees them. Each column is described by its COMMENT, in `migrations/`. */
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Check } from '../../model/check.ts'
import type { DriftReport } from '../../model/drift-report.ts'
import type { HostAnswer } from '../../model/host-answer.ts'
import type { Json, NullableTimestamp, Timestamp } from './column-types.ts'
import type { RecordRows } from './record-rows.ts'

export interface RunTable {
  run_id: string
  kind: 'crawl' | 'reparse' | 'load'
  started_at: Timestamp
  alive_at: ColumnType<Date, Date | undefined, Date>
  ended_at: NullableTimestamp
  result: 'done' | 'budget' | 'parked' | 'gate' | 'disk-full' | 'stopped' | 'lost' | null
  exit_code: number | null
  options: ColumnType<unknown, string | undefined, string>
  mondo_version: string
  parser_version: string
  requests: Generated<number>
  bytes: Generated<number>
  statuses: ColumnType<Readonly<Record<string, number>>, string | undefined, string>
  /** `crawl --json`, once the run has ended. */
  summary: ColumnType<unknown, string | null | undefined, string | null>
}

export interface HostTable {
  host_group: string
  next_allowed_at: NullableTimestamp
  backoff_until: NullableTimestamp
  backoff_step: Generated<number>
  last_incident_at: NullableTimestamp
  crawl_delay_seconds: number | null
  state: Generated<'ready' | 'parked'>
  parked_reason: string | null
  parked_at: NullableTimestamp
  lenient_until: NullableTimestamp
  paused_at: NullableTimestamp
  paused_by: string | null
  pause_reason: string | null
  gate: ColumnType<DriftReport | null, string | null | undefined, string | null>
}

export interface RobotsTable {
  origin: string
  host_group: string
  fetched_at: Timestamp
  status: number | null
  failure: string | null
  body: Uint8Array | null
  good_body: Uint8Array | null
  good_fetched_at: NullableTimestamp
}

export interface RobotsBodyTable {
  robots_digest: string
  body: Uint8Array
  first_seen_at: Timestamp
}

export interface PageTable {
  site: string
  path: string
  origin: string
  host_group: string
  kind: 'question' | 'list' | 'sitemap' | 'other'
  question_id: string | null
  depth: Generated<number>
  discovered_at: Timestamp
  due_at: NullableTimestamp
  tries: Generated<number>
  last_run_id: string | null
  last_outcome: string | null
  last_reason: string | null
  record_digest: string | null
  parser_version: string | null
  last_seen_at: NullableTimestamp
  changed_at: NullableTimestamp
  interval_seconds: number | null
  etag: string | null
  last_modified: string | null
  link_rules: string | null
  chain: string | null
  list_signals: readonly string[] | null
  page_number: GeneratedAlways<number>
}

export interface ListChainTable {
  site: string
  root: string
  run_id: string
  barren: number
  put_off_until: NullableTimestamp
}

export interface CaptureTable {
  capture_id: string
  run_id: string | null
  site: string
  path: string
  url: string
  captured_at: Timestamp
  status: number
  warc_file: string
  warc_offset: number
  warc_length: number
  payload_digest: string
  content_type: string | null
  encoding: string | null
  truncated: 'length' | 'time' | 'disconnect' | null
  ip_address: string | null
  body_bytes: number
  elapsed_ms: number | null
}

export interface RunHostGroupTable {
  run_id: string
  host_group: string
  visits: number
  answers: ColumnType<readonly HostAnswer[], string | undefined, string>
}

export interface VisitTable {
  visit_id: GeneratedAlways<number>
  run_id: string
  site: string
  path: string
  host_group: string
  visited_at: Timestamp
  outcome: string
  reason: string | null
  detail: ColumnType<unknown, string | null | undefined, string | null>
  capture_id: string | null
  parser_version: string | null
  requests: number
  bytes: number
  robots_digest: string | null
}

export interface RejectedPageTable {
  site: string
  path: string
  capture_id: string | null
  rejected_at: Timestamp
  reason: string
  checks: Json<readonly Check[]>
  parser_version: string
}

export interface FieldCoverageTable {
  host_group: string
  /** '' for all layouts together. */
  layout: string
  field: string
  recent: string
  past_pages: number
  past_present: number
  lacking_path: string | null
  lacking_url: string | null
  lacking_capture_id: string | null
}

export interface ArchiveFileTable {
  warc_file: string
  file_bytes: number
  known_bytes: number
  unknown_captures: number
}

export interface ReparsedFileTable {
  run_id: string
  warc_file: string
  file_bytes: number
  read_to: number | null
  /** A `ReparseSummary`. */
  summary: ColumnType<unknown, string | null | undefined, string | null>
  failure: ColumnType<unknown, string | null | undefined, string | null>
  begun_at: NullableTimestamp
  read_at: NullableTimestamp
  done_at: NullableTimestamp
}

export interface ObservationTable {
  site: string
  question_id: string
  /** '' where the question is gone. */
  path: string
  part: Generated<string>
  captured_at: Timestamp
  /** '' where it is not known. */
  capture_id: Generated<string>
  record_digest: string | null
  layout: string | null
  checks: ColumnType<readonly Check[] | null, string | null, string | null>
  parser_version: string | null
  run_id: string | null
  complete: boolean
  next_path: string | null
}

export interface RepeatTable {
  page_group: number
  layout: string | null
  checks: ColumnType<readonly Check[] | null, string | null, string | null>
  parser_version: string | null
  places: readonly number[]
  captured_at: readonly Date[]
  capture_ids: readonly string[]
}

export interface RecordRowsTable {
  site: string
  question_id: string
  record_digest: string
  rows: Json<RecordRows>
}

export interface ChangeLogTable {
  place: GeneratedAlways<number>
  transaction_id: number
  table_name: string
  key: Json<Readonly<Record<string, unknown>>>
  operation: 'insert' | 'update' | 'delete'
}

export interface ChangeEpochTable {
  epoch: string
  pruned_before: Generated<number>
}

export interface SiteDefinitionTable {
  name: string
  version: number
  is_family: boolean
  hosts: readonly string[]
  mirrors: readonly string[]
  time_zone: string | null
  question_paths: readonly string[]
  anonymous_names: readonly string[]
  anonymous_patterns: readonly string[]
  untitled_layouts: readonly string[]
}

export interface ConfirmationTable {
  site: string
  path: string
  confirms: string
  captured_at: Timestamp
  capture_id: string
  run_id: string | null
}
