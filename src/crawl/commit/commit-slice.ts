/**
 * A slice's one transaction: captures, rows, rejects, visits, frontier, the host's clock, the run's counters, the job's
 * completion and the next slice. They commit together or not at all.
 */
import type { Kysely, Transaction } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { type IsolatedLoad, loadIsolating } from '../../load/load-isolating.ts'
import { loadRecords } from '../../load/load-records.ts'
import { markQuestionsGone } from '../../load/mark-questions-gone.ts'
import { pageKeyOf } from '../../load/page-state.ts'
import type { CaptureHead } from '../../model/capture.ts'
import { notLoadable } from '../../parse/checks.ts'
import type { Sites } from '../../parse/site/sites.ts'
import { addPages } from '../frontier/add-pages.ts'
import { pageUrl } from '../frontier/frontier.ts'
import { followChains, type ListVisit } from '../frontier/list-chains.ts'
import { pageStateStore } from '../frontier/page-state.ts'
import { ExchangeLog } from '../politeness/paced-exchange.ts'
import { type CrawlScope, hostGroupsOf } from '../scope/crawl-scope.ts'
import type { EndedVisit, Visit, VisitResult } from '../visit/visit.ts'
import { confirmVisited, settleVisits } from './settle-visits.ts'
import { addRunTotals, insertCaptures, insertVisits, saveRejects } from './visit-rows.ts'

export interface CommitOptions {
  readonly runId: string
  readonly crawlScope: CrawlScope
  readonly revisitAfter: number | null
  readonly now: Date
  /** Captures whose pages have been captured again since: they are history. */
  readonly outdated?: ReadonlySet<string>
}

export interface Committed extends Pick<IsolatedLoad<unknown>, 'counts' | 'refused'> {
  readonly visits: readonly EndedVisit[]
  /** Pages new to the frontier. */
  readonly added: number
}

/** Commits visits. The caller completes the job and hands over the host's clock in the same transaction. */
export async function commitVisits(
  trx: Transaction<Database>,
  results: readonly VisitResult[],
  options: CommitOptions,
): Promise<Committed> {
  const { runId, crawlScope, now } = options
  const { sites } = crawlScope
  const archived = results.flatMap(({ log }) => log.archived)
  const captures = new Map(archived.map(({ capture }) => [capture.id, capture]))
  const visits = results.flatMap((result) => result.visits)
  const encodings = new Map(visits.map(({ captureId, encoding }) => [captureId ?? '', encoding]))
  await insertCaptures(trx, runId, archived, { crawlScope, encodings })

  // Pages that a redirect led to are settled below: they must be known first.
  const found = visits.flatMap((visit) => visit.found)
  const added = await addPages(trx, found, now, hostGroupsOf(crawlScope))
  const { ended, ...loads } = await loadVisits(trx, visits, captures, sites)
  await insertVisits(trx, runId, ended, sites)
  // A page may be visited and be the target of a redirect in one slice: the last visit counts.
  const newest = ended.filter(
    ({ captureId }) => captureId === null || options.outdated?.has(captureId) !== true,
  )
  const last = [...new Map(newest.map((visit) => [pageKeyOf(visit.page), visit])).values()]
  await markGone(trx, last, captures, sites)
  await confirmVisited(trx, runId, ended, captures)
  await saveRejects(trx, last, sites)
  const { revisitAfter } = options
  await settleVisits(trx, last, { runId, crawlScope, revisitAfter, now, captures, found, added })
  await followChains(trx, last.flatMap(listVisit), { runId, added, now })
  await addRunTotals(trx, runId, costOf(results))
  return { ...loads, visits: ended, added: added.length }
}

/** Sitemaps are no lists of this kind: they end, and none leads to another but by name. */
function listVisit({ page, outcome, found }: EndedVisit): ListVisit[] {
  const { site, path, kind } = page
  const isList = outcome.kind === 'links' && kind !== 'sitemap'
  return isList ? [{ site, path, found }] : []
}

function costOf(results: readonly VisitResult[]): Parameters<typeof addRunTotals>[2] {
  const cost = new ExchangeLog()
  for (const { log } of results) {
    cost.requests += log.requests
    cost.bytes += log.bytes
    for (const [status, count] of log.statuses) {
      cost.statuses.set(status, (cost.statuses.get(status) ?? 0) + count)
    }
  }
  return cost
}

/** A page whose rows the database refuses is rejected, and its former rows stay: the other pages must not wait for it. */
async function loadVisits(
  trx: Kysely<Database>,
  visits: readonly Visit[],
  captures: ReadonlyMap<string, CaptureHead>,
  sites: Sites,
): Promise<Pick<Committed, 'counts' | 'refused'> & { readonly ended: EndedVisit[] }> {
  const records = visits.flatMap(({ page, reading, captureId }) => {
    const capture = captures.get(captureId ?? '')
    if (reading.kind !== 'record' || capture === undefined) return []
    const { path, recordDigest: known, parserVersion: knownParser } = page
    const parserVersion = sites.parserVersionOf(pageUrl(page), page.site)
    const isKnown = known === reading.digest && knownParser === parserVersion
    return [
      {
        page: reading.record,
        digest: reading.digest,
        path,
        capturedAt: capture.capturedAt,
        captureId: capture.id,
        parserVersion,
        isKnown,
      },
    ]
  })
  const { counts, rowsByCapture, refused } = await loadIsolating(trx, records, (some) =>
    loadRecords(trx, some, pageStateStore),
  )
  const refusals = new Map(refused.map(({ record, message }) => [record.captureId, message]))
  const known = new Set(records.flatMap(({ isKnown, captureId }) => (isKnown ? [captureId] : [])))
  const ended = visits.map((visit): EndedVisit => {
    if (visit.reading.kind === 'ended') return { ...visit, outcome: visit.reading.outcome }
    const captureId = visit.captureId ?? ''
    const refusal = refusals.get(captureId)
    if (refusal !== undefined) return rejectedVisit(visit, refusal)
    const changes = known.has(captureId) ? 0 : (rowsByCapture.get(captureId) ?? 0)
    return { ...visit, outcome: changes === 0 ? { kind: 'unchanged' } : { kind: 'loaded', changes } }
  })
  return { counts, ended, refused }
}

function rejectedVisit(visit: Visit, message: string): EndedVisit {
  const outcome = notLoadable(message)
  return { ...visit, reading: { kind: 'ended', outcome }, outcome, detail: message }
}

/** The question of a page that is gone is marked as gone, never deleted. */
async function markGone(
  trx: Kysely<Database>,
  visits: readonly EndedVisit[],
  captures: ReadonlyMap<string, CaptureHead>,
  sites: Sites,
): Promise<void> {
  const gone = visits.flatMap(({ outcome, page, captureId }) => {
    const capture = captures.get(captureId ?? '')
    const questionId = page.questionId ?? sites.identify(pageUrl(page), page.site).questionId
    if (outcome.kind !== 'gone' || questionId === null || capture === undefined) return []
    return [{ site: page.site, questionId, capturedAt: capture.capturedAt }]
  })
  await markQuestionsGone(trx, gone, pageStateStore)
}
