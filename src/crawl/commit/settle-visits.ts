/**
 * The frontier's part of a slice's transaction: when the visited pages are due again, and which others become due sooner
 * because of what was found. In this order, so that a question and a list with news of it may share a slice.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { confirmPages } from '../../load/history/confirmations.ts'
import { pageKeyOf } from '../../load/page-state.ts'
import { type CaptureHead, headerOf } from '../../model/capture.ts'
import { expediteChanged } from '../frontier/expedite.ts'
import { type FoundPage, type SettledPage, settlePages } from '../frontier/frontier.ts'
import type { PageName } from '../frontier/known-pages.ts'
import { pageStateStore } from '../frontier/page-state.ts'
import type { CrawlScope } from '../scope/crawl-scope.ts'
import { linkRules } from '../scope/link-rules-digest.ts'
import type { EndedVisit } from '../visit/visit.ts'
import { settle } from './settle.ts'

export interface SettleOptions {
  readonly runId: string
  readonly crawlScope: CrawlScope
  readonly revisitAfter: number | null
  readonly now: Date
  readonly captures: ReadonlyMap<string, CaptureHead>
  /** Pages found by the slice's visits, and those of them that are new. */
  readonly found: readonly FoundPage[]
  readonly added: readonly PageName[]
}

/** `visits`: the last one of each page. Their records are already loaded. */
export async function settleVisits(
  trx: Kysely<Database>,
  visits: readonly EndedVisit[],
  options: SettleOptions,
): Promise<void> {
  const { runId, now, found, added } = options
  const isList = ({ outcome }: EndedVisit) => outcome.kind === 'links'
  const settled = (visit: EndedVisit, hasNews: boolean) => settledPage(visit, hasNews, options)
  await settlePages(
    trx,
    runId,
    visits.filter((visit) => !isList(visit)).map((visit) => settled(visit, false)),
  )
  const news = new Set([...added, ...(await expediteChanged(trx, found, now))].map(pageKeyOf))
  const hasNews = (visit: EndedVisit) => visit.found.some((page) => news.has(pageKeyOf(page)))
  await settlePages(
    trx,
    runId,
    visits.filter(isList).map((visit) => settled(visit, hasNews(visit))),
  )
}

function settledPage(
  visit: EndedVisit,
  hasNews: boolean,
  { captures, crawlScope, now, revisitAfter }: SettleOptions,
): SettledPage {
  const capture = captures.get(visit.captureId ?? '')
  const headers = capture?.headers ?? []
  const record = visit.reading.kind === 'record' ? visit.reading.record : null
  const seen = {
    record,
    hasNews,
    validators: { etag: headerOf(headers, 'etag'), lastModified: headerOf(headers, 'last-modified') },
    linkRules: linkRules(crawlScope, visit.page.hostGroup),
    capturedAt: capture?.capturedAt ?? null,
  }
  const { hostGroup, path } = visit.page
  // What is said of a path is meant more closely than what is said of the run.
  const override = crawlScope.filtersFor(hostGroup).revisitAfterOf(path) ?? revisitAfter
  return settle({ ...visit, ...seen }, now, override)
}

/** What the 304s of a slice confirm: the newest capture of the page with a body, whose validators they were sent with. */
export async function confirmVisited(
  trx: Kysely<Database>,
  runId: string,
  visits: readonly EndedVisit[],
  captures: ReadonlyMap<string, CaptureHead>,
): Promise<void> {
  const told = visits.flatMap(({ outcome, reading, page, captureId }) => {
    const capture = captures.get(captureId ?? '')
    const isConfirmed = outcome.kind === 'unchanged' && reading.kind === 'ended' && capture !== undefined
    if (!isConfirmed) return []
    return [{ site: page.site, path: page.path, capturedAt: capture.capturedAt, captureId: capture.id }]
  })
  if (told.length === 0) return
  const { rows } = await sql<{ captureId: string; confirms: string }>`
    select told."captureId", original.capture_id as confirms
    from json_to_recordset(${JSON.stringify(told)}::json)
      as told (site text, path text, "capturedAt" timestamptz, "captureId" text)
    cross join lateral (
      select capture_id from crawl.capture
      where capture.site = told.site and capture.path = told.path and captured_at < told."capturedAt"
        and status between 200 and 299 and truncated is null
      order by captured_at desc, capture_id desc limit 1
    ) as original
  `.execute(trx)
  const originals = new Map(rows.map(({ captureId, confirms }) => [captureId, confirms]))
  await confirmPages(
    trx,
    told.flatMap((one) => {
      const confirms = originals.get(one.captureId)
      return confirms === undefined ? [] : [{ ...one, confirms, runId }]
    }),
    pageStateStore,
  )
}
