/** Prepares records for loading: repairs, checks and digests them, and assigns them to their page. */
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import { MondoError } from '../model/errors.ts'
import type { QuestionPage } from '../model/question-page.ts'
import { mayNeedRepair } from '../model/storable-text.ts'
import { lastPart, type Observation } from './history/observation.ts'
import { contentText, digestOf } from './record-digest.ts'
import { assertStorable, repairRecord } from './storable-record.ts'

/** A record and where it comes from. */
export interface LoadRecord {
  readonly page: QuestionPage
  /** Given with a page that `storableRecord` returned, which is then neither checked nor digested again. */
  readonly digest?: string
  readonly capturedAt: Date
  /** WARC-Record-ID; null for a record that comes from no archived capture. */
  readonly captureId: string | null
  /** Null if unknown; it then counts as the same as any version. */
  readonly parserVersion: string | null
  /** Key of the page in `crawl.page` if it is not that of the record's URL: a further page of a long question. */
  readonly path?: string
  /**
   * Run that fetched the capture, if `crawl.capture` does not know it. A question over several pages is whole when one run
   * captured all of them or, without a run, when all were captured at one time.
   */
  readonly runId?: string
}

export interface PreparedRecord {
  readonly page: QuestionPage
  readonly observation: Observation
  readonly origin: string
  readonly hostGroup: string
}

/** A record that the database can hold, and its digest. */
export interface StorableRecord {
  readonly page: QuestionPage
  readonly digest: string
}

/**
 * Repairs, checks and digests a record.
 * Throws `invalid-record` for one that the constraints of the database would refuse.
 */
export function storableRecord(given: QuestionPage): StorableRecord {
  // Building this text is most of the cost of an unchanged page, so repair and digest share it.
  const text = contentText(given)
  const isSound = !mayNeedRepair(text) && !mayNeedRepair(JSON.stringify(given.checks))
  const page = isSound ? given : repairRecord(given)
  assertStorable(page)
  return { page, digest: digestOf(isSound ? text : contentText(page)) }
}

/** The record as the database can hold it, or the message that says why the database would refuse it. */
export function storableOrFault(record: QuestionPage): StorableRecord | string {
  try {
    return storableRecord(record)
  } catch (error) {
    if (error instanceof MondoError && error.code === 'invalid-record') return error.message
    throw error
  }
}

/** Throws `invalid-record`, as `storableRecord` does. */
export function prepareRecord(record: LoadRecord): PreparedRecord {
  const { page, digest } =
    record.digest === undefined ? storableRecord(record.page) : { page: record.page, digest: record.digest }
  const url = new URL(page.url)
  return {
    page,
    origin: url.origin,
    hostGroup: url.hostname,
    observation: {
      site: page.site,
      question_id: page.questionId,
      path: record.path ?? url.pathname + url.search,
      part: record.path === undefined && !page.complete ? (page.nextPageUrl ?? lastPart) : '',
      captured_at: record.capturedAt.toISOString(),
      capture_id: record.captureId ?? '',
      record_digest: digest,
      layout: page.layout,
      checks: page.checks.length === 0 ? null : page.checks,
      parser_version: record.parserVersion,
      run_id: page.complete ? null : (record.runId ?? null),
      complete: page.complete,
      next_path: pathOf(page.nextPageUrl),
    },
  }
}

function pathOf(url: string | null): string | null {
  const parsed = url === null ? null : URL.parse(url)
  return parsed === null ? null : parsed.pathname + parsed.search
}

/**
 * Adds the run that fetched each capture, from `crawl.capture`: pages of one question belong together if one run fetched
 * them. Only for pages that show a part of their question; it matters nowhere else.
 */
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
