/**
 * A slice: a few due pages of one host group, visited, archived, and committed in one transaction. The archive is
 * fsynced first, so that the database never points to a capture that is not there.
 */
import type { Kysely } from 'kysely'
import type { WarcWriter } from '../../archive/warc-writer.ts'
import type { Database } from '../../database/schema/schema.ts'
import { pageKeyOf } from '../../load/page-state.ts'
import type { Lease } from '../../queue/lease.ts'
import type { DriftMonitor } from '../drift/drift-monitor.ts'
import { type FrontierPage, takeDue } from '../frontier/frontier.ts'
import type { CrawlObserver } from '../observer.ts'
import { gatedEnd } from '../politeness/host-store.ts'
import { pausedEnd } from '../politeness/paused-hosts.ts'
import type { IdSource } from '../scope/id-source.ts'
import { type VisitDeps, type VisitResult, visitPage } from '../visit/visit.ts'
import type { Budget } from './budget.ts'
import { FoundPages } from './found-pages.ts'
import type { HostGroupState } from './host-group-state.ts'
import { inLanes } from './lanes.ts'

/** Small enough that a kill repeats little work, large enough for batches. */
const maxPages = 200
const fetchingMs = 5_000

export interface SliceDeps extends Omit<VisitDeps, 'latest' | 'mayStart' | 'archive'> {
  readonly db: Kysely<Database>
  readonly archive: Pick<WarcWriter, 'write' | 'sync'>
  readonly budget: Budget
  readonly runId: string
  /** Concurrent requests in a host group: 1, unless its rate is unlimited. */
  readonly maxConcurrency: (hostGroup: string) => number
  readonly ids: IdSource | null
  readonly observer?: CrawlObserver
}

export interface SliceOptions {
  readonly lease: Lease
  readonly watch: DriftMonitor
  /** Pages of this slice that were visited while the last one was committed. */
  readonly ahead?: readonly VisitResult[]
}

/**
 * Visits due pages and, on a host without a rate limit, the pages found on them when no others are due. Returns the results,
 * including those fetched ahead, after their captures are fsynced. Throws after all lanes have stopped.
 */
export async function fetchSlice(
  state: HostGroupState,
  { lease, watch, ahead = [] }: SliceOptions,
  parts: SliceDeps,
): Promise<VisitResult[]> {
  const { clock, budget } = parts
  const { hostGroup } = state
  const startedAt = clock.now()
  const runEndsAt = budget.endsAt?.getTime() ?? Number.POSITIVE_INFINITY
  const latest = new Date(Math.min(startedAt.getTime() + fetchingMs, runEndsAt))
  const of = { hostGroup, runId: parts.runId, now: startedAt }
  await parts.ids?.topUp(parts.db, of, parts.signal)
  const pages = (await dueBesides(ahead, of, parts.db)).slice(0, maxPages - ahead.length)
  const results: VisitResult[] = []
  let next = 0
  let ended = false

  const checkDrift = (): void => {
    const report = watch.checkDrift(clock.now())
    if (report !== null) state.end = gatedEnd(report)
  }

  const visitNext = async (page: FrontierPage, isFirst: boolean): Promise<void> => {
    await note(await visitReserved(page, { lease, latest: isFirst ? budget.endsAt : latest }, parts))
  }

  const note = async (result: VisitResult): Promise<void> => {
    results.push(result)
    if (result.interrupted !== null) {
      ended = true
      if (result.interrupted.kind === 'parked')
        state.end = { kind: 'parked', reason: result.interrupted.reason }
    }
    for (const visit of result.visits) {
      if (state.note(visit)) {
        ended = true
        // Requests that were in flight when the first of them failed are part of its incident.
        await parts.rateLimiter.block(hostGroup, { requestSentAt: visit.at, retryAfter: null })
      }
      watch.note(visit)
    }
    checkDrift()
    const { requests, bytes } = result.log
    parts.observer?.visited?.({ hostGroup, visits: result.visits.length, requests, bytes })
  }

  // Replayed captures were noted without a check.
  checkDrift()
  for (const result of ahead) await note(result)
  const mayContinue = () => !ended && state.end === null && !parts.signal.aborted && lease.holds
  const lane = async (): Promise<void> => {
    for (;;) {
      const page = pages[next]
      const isFirst = next === 0 && ahead.length === 0
      if (page === undefined || !mayContinue() || (!isFirst && clock.now() >= latest)) return
      if (budget.reserve(1, hostGroup) === 0) return
      next += 1
      await visitNext(page, isFirst)
    }
  }
  // On a host that was stopped before, a few pages decide: those in flight beside them would be more than a few.
  const lanes = watch.isOnProbation ? 1 : parts.maxConcurrency(hostGroup)
  const found = new FoundPages(of, parts.db)
  for (;;) {
    await inLanes(lanes, lane, () => {
      ended = true
    })
    // A host with a rate limit visits no found pages: the wait between its requests is longer than a commit.
    const room = lanes === 1 ? 0 : maxPages - ahead.length - pages.length
    if (room <= 0 || !mayContinue() || clock.now() >= latest) break
    const more = await found.next(results)
    // A person may have paused the host since the slice began.
    if (more.length === 0 || (await pausedEnd(parts.db, hostGroup)) !== null) break
    pages.push(...more.slice(0, room))
  }
  await parts.archive.sync()
  return results
}

/** A slice's worth of the pages that are due besides those of `visited`, which no commit has settled yet. */
export async function dueBesides(
  visited: readonly VisitResult[],
  of: { readonly hostGroup: string; readonly runId: string; readonly now: Date },
  db: Kysely<Database>,
): Promise<FrontierPage[]> {
  const keys = new Set(visited.flatMap(({ visits }) => visits.map(({ page }) => pageKeyOf(page))))
  const due = await takeDue(db, { ...of, limit: maxPages + keys.size })
  return due.filter((page) => !keys.has(pageKeyOf(page))).slice(0, maxPages)
}

/**
 * Visits a page for which a request is reserved in the budget. Charges its bytes, and returns the reservation if the page is
 * outside the crawl scope.
 */
export async function visitReserved(
  page: FrontierPage,
  { lease, latest }: { readonly lease: Pick<Lease, 'holds'>; readonly latest: Date | null },
  parts: SliceDeps,
): Promise<VisitResult> {
  const { budget } = parts
  const result = await visitPage(page, { ...parts, latest, mayStart: () => lease.holds })
  budget.noteBytes(result.log.bytes)
  if (isOutOfScope(result)) budget.giveBack(1, page.hostGroup)
  return result
}

/** A page outside the crawl scope is not requested and costs no budget. */
function isOutOfScope({ visits }: VisitResult): boolean {
  return visits.every(
    ({ reading }) =>
      reading.kind === 'ended' && reading.outcome.kind === 'skipped' && reading.outcome.by === 'crawl-scope',
  )
}
