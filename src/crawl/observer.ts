/**
 * The event stream of a crawl: progress bars, metrics and logs are all fed from it. An observer is a collaborator like the
 * log; a crawl without one reports nothing.
 */
import type { LoadCounts } from '../load/load-counts.ts'
import type { VisitOutcome } from '../model/visit-outcome.ts'

/**
 * Each method is one kind of event, called as it happens. It must not throw, and the crawl does not wait for it.
 *
 * @example
 * ```ts
 * const observer: CrawlObserver = { progressed: ({ visited, known }) => console.error(`${visited} of ${known}`) }
 * await crawl({ urls, contact }, { observer })
 * ```
 */
export interface CrawlObserver {
  /** A request has ended, robots.txt included. */
  exchanged?(exchange: EndedExchange): void
  /** A page has been requested and archived; its outcome is not committed yet. */
  visited?(page: VisitedPage): void
  /** The totals of the run have changed. Reported by the crawl itself, not by workers that help. */
  progressed?(progress: CrawlProgress): void
  /** What a host group is doing now; the same activity may be reported again. */
  hostIs?(hostGroup: string, activity: HostActivity): void
  /** A slice has been committed. */
  committed?(slice: CommittedSlice): void
  /** Another worker has taken over the host group, and a slice was dropped. */
  leaseLost?(hostGroup: string): void
}

export interface EndedExchange {
  readonly hostGroup: string
  /** HTTP status; `blocked` by the address guard before anything was sent, `failed` without a whole response. */
  readonly answer: number | 'blocked' | 'failed'
  /** Of the body, as received. */
  readonly bytes: number
  readonly seconds: number
}

export interface VisitedPage {
  readonly hostGroup: string
  /** More than one where the page redirects to another page of the crawl. */
  readonly visits: number
  readonly requests: number
  /** Of all bodies, as received. */
  readonly bytes: number
}

/** Totals of a run since it started. */
export interface CrawlProgress {
  readonly visited: number
  /** Pages to visit in this run, as far as it knows by now. */
  readonly known: number
  readonly requests: number
  readonly bytes: number
}

export interface CommittedSlice {
  readonly hostGroup: string
  readonly visits: readonly { readonly outcome: VisitOutcome }[]
  readonly counts: LoadCounts
  /** Pages that were not known before. */
  readonly added: number
  /** From the claim of its job to the end of its transaction. */
  readonly seconds: number
}

/**
 * `turn`: a slice is wanted and waits for a worker. `retry`: the remaining pages are to be requested again. `pace` and
 * `backoff` are the two clocks of the host.
 */
export type HostActivity =
  | { readonly kind: 'working' }
  | {
      readonly kind: 'waiting'
      readonly until: Date
      readonly because: 'turn' | 'retry' | 'pace' | 'backoff'
    }
  | { readonly kind: 'parked'; readonly reason: string }
  | { readonly kind: 'done' }

/** One observer that passes every event on to all of them, in order. */
export function observers(all: readonly CrawlObserver[]): CrawlObserver {
  return {
    exchanged(exchange) {
      for (const one of all) one.exchanged?.(exchange)
    },
    visited(page) {
      for (const one of all) one.visited?.(page)
    },
    progressed(progress) {
      for (const one of all) one.progressed?.(progress)
    },
    hostIs(hostGroup, activity) {
      for (const one of all) one.hostIs?.(hostGroup, activity)
    },
    committed(slice) {
      for (const one of all) one.committed?.(slice)
    },
    leaseLost(hostGroup) {
      for (const one of all) one.leaseLost?.(hostGroup)
    },
  }
}
