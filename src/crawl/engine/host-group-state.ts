/** What a run remembers of its host groups while it works: whether a host group still answers, and whether it must stop. */
import type { Clock } from '../../model/clock.ts'
import type { FailReason } from '../../model/visit-outcome.ts'
import type { HostGroupEnd } from '../politeness/host-store.ts'
import type { Visit } from '../visit/visit.ts'

/** DESIGN.md: a host stalled for 15 minutes is parked; the frontier is kept. */
const longestStallMs = 15 * 60_000
/** A host that has not answered this run at all is not waited for like one that did. */
const firstAnswerWithinMs = 30_000
/** Connections refused or timed out in a row, after which it is the host and not the page. */
const unreachableAfter = 3

/** Failures that tell of the host. A robots.txt out of reach and a 429 have blocked it already. */
const ofTheHost: ReadonlySet<string> = new Set<FailReason>(['dns', 'connect', 'tls', 'timeout', 'disconnect'])

export class HostGroupState {
  readonly hostGroup: string
  readonly #clock: Clock
  readonly #since: number
  #answeredAt: number | null = null
  #failuresInARow = 0
  /** Set once: the run asks this host group nothing more. */
  end: HostGroupEnd | null = null
  /** What the host was last blocked for, for the person who reads that it is parked. */
  lastTrouble = 'in the pause that an earlier run began'

  constructor(hostGroup: string, clock: Clock) {
    this.hostGroup = hostGroup
    this.#clock = clock
    this.#since = clock.now().getTime()
  }

  /** Notes a visit; true when the host, rather than the page, is out of reach. */
  note(visit: Visit): boolean {
    const { reading } = visit
    const outcome = reading.kind === 'ended' ? reading.outcome : null
    if (outcome?.kind === 'retry' || outcome?.kind === 'failed') {
      this.lastTrouble = [outcome.reason, visit.detail].filter((part) => part !== null).join(': ')
    }
    // A capture is an answer; a 429 or 503 is one that keeps us waiting.
    const answered =
      visit.captureId !== null && !(outcome?.kind === 'retry' && outcome.reason === 'rate-limited')
    if (answered) {
      this.#answeredAt = this.#clock.now().getTime()
      this.#failuresInARow = 0
      return false
    }
    if (outcome === null || !('reason' in outcome) || !ofTheHost.has(outcome.reason)) return false
    this.#failuresInARow += 1
    return this.#failuresInARow >= (this.#answeredAt === null ? 1 : unreachableAfter)
  }

  /** Whether a block until then is longer than the run waits. */
  isStalled(blockedUntil: Date, runEndsAt: Date | null): boolean {
    const patience =
      this.#answeredAt === null ? this.#since + firstAnswerWithinMs : this.#answeredAt + longestStallMs
    return blockedUntil.getTime() > Math.min(patience, runEndsAt?.getTime() ?? Number.POSITIVE_INFINITY)
  }
}
