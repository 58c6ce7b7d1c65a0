/**
 * Updates the frontier and `crawl.rejected_page` for pages that were parsed again, as if today's parser had read them when
 * they were captured. A reject stays until its capture, or a newer one, gives a record.
 */
import { type Kysely, sql } from 'kysely'
import { reasonOf } from '../crawl/commit/settle.ts'
import { addPages } from '../crawl/frontier/add-pages.ts'
import {
  noteParserVersions,
  type Reclassification,
  reclassifyPages,
} from '../crawl/frontier/reclassify-pages.ts'
import { revisit, type Seen } from '../crawl/frontier/revisit.ts'
import { type CrawlScope, hostGroupsOf } from '../crawl/scope/crawl-scope.ts'
import { pagesToFollow } from '../crawl/scope/follow-links.ts'
import { seedsOf } from '../crawl/scope/seeds.ts'
import { storedRun } from '../crawl/scope/stored-run.ts'
import type { Database } from '../database/schema/schema.ts'
import { pageKeyOf } from '../load/page-state.ts'
import type { VisitOutcome } from '../model/visit-outcome.ts'
import type { PageLinks } from '../parse/links/links.ts'
import type { Sites } from '../parse/site/sites.ts'
import type { PlacedPage } from './compare-with-stored.ts'

/** `current`: the pages of which no newer capture is loaded. */
export async function reclassify(
  trx: Kysely<Database>,
  { all, current }: { readonly all: readonly PlacedPage[]; readonly current: readonly PlacedPage[] },
  { now, sites }: { readonly now: Date; readonly sites: Sites },
): Promise<void> {
  const last = lastOfEach(current)
  const judgements = [...last.values()].map(judgement)
  const judged = JSON.stringify(judgements)
  const linked = (await reclassifyPages(trx, judgements)).flatMap((page) => {
    const links = last.get(pageKeyOf(page))?.links
    return links === undefined || page.outcome !== 'loaded' ? [] : [{ ...page, links }]
  })
  await noteParserVersions(trx, judgements)
  await refollowLinks(trx, linked, now, sites)
  await sql`
    insert into crawl.rejected_page (site, path, capture_id, rejected_at, reason, checks, parser_version)
    select site, path, "captureId", at, reason, checks, "parserVersion"
    from ${incoming(judged)}
    where outcome = 'rejected'
    order by site, path
    on conflict (site, path) do update set capture_id = excluded.capture_id, rejected_at = excluded.rejected_at,
      reason = excluded.reason, checks = excluded.checks, parser_version = excluded.parser_version
    where rejected_page.rejected_at <= excluded.rejected_at or rejected_page.capture_id = excluded.capture_id
  `.execute(trx)
  // A page that shows no question by today's parser is no reject any more.
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
 * Deletes rejects whose capture, or a newer one, has given a record since. Two transactions that load and reject captures
 * of one page at the same time do not see each other: the end of a re-parse therefore looks through all rejects.
 */
export async function forgetRejects(db: Kysely<Database>, which = sql`true`): Promise<void> {
  await sql`
    delete from crawl.rejected_page r using crawl.page p
    cross join lateral crawl.observations_of(p.site, p.question_id) s
    where s.path = p.path and p.site = r.site and p.path = r.path and ${which} and s.record_digest is not null
      and (s.captured_at >= r.rejected_at or s.capture_id = r.capture_id)
  `.execute(db)
}

interface Judgement extends Reclassification {
  readonly at: Date
  readonly outcome: VisitOutcome['kind']
  readonly checks: unknown
  readonly parserVersion: string
}

const incoming = (judged: string) => sql`json_to_recordset(${judged}::json) as k (site text, path text,
  "captureId" text, at timestamptz, outcome text, reason text, checks jsonb, "parserVersion" text)`

function judgement({
  site,
  path,
  outcome: read,
  parserVersion,
  loadedAs: { captureId, capturedAt: at },
}: PlacedPage): Judgement {
  const outcome = outcomeOf(read)
  const rule = { seen: seenIn(read), changed: true, intervalSeconds: null, override: null }
  const checks = read.kind === 'rejected' ? read.checks : []
  const { kind, reason } = { kind: outcome.kind, reason: reasonOf(outcome) }
  return {
    site,
    path,
    captureId,
    at,
    outcome: kind,
    reason,
    checks,
    parserVersion,
    ...revisit({ ...rule, now: at }),
  }
}

/** How a visit with this parse outcome would have ended. */
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

/** The last capture of each page, by `pageKeyOf`: the frontier keeps no other. */
function lastOfEach(pages: readonly PlacedPage[]): ReadonlyMap<string, PlacedPage> {
  const inOrder = pages.toSorted((a, b) => a.loadedAs.capturedAt.getTime() - b.loadedAs.capturedAt.getTime())
  return new Map(inOrder.map((page) => [pageKeyOf(page), page]))
}

interface LinkedPage {
  readonly hostGroup: string
  readonly depth: number
  /** The run of its last visit. */
  readonly runId: string
  readonly links: PageLinks
}

/** Follows the links of pages that gave no record when they were fetched, by the rules of the run that fetched them. */
async function refollowLinks(
  trx: Kysely<Database>,
  pages: readonly LinkedPage[],
  now: Date,
  sites: Sites,
): Promise<void> {
  for (const [runId, linked] of Map.groupBy(pages, (page) => page.runId)) {
    const crawlScope = await crawlScopeOf(trx, runId, sites)
    if (crawlScope === null) continue
    const found = linked.flatMap(({ links, hostGroup, depth }) =>
      pagesToFollow(links, { kind: 'question', hostGroup, depth }, crawlScope),
    )
    await addPages(trx, found, now, hostGroupsOf(crawlScope))
  }
}

/** Null for a run of another version, and for one of nothing but ids. */
async function crawlScopeOf(trx: Kysely<Database>, runId: string, sites: Sites): Promise<CrawlScope | null> {
  const options = (await storedRun(trx, runId))?.options ?? null
  return options === null || options.urls.length === 0 ? null : seedsOf({ ...options, sites }).crawlScope
}
