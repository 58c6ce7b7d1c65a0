/**
 * A slice: a few due pages of one host group, visited, archived, and committed in one transaction. The archive is
 * fsynced first, so that the database never points to a capture that is not there.
 */
import type { Kysely } from 'kysely'
import type { WarcWriter } from '../../archive/warc-writer.ts'
import type { Database } from '../../database/schema/schema.ts'
import type { Lease } from '../../queue/lease.ts'
import type { DriftMonitor } from '../drift/drift-monitor.ts'
import { type FrontierPage, takeDue } from '../frontier/frontier.ts'
import type { CrawlObserver } from '../observer.ts'
import { gatedEnd } from '../politeness/host-store.ts'
import type { IdSource } from '../scope/id-source.ts'
import type { ReadResult } from '../visit/read-capture.ts'
import { type VisitDeps, type VisitResult, visitPage } from '../visit/visit.ts'
import type { Budget } from './budget.ts'
import type { HostGroupState } from './host-group-state.ts'

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

/** Visits due pages and returns the results once their captures are fsynced. Throws after all lanes have stopped. */
export async function fetchSlice(
  state: HostGroupState,
  { lease, watch }: { readonly lease: Lease; readonly watch: DriftMonitor },
  parts: SliceDeps,
): Promise<VisitResult[]> {
  const { clock, budget } = parts
  const { hostGroup } = state
  const startedAt = clock.now()
  const runEndsAt = budget.endsAt?.getTime() ?? Number.POSITIVE_INFINITY
  const latest = new Date(Math.min(startedAt.getTime() + fetchingMs, runEndsAt))
  const of = { hostGroup, runId: parts.runId, now: startedAt }
  await parts.ids?.topUp(parts.db, of, parts.signal)
  const pages = await takeDue(parts.db, { ...of, limit: maxPages })
  const results: VisitResult[] = []
  let next = 0
  let ended = false

  const checkDrift = (): void => {
    const report = watch.checkDrift(clock.now())
    if (report !== null) state.end = gatedEnd(report)
  }

  const visitNext = async (page: FrontierPage, isFirst: boolean): Promise<void> => {
    const mayStart = () => lease.holds
    const result = await visitPage(page, { ...parts, latest: isFirst ? budget.endsAt : latest, mayStart })
    results.push(result)
    budget.noteBytes(result.log.bytes)
    if (result.visits.every(({ reading }) => isOutOfScope(reading))) budget.giveBack(1, hostGroup)
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
  const lane = async (): Promise<void> => {
    for (;;) {
      const page = pages[next]
      const isFirst = next === 0
      const mayContinue = !ended && state.end === null && !parts.signal.aborted && lease.holds
      if (page === undefined || !mayContinue || (!isFirst && clock.now() >= latest)) return
      if (budget.reserve(1, hostGroup) === 0) return
      next += 1
      await visitNext(page, isFirst)
    }
  }
  // All lanes stop before an error propagates: none may write to an archive that is being closed.
  const lanes = await Promise.allSettled(
    Array.from({ length: parts.maxConcurrency(hostGroup) }, () =>
      lane().catch((error: unknown) => {
        ended = true
        throw error
      }),
    ),
  )
  for (const end of lanes) if (end.status === 'rejected') throw end.reason
  await parts.archive.sync()
  return results
}

/** A page outside the crawl scope is not requested and costs no budget. */
function isOutOfScope(reading: ReadResult): boolean {
  return (
    reading.kind === 'ended' && reading.outcome.kind === 'skipped' && reading.outcome.by === 'crawl-scope'
  )
}
