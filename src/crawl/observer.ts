/**
 * What a crawl tells while it works, to whoever looks on: metrics, the progress on a terminal. A collaborator as the log
 * is one; absent, nothing is told and nothing is counted.
 */
import type { LoadCounts } from '../load/load-counts.ts'
import type { VisitOutcome } from '../model/visit-outcome.ts'

export interface CrawlObserver {
  /** A request has ended, robots.txt included. */
  exchanged?(exchange: EndedExchange): void
  /** What a host group is at now; may be told again. */
  hostIs?(hostGroup: string, activity: HostActivity): void
  /** A slice has been committed. */
  committed?(slice: CommittedSlice): void
  /** Another worker has taken the host group over, and a slice was dropped. */
  leaseLost?(hostGroup: string): void
}

export interface EndedExchange {
  readonly hostGroup: string
  /** HTTP status; `blocked` by the address guard before anything was sent, `failed` without a whole answer. */
  readonly answer: number | 'blocked' | 'failed'
  /** Of the body, as received. */
  readonly bytes: number
  readonly seconds: number
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
 * `turn`: a slice is wanted and waits for a worker. `retry`: what is left is to be asked for again. `pace` and `backoff`
 * are the two clocks of the host.
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

/** Tells all of them. */
export function observers(all: readonly CrawlObserver[]): CrawlObserver {
  return {
    exchanged(exchange) {
      for (const one of all) one.exchanged?.(exchange)
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
