/** Records with all that loading needs to know of them. */
import type { QuestionPage } from '../model/question-page.ts'
import { lastPart, type Observation } from './history/observation.ts'
import { contentText, digestOf } from './record-digest.ts'
import { assertStorable, mayNeedRepair, repairRecord } from './storable-record.ts'

/** A record and where it comes from. */
export interface LoadRecord {
  readonly page: QuestionPage
  readonly capturedAt: Date
  /** WARC-Record-ID; null when the record comes from nowhere that the archive knows. */
  readonly captureId: string | null
  /** Null when it is not known; any version then counts as the same. */
  readonly parserVersion: string | null
  /** Key of the page in `crawl.page` when it is not that of the record's URL: a further page of a long question. */
  readonly path?: string
  /**
   * Run that fetched the capture, when it is known here and not by `crawl.capture`. A question over several pages is
   * whole when all came from one run; without a run, when all were captured at one time.
   */
  readonly runId?: string
}

export interface PreparedRecord {
  readonly page: QuestionPage
  readonly observation: Observation
  readonly origin: string
  readonly hostGroup: string
}

/** Throws `invalid-record` for what the constraints of the database would refuse. */
export function prepareRecord(record: LoadRecord): PreparedRecord {
  // Most of the time that an unchanged page takes is this text: it serves both purposes.
  const text = contentText(record.page)
  const isSound = !mayNeedRepair(text) && !mayNeedRepair(JSON.stringify(record.page.checks))
  const page = isSound ? record.page : repairRecord(record.page)
  assertStorable(page)
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
      record_digest: digestOf(isSound ? text : contentText(page)),
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
