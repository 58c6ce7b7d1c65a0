/** A run's memory of one host group: whether it still answers, and whether the run must stop requesting it. */
import { RefusalStreak } from '../../load/refusal-streak.ts'
import type { Clock } from '../../model/clock.ts'
import type { FailReason } from '../../model/visit-outcome.ts'
import type { HostGroupEnd } from '../politeness/host-store.ts'
import type { Visit } from '../visit/visit.ts'

/** A host that has not answered for 15 minutes is parked; its pages stay in the frontier. */
const longestStallMs = 15 * 60_000
/** Patience with a host that has not answered this run yet. */
const firstAnswerWithinMs = 30_000
/** Failed connections in a row after which the host, not the page, is at fault. */
const unreachableAfter = 3

/** Failures of the host. An unreachable robots.txt and a 429 have blocked it already. */
const ofTheHost: ReadonlySet<string> = new Set<FailReason>(['dns', 'connect', 'tls', 'timeout', 'disconnect'])

export class HostGroupState {
  readonly hostGroup: string
  readonly #clock: Clock
  readonly #since: number
  #answeredAt: number | null = null
  #failuresInARow = 0
  /** Once set, the run requests nothing more of this host group. */
  end: HostGroupEnd | null = null
  /** Counts the records that the database refused since it last accepted one. */
  refusals = new RefusalStreak()
  /** Why the host was last blocked: part of the reason shown when it is parked. */
  lastTrouble = 'in a back-off that began in an earlier run'

  constructor(hostGroup: string, clock: Clock) {
    this.hostGroup = hostGroup
    this.#clock = clock
    this.#since = clock.now().getTime()
  }

  /** Notes a visit; true when the host itself, not the page, is unreachable. */
  note(visit: Visit): boolean {
    const { reading } = visit
    const outcome = reading.kind === 'ended' ? reading.outcome : null
    if (outcome?.kind === 'retry' || outcome?.kind === 'failed') {
      this.lastTrouble = [outcome.reason, visit.detail].filter((part) => part !== null).join(': ')
    }
    // A capture is an answer; a 429 or 503 is not, because it postpones the page.
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

  /** Whether the host is blocked for longer than the run waits. */
  isStalled(blockedUntil: Date, runEndsAt: Date | null): boolean {
    const patience =
      this.#answeredAt === null ? this.#since + firstAnswerWithinMs : this.#answeredAt + longestStallMs
    return blockedUntil.getTime() > Math.min(patience, runEndsAt?.getTime() ?? Number.POSITIVE_INFINITY)
  }
}
