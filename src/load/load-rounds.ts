/** Records in the order in which they are loaded, and cut so that one round has each question and each page once. */
import type { QuestionPage } from '../model/question-page.ts'
import { recordDigest } from './record-digest.ts'
import { assertStorable, repairRecord } from './storable-record.ts'

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
}

export interface PreparedRecord extends LoadRecord {
  readonly path: string
  readonly origin: string
  readonly scope: string
  readonly digest: string
  /**
   * A further page of a question over several pages: it adds answers, and leaves to the first page what the question
   * itself says. Otherwise each re-load of both would write the question twice.
   */
  readonly isFurtherPage: boolean
}

/** Oldest capture first. Throws `invalid-record` before anything is written. */
export function loadRounds(records: readonly LoadRecord[]): readonly (readonly PreparedRecord[])[] {
  const inOrder = [...records].sort(
    (a, b) => a.capturedAt.getTime() - b.capturedAt.getTime() || Number(isLast(a)) - Number(isLast(b)),
  )
  const rounds: PreparedRecord[][] = []
  const next = new Map<string, number>()
  const partial = new Set<string>()
  for (const record of inOrder) {
    const prepared = prepare(record)
    const { site, questionId } = prepared.page
    const question = JSON.stringify(['question', site, questionId])
    const page = JSON.stringify(['page', site, prepared.path])
    const round = Math.max(next.get(question) ?? 0, next.get(page) ?? 0)
    next.set(question, round + 1)
    next.set(page, round + 1)

    const sameCapture = `${question} ${prepared.capturedAt.getTime()}`
    const isFurtherPage = prepared.isFurtherPage || (!prepared.page.complete && partial.has(sameCapture))
    if (!prepared.page.complete) partial.add(sameCapture)
    rounds[round] = [...(rounds[round] ?? []), { ...prepared, isFurtherPage }]
  }
  return rounds
}

/** Of the pages of one question the one without a next page is loaded last. */
function isLast({ page }: LoadRecord): boolean {
  return !page.complete && page.nextPageUrl === null
}

function prepare(record: LoadRecord): PreparedRecord {
  const page = repairRecord(record.page)
  assertStorable(page)
  const url = new URL(page.url)
  const canonicalPath = url.pathname + url.search
  const path = record.path ?? canonicalPath
  return {
    ...record,
    page,
    path,
    origin: url.origin,
    scope: url.hostname,
    digest: recordDigest(page),
    isFurtherPage: !page.complete && path !== canonicalPath,
  }
}
