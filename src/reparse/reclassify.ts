/**
 * What the frontier and `crawl.rejected_page` say of a page whose capture was read again: as if today's parser had been
 * there when it was captured. A reject stands until a capture as new, or newer, is read.
 */
import { type Kysely, sql } from 'kysely'
import { reasonOf } from '../crawl/commit/settle.ts'
import { revisit, type Seen } from '../crawl/frontier/revisit.ts'
import type { Database } from '../database/schema/schema.ts'
import { pageKeyOf } from '../load/loaded-pages.ts'
import type { VisitOutcome } from '../model/visit-outcome.ts'
import { parserVersion } from '../parse/parser-version.ts'
import type { PlacedPage } from './compare-with-stored.ts'
import { refollowLinks } from './refollow-links.ts'

/** `current`: a newer capture of each of these is not loaded. */
export async function reclassify(
  trx: Kysely<Database>,
  { all, current }: { readonly all: readonly PlacedPage[]; readonly current: readonly PlacedPage[] },
  now: Date,
): Promise<void> {
  const last = lastOfEach(current)
  const judged = JSON.stringify([...last.values()].map(judgement))
  const linked = (await settle(trx, judged)).flatMap((page) => {
    const links = last.get(pageKeyOf(page))?.links
    return links === undefined || page.outcome !== 'loaded' ? [] : [{ ...page, links }]
  })
  await refollowLinks(trx, linked, now)
  await sql`
    insert into crawl.rejected_page (site, path, capture_id, rejected_at, reason, checks, parser_version)
    select site, path, "captureId", at, reason, checks, ${parserVersion}
    from ${incoming(judged)}
    where outcome = 'rejected'
    order by site, path
    on conflict (site, path) do update set capture_id = excluded.capture_id, rejected_at = excluded.rejected_at,
      reason = excluded.reason, checks = excluded.checks, parser_version = excluded.parser_version
    where rejected_page.rejected_at <= excluded.rejected_at or rejected_page.capture_id = excluded.capture_id
  `.execute(trx)
  // A page of which the parser now says that it shows no question is a reject no more.
  await sql`
    delete from crawl.rejected_page r using ${incoming(judged)}
    where r.site = k.site and r.path = k.path and r.capture_id = k."captureId" and k.outcome not in ('rejected', 'loaded')
  `.execute(trx)
  const names = JSON.stringify(all.map(({ site, path }) => ({ site, path })))
  await forgetRejects(
    trx,
    sql`(r.site, r.path) in (
    select site, path from json_to_recordset(${names}::json) as n (site text, path text))`,
  )
}

/**
 * Rejects of which a capture as new, or newer, has been read since. Who loads one at the same time as somebody else
 * rejects another cannot see it: whoever ends a re-parse looks through all.
 */
export async function forgetRejects(db: Kysely<Database>, which = sql`true`): Promise<void> {
  await sql`
    delete from crawl.rejected_page r using crawl.page p
    join crawl.observation s on s.site = p.site and s.question_id = p.question_id and s.path = p.path
    where p.site = r.site and p.path = r.path and ${which} and s.record_digest is not null
      and (s.captured_at >= r.rejected_at or s.capture_id = r.capture_id)
  `.execute(db)
}

interface Judgement {
  readonly site: string
  readonly path: string
  readonly captureId: string | null
  readonly at: Date
  readonly outcome: VisitOutcome['kind']
  readonly reason: string | null
  readonly checks: unknown
  readonly dueAt: Date
  readonly intervalSeconds: number | null
}

const incoming = (judged: string) => sql`json_to_recordset(${judged}::json) as k (site text, path text,
  "captureId" text, at timestamptz, outcome text, reason text, checks jsonb, "dueAt" timestamptz, "intervalSeconds" float8)`

interface SettledAgain {
  readonly site: string
  readonly path: string
  readonly hostGroup: string
  readonly depth: number
  readonly outcome: string
  readonly runId: string
}

/**
 * Only where the capture is that of the page's last visit, and that visit gave no record. The validators that are kept
 * are those of an earlier capture. A page that was dropped stays so.
 */
async function settle(trx: Kysely<Database>, judged: string): Promise<readonly SettledAgain[]> {
  const { rows } = await sql<SettledAgain>`
    update crawl.page p set
      kind = case k.outcome when 'loaded' then 'question' else p.kind end,
      last_outcome = k.outcome,
      last_reason = k.reason,
      due_at = case when p.due_at is null or k.outcome = p.last_outcome then p.due_at else k."dueAt" end,
      interval_seconds = case k.outcome when p.last_outcome then p.interval_seconds else k."intervalSeconds" end,
      etag = case k.outcome when 'loaded' then null else p.etag end,
      last_modified = case k.outcome when 'loaded' then null else p.last_modified end
    from ${incoming(judged)} cross join lateral (
      select v.capture_id, v.run_id from crawl.visit v where v.site = k.site and v.path = k.path
      order by v.visited_at desc, v.visit_id desc limit 1) v
    where p.site = k.site and p.path = k.path and p.last_outcome in ('rejected', 'not-a-question')
      and (p.last_outcome, p.last_reason) is distinct from (k.outcome, k.reason) and v.capture_id = k."captureId"
    returning p.site, p.path, p.host_group as "hostGroup", p.depth, p.last_outcome as outcome, v.run_id as "runId"
  `.execute(trx)
  return rows
}

function judgement({
  site,
  path,
  outcome: read,
  loadedAs: { captureId, capturedAt: at },
}: PlacedPage): Judgement {
  const outcome = outcomeOf(read)
  const rule = { seen: seenIn(read), changed: true, intervalSeconds: null, override: null }
  const checks = read.kind === 'rejected' ? read.checks : []
  const { kind, reason } = { kind: outcome.kind, reason: reasonOf(outcome) }
  return { site, path, captureId, at, outcome: kind, reason, checks, ...revisit({ ...rule, now: at }) }
}

/** As a visit that read it so would have ended. */
function outcomeOf(read: PlacedPage['outcome']): VisitOutcome {
  switch (read.kind) {
    case 'question':
      return { kind: 'loaded', changes: 0 }
    case 'not-found':
      return { kind: 'gone', how: 'soft-404' }
    case 'rejected':
      return { kind: 'rejected', reason: read.reason, checks: read.checks }
    case 'not-a-question':
      return { kind: 'not-a-question' }
  }
}

function seenIn(read: PlacedPage['outcome']): Seen {
  switch (read.kind) {
    case 'question':
      return read.page.status
    case 'not-found':
      return 'gone'
    case 'rejected':
      return 'rejected'
    case 'not-a-question':
      return 'other'
  }
}

/** What is kept of a page is its last capture. By `pageKeyOf`. */
function lastOfEach(pages: readonly PlacedPage[]): ReadonlyMap<string, PlacedPage> {
  const inOrder = pages.toSorted((a, b) => a.loadedAs.capturedAt.getTime() - b.loadedAs.capturedAt.getTime())
  return new Map(inOrder.map((page) => [pageKeyOf(page), page]))
}
