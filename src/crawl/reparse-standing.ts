/**
 * How a saved page stands to what is loaded. Only the capture that the present content came from, or a newer one, may
 * write: what is older is passed over.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../load/schema.ts'
import { questionKeyText, type StoredRecord } from '../load/stored-records.ts'
import type { Reread } from './reparse-source.ts'

export interface PlacedPage extends Reread {
  /** `older`: a newer capture is loaded. `gone`: the site has dropped the question since. */
  readonly standing: 'current' | 'older' | 'gone'
  /** The time that it is loaded under. */
  readonly loadedAt: Date
  /** Null where the content was loaded from no capture: then it is read again from none. */
  readonly loadedFrom: string | null
  /** The question as it is in the database. */
  readonly stored: StoredRecord | null
  /** The question whose page this is in the database, whatever the parser says now. */
  readonly questionId: string | null
}

interface KnownPage {
  readonly site: string
  readonly path: string
  readonly question_id: string | null
  readonly last_seen_at: Date | null
  /** Of the captures that came whole. */
  readonly newest_capture_at: Date | null
}

export async function knownPages(
  db: Kysely<Database>,
  pages: readonly Pick<Reread, 'site' | 'path'>[],
): Promise<ReadonlyMap<string, KnownPage>> {
  const asked = JSON.stringify(pages.map(({ site, path }) => ({ site, path })))
  const { rows } = await sql<KnownPage>`
    select distinct p.site, p.path, p.question_id, p.last_seen_at, (
      select max(c.captured_at) from crawl.capture c
      where c.site = p.site and c.path = p.path and c.status between 200 and 299 and c.truncated is null
    ) as newest_capture_at
    from json_to_recordset(${asked}::json) as k (site text, path text)
    join crawl.page p on p.site = k.site and p.path = k.path
  `.execute(db)
  return new Map(rows.map((row) => [pageKey(row), row]))
}

export function pageKey({ site, path }: { readonly site: string; readonly path: string }): string {
  return JSON.stringify([site, path])
}

export function placePage(
  page: Reread,
  known: KnownPage | undefined,
  stored: ReadonlyMap<string, StoredRecord>,
  now: Date,
): PlacedPage {
  const questionId =
    page.outcome.kind === 'question' ? page.outcome.page.questionId : (known?.question_id ?? null)
  const there = questionId === null ? undefined : stored.get(questionKeyText({ site: page.site, questionId }))
  const seenAt = known?.last_seen_at ?? null
  // Records that came from files say nothing of captures; their pages are read again as what was loaded.
  const isFromFiles = !page.isKnown && seenAt !== null && there?.captureId === null
  const loadedAt = isFromFiles ? seenAt : (page.capturedAt ?? now)
  const placed = {
    ...page,
    loadedAt,
    loadedFrom: isFromFiles ? null : page.captureId,
    stored: there ?? null,
    questionId: known?.question_id ?? null,
  }
  if (there?.goneAt != null && there.goneAt > loadedAt) return { ...placed, standing: 'gone' }
  // A 304 moves last_seen_at past the capture that it confirms.
  const isNewest = page.isKnown && known?.newest_capture_at?.getTime() === loadedAt.getTime()
  const isOlder = seenAt !== null && loadedAt < seenAt && !isNewest
  return { ...placed, standing: isOlder ? 'older' : 'current' }
}

/**
 * Runs `load` while the pages that a 304 has confirmed count as seen when they were captured: the loader would take
 * their captures for older ones.
 */
export async function withoutConfirmations<Result>(
  trx: Kysely<Database>,
  pages: readonly PlacedPage[],
  load: () => Promise<Result>,
): Promise<Result> {
  const asked = JSON.stringify(pages.map(({ site, path, loadedAt }) => ({ site, path, loadedAt })))
  const { rows: confirmed } = await sql<{ site: string; path: string; seenAt: Date }>`
    update crawl.page p set last_seen_at = before."loadedAt"
    from (
      select p.site, p.path, p.last_seen_at, max(k."loadedAt") as "loadedAt"
      from json_to_recordset(${asked}::json) as k (site text, path text, "loadedAt" timestamptz)
      join crawl.page p on p.site = k.site and p.path = k.path
      group by p.site, p.path
      having p.last_seen_at > max(k."loadedAt")
    ) before
    where p.site = before.site and p.path = before.path
    returning p.site, p.path, before.last_seen_at as "seenAt"
  `.execute(trx)
  const result = await load()
  await sql`
    update crawl.page p set last_seen_at = c."seenAt"
    from json_to_recordset(${JSON.stringify(confirmed)}::json) as c (site text, path text, "seenAt" timestamptz)
    where p.site = c.site and p.path = c.path
  `.execute(trx)
  return result
}
