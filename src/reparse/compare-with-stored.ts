/**
 * How a saved page stands to what is loaded. Only the capture that the present content came from, or a newer one, is
 * compared with it and may change it.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import { pageKeyOf } from '../load/loaded-pages.ts'
import { questionKeyText, type StoredRecord } from '../load/rows/stored-records.ts'
import type { ReparsedPage } from './source.ts'

export interface PlacedPage extends ReparsedPage {
  /** `older`: a newer capture is loaded. `gone`: the site has dropped the question since. */
  readonly standing: 'current' | 'older' | 'gone'
  /** What it is loaded as. */
  readonly loadedAs: LoadedAs
  /** The question as it is in the database. */
  readonly stored: StoredRecord | null
  /** The question whose page this is in the database, whatever the parser says now. */
  readonly questionId: string | null
}

/** The key under which the loader knows a capture. */
interface LoadedAs {
  readonly capturedAt: Date
  /** Null where the content was loaded from no capture: then it is read again from none. */
  readonly captureId: string | null
  /** Absent where records were loaded without the paths of their pages. */
  readonly path?: string
}

interface LastSighting {
  readonly site: string
  readonly path: string
  readonly question_id: string | null
  /** The newest capture that gave a record; '' where that came from none. */
  readonly captured_at: Date | null
  readonly capture_id: string | null
}

/** By `pageKeyOf`. */
export async function lastObservations(
  db: Kysely<Database>,
  pages: readonly Pick<ReparsedPage, 'site' | 'path'>[],
): Promise<ReadonlyMap<string, LastSighting>> {
  const asked = JSON.stringify(pages.map(({ site, path }) => ({ site, path })))
  const { rows } = await sql<LastSighting>`
    select distinct on (p.site, p.path) p.site, p.path, p.question_id, s.captured_at, s.capture_id
    from json_to_recordset(${asked}::json) as k (site text, path text)
    join crawl.page p on p.site = k.site and p.path = k.path
    left join crawl.observation s on s.site = p.site and s.question_id = p.question_id and s.path = p.path
      and s.record_digest is not null
    order by p.site, p.path, s.captured_at desc, s.capture_id desc
  `.execute(db)
  return new Map(rows.map((row) => [pageKeyOf(row), row]))
}

export function placePage(
  page: ReparsedPage,
  known: LastSighting | undefined,
  stored: ReadonlyMap<string, StoredRecord>,
  now: Date,
): PlacedPage {
  const questionId =
    page.outcome.kind === 'question' ? page.outcome.page.questionId : (known?.question_id ?? null)
  const there = questionId === null ? undefined : stored.get(questionKeyText({ site: page.site, questionId }))
  const newestAt = known?.captured_at ?? null
  // Records that came from files say nothing of captures; their pages are read again as what was loaded.
  const isFromFiles = !page.isKnown && newestAt !== null && known?.capture_id === ''
  const loadedAs: LoadedAs = isFromFiles
    ? { capturedAt: newestAt, captureId: null }
    : { capturedAt: page.capturedAt ?? now, captureId: page.captureId, path: page.path }
  const isGone = there?.goneAt != null && there.goneAt > loadedAs.capturedAt
  const isOlder = newestAt !== null && loadedAs.capturedAt < newestAt
  return {
    ...page,
    standing: isGone ? 'gone' : isOlder ? 'older' : 'current',
    loadedAs,
    stored: there ?? null,
    questionId: known?.question_id ?? null,
  }
}
