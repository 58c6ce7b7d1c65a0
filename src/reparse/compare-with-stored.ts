/**
 * Compares a saved page with what is loaded. Only the capture that the present content came from, or a newer one, may
 * change it.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import { pageKeyOf } from '../load/page-state.ts'
import { asStored, questionKeyText, type StoredRecord, storedRecords } from '../load/rows/stored-records.ts'
import { type Difference, differences } from '../model/differences.ts'
import type { QuestionPage } from '../model/question-page.ts'
import type { ReparsedPage } from './source.ts'

export interface PlacedPage extends ReparsedPage {
  /** `older`: a newer capture is loaded. `gone`: the site has dropped the question since. */
  readonly recency: 'current' | 'older' | 'gone'
  /** What it is loaded as. */
  readonly loadedAs: LoadedAs
  /** The question as it is in the database. */
  readonly stored: StoredRecord | null
  /** The question that the database has for this page, whatever the parser finds now. */
  readonly questionId: string | null
}

/** The key under which the loader knows a capture. */
interface LoadedAs {
  readonly capturedAt: Date
  /** Null where the content was loaded from a file, which is no capture. */
  readonly captureId: string | null
  /** Absent where records were loaded without the paths of their pages. */
  readonly path?: string
}

interface LastObservation {
  readonly site: string
  readonly path: string
  readonly question_id: string | null
  /** The newest capture that gave a record; its id is '' for a file. */
  readonly captured_at: Date | null
  readonly capture_id: string | null
}

/** In the order given. */
export async function placePages(
  db: Kysely<Database>,
  pages: readonly ReparsedPage[],
  now: Date,
): Promise<readonly PlacedPage[]> {
  const known = await lastObservations(db, pages)
  const named = pages.map((page) => {
    const last = known.get(pageKeyOf(page))
    const questionId = page.outcome.kind === 'question' ? page.outcome.page.questionId : last?.question_id
    return { page, last, key: questionId == null ? null : { site: page.site, questionId } }
  })
  const stored = await storedRecords(
    db,
    named.flatMap(({ key }) => key ?? []),
  )
  return named.map(({ page, last, key }) =>
    placePage(page, last, key === null ? null : (stored.get(questionKeyText(key)) ?? null), now),
  )
}

/** By `pageKeyOf`. */
async function lastObservations(
  db: Kysely<Database>,
  pages: readonly Pick<ReparsedPage, 'site' | 'path'>[],
): Promise<ReadonlyMap<string, LastObservation>> {
  const keys = JSON.stringify(pages.map(({ site, path }) => ({ site, path })))
  const { rows } = await sql<LastObservation>`
    select distinct on (p.site, p.path) p.site, p.path, p.question_id, s.captured_at, s.capture_id
    from json_to_recordset(${keys}::json) as k (site text, path text)
    join crawl.page p on p.site = k.site and p.path = k.path
    left join lateral crawl.observations_of(p.site, p.question_id) s
      on s.path = p.path and s.record_digest is not null
    order by p.site, p.path, s.captured_at desc, s.capture_id desc
  `.execute(db)
  return new Map(rows.map((row) => [pageKeyOf(row), row]))
}

function placePage(
  page: ReparsedPage,
  last: LastObservation | undefined,
  stored: StoredRecord | null,
  now: Date,
): PlacedPage {
  const newestAt = last?.captured_at ?? null
  // Records that came from files have no captures; their pages are parsed again as what was loaded.
  const isFromFile = !page.isKnown && newestAt !== null && last?.capture_id === ''
  const loadedAs: LoadedAs = isFromFile
    ? { capturedAt: newestAt, captureId: null }
    : { capturedAt: page.capturedAt ?? now, captureId: page.captureId, path: page.path }
  const isGone = stored?.goneAt != null && stored.goneAt > loadedAs.capturedAt
  const isOlder = newestAt !== null && loadedAs.capturedAt < newestAt
  return {
    ...page,
    recency: isGone ? 'gone' : isOlder ? 'older' : 'current',
    loadedAs,
    stored,
    questionId: last?.question_id ?? null,
  }
}

/**
 * Differences of the record in the database and the one parsed now. `path`: of the page that was parsed, which may be a
 * further page of a long question.
 */
export function changesOf(stored: QuestionPage, parsed: QuestionPage, path: string): readonly Difference[] {
  const now = asStored(parsed)
  return differences(comparable(shownBy(stored, now, path)), comparable(now))
}

/** One page of several shows some of the answers, and only the first page says what the question itself says. */
function shownBy(stored: QuestionPage, now: QuestionPage, path: string): QuestionPage {
  if (now.complete) return stored
  const url = new URL(now.url)
  const keys = new Set(now.answers.map(({ key }) => key))
  const answers = stored.answers.filter(({ key }) => keys.has(key))
  if (path !== url.pathname + url.search) return { ...now, answers }
  // All pages together may be whole.
  return { ...stored, answers, complete: false }
}

/** Messages of checks change with the parser's wording; only code and severity count. */
function comparable(page: QuestionPage): unknown {
  return { ...page, checks: page.checks.map(({ code, severity }) => `${code} ${severity}`).sort() }
}
