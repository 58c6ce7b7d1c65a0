/**
 * Reads ahead: visits pages of a host group's next slice while the last one is being committed, so that neither the
 * network nor the parser waits for the database. Only for hosts without a pace: a paced host waits for longer than any
 * commit takes. What is read ahead counts in the next slice, which notes it before it requests anything.
 */
import type { Lease } from '../../queue/lease.ts'
import type { DriftMonitor } from '../drift/drift-monitor.ts'
import type { FrontierPage } from '../frontier/frontier.ts'
import type { VisitResult } from '../visit/visit.ts'
import { inLanes } from './lanes.ts'
import { type SliceDeps, visitReserved } from './slice.ts'

/** Under which job pages are read ahead, and what ends it. */
export interface ReadAheadOptions {
  readonly hostGroup: string
  readonly lease: Pick<Lease, 'holds'>
  /**
   * Judges the pages as the slice will, and saves nothing: reading ahead ends where the slice would stop the host. It has noted
   * the slice that is being committed.
   */
  readonly judge: Pick<DriftMonitor, 'note' | 'checkDrift'>
}

/** Pages of the next slice being visited. */
export class ReadAhead {
  /** Visits so far, none of them committed. */
  readonly results: VisitResult[] = []
  readonly #done: Promise<void>
  #isEnding = false
  #failure: { readonly error: unknown } | null = null

  /** Begins at once. */
  constructor(pages: readonly FrontierPage[], options: ReadAheadOptions, parts: SliceDeps) {
    this.#done = this.#visit(pages, options, parts).catch((error: unknown) => {
      this.#failure = { error }
    })
  }

  /** What the database or the archive threw; null so far. */
  get failure(): { readonly error: unknown } | null {
    return this.#failure
  }

  /** Begins no further page, and waits for those in flight. Never throws: see `failure`. */
  async end(): Promise<void> {
    this.#isEnding = true
    await this.#done
  }

  async #visit(
    pages: readonly FrontierPage[],
    { hostGroup, lease, judge }: ReadAheadOptions,
    parts: SliceDeps,
  ): Promise<void> {
    const { budget, clock, signal } = parts
    let next = 0
    const lane = async (): Promise<void> => {
      for (;;) {
        const page = pages[next]
        if (page === undefined || this.#isEnding || signal.aborted || !lease.holds) return
        if (budget.reserve(1, hostGroup) === 0) return
        next += 1
        const result = await visitReserved(page, { lease, latest: budget.endsAt }, parts)
        this.results.push(result)
        for (const visit of result.visits) judge.note(visit)
        if (hasFailed(result) || judge.checkDrift(clock.now()) !== null) this.#isEnding = true
      }
    }
    const stop = () => {
      this.#isEnding = true
    }
    await inLanes(parts.maxConcurrency(hostGroup), lane, stop)
  }
}

/** Whether the host may be in trouble: the slice decides what follows. */
export function hasFailed({ interrupted, visits }: VisitResult): boolean {
  return (
    interrupted !== null ||
    visits.some(
      ({ reading }) =>
        reading.kind === 'ended' && (reading.outcome.kind === 'retry' || reading.outcome.kind === 'failed'),
    )
  )
}
