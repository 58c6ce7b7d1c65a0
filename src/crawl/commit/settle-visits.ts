/**
 * The frontier's part of a slice's transaction: when the visited pages are due again, and which others are due sooner for
 * what was found. In this order, so that a question and the list that tells of it may be visited in one slice.
 */
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { pageKeyOf } from '../../load/loaded-pages.ts'
import { type Capture, headerOf } from '../../model/capture.ts'
import { expediteChanged } from '../frontier/expedite.ts'
import { type FoundPage, type SettledPage, settlePages } from '../frontier/frontier.ts'
import type { PageName } from '../frontier/known-pages.ts'
import type { CrawlScope } from '../scope/crawl-scope.ts'
import { linkRules } from '../scope/link-rules-digest.ts'
import type { EndedVisit } from '../visit/visit.ts'
import { settle } from './settle.ts'

export interface SettleOptions {
  readonly runId: string
  readonly crawlScope: CrawlScope
  readonly revisitAfter: number | null
  readonly now: Date
  readonly captures: ReadonlyMap<string, Capture>
  /** Pages that the slice's visits name, and those of them that were not known before. */
  readonly found: readonly FoundPage[]
  readonly added: readonly PageName[]
}

/** `visits`: of each page the last one. Their records are loaded. */
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
  return settle({ ...visit, ...seen }, now, revisitAfter)
}
