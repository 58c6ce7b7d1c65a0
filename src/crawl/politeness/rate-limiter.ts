/**
 * The rate limiter: every request needs its permit. Each host group has two clocks, both in `crawl.host` so that
 * restarts and other workers keep them: the pace (`next_allowed_at`) and the back-off (`backoff_until`). They are never
 * merged: recomputing the pace must not shorten a back-off.
 */
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { type Clock, slept } from '../../model/clock.ts'
import { slowGapMs, smoothedAnswer } from './adaptive-pace.ts'
import { afterIncident } from './backoff.ts'
import { HostClock } from './host-clock.ts'
import { addHost, claimStart, hostRow, putOffStart, saveBackoff, saveCrawlDelay } from './pace-store.ts'

export interface RateLimiterOptions {
  readonly db: Kysely<Database>
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Requests a second for a host group; `unlimited` skips the pace, never the back-off. */
  readonly rate: number | 'unlimited'
  /** Rates of host groups that have one of their own, in requests a second. */
  readonly rateOf?: ReadonlyMap<string, number>
  /** Whether `clock` tells real time, as the database's does (`HostClock`). */
  readonly isRealTime?: boolean
  /** Milliseconds, from a clock that never jumps. By default that of the process; `clock` where that is no real time. */
  readonly monotonic?: () => number
}

/** `granted`: send the request now. `wait`: not before `until`. `stopped`: the run is being stopped. */
export type Permit =
  | { readonly kind: 'granted'; readonly at: Date }
  | { readonly kind: 'wait'; readonly until: Date; readonly because: 'pace' | 'backoff' }
  | { readonly kind: 'stopped' }

export interface AcquireRequest {
  readonly hostGroup: string
  /** The latest start worth waiting for; null: wait as long as the pace asks. A back-off is never waited for here. */
  readonly latest: Date | null
  readonly signal: AbortSignal
}

/**
 * What this process knows of a host group, in milliseconds of its monotonic clock: a system clock that jumps must neither
 * shorten a gap nor lengthen one. -Infinity: unknown.
 */
interface KnownClocks {
  next: number
  /**
   * What this process last wrote as `next_allowed_at`, in the host's time: while the row still has it, no other worker
   * has sent a request.
   */
  claimed: Date | null
  blocked: number
  lastStart: Moment | null
  crawlDelaySeconds: number | null
  /** How long answers take of late, in seconds; null before the first. */
  answerSeconds: number | null
}

/** One look at both clocks. */
interface Moment {
  readonly date: Date
  /** By the monotonic clock. */
  readonly ms: number
}

const unknown = Number.NEGATIVE_INFINITY

/** Additive only: Scrapy's 0.5-1.5 breaks the minimum that it promises. */
export const jitter = 0.5

/**
 * A claim is stamped before its request starts, and the next worker counts from the claim. So a claim allows for a start
 * this much later; if writing it took longer, it is made again.
 */
const slackMs = 100
export const longestSlackMs = 10_000

export class RateLimiter {
  readonly #options: RateLimiterOptions
  /** By host group. The database decides; this saves queries. */
  readonly #known = new Map<string, KnownClocks>()
  readonly #time = new HostClock()

  constructor(options: RateLimiterOptions) {
    this.#options = options
  }

  /** Waits for the pace, then claims the start of one request: in the database first, so that the claim survives a kill. */
  async acquire({ hostGroup, latest, signal }: AcquireRequest): Promise<Permit> {
    const { clock, random } = this.#options
    const rate = this.#rateOf(hostGroup)
    let known = this.#known.get(hostGroup) ?? (await this.#learn(hostGroup))
    let slack = slackMs
    for (;;) {
      if (signal.aborted) return { kind: 'stopped' }
      const now = this.#look()
      if (known.blocked > now.ms) {
        return { kind: 'wait', until: dateOf(known.blocked, now), because: 'backoff' }
      }
      if (rate === 'unlimited') return { kind: 'granted', at: now.date }
      if (known.next > now.ms) {
        const until = dateOf(known.next, now)
        if (latest !== null && until > latest) return { kind: 'wait', until, because: 'pace' }
        if (!(await slept(clock, known.next - now.ms, signal))) return { kind: 'stopped' }
        continue
      }
      const gap = Math.ceil(gapMs(known, rate) * (1 + jitter * random()))
      if (!(await this.#claim(hostGroup, known, now, slack + gap))) {
        known = await this.#learnAgain(hostGroup, known)
        continue
      }
      const start = this.#look()
      if (start.ms - now.ms > slack) {
        slack = Math.min(longestSlackMs, slack * 2)
        continue
      }
      // Its own start this process knows exactly: the gap counts from start to start.
      known.lastStart = start
      known.next = start.ms + gap
      return { kind: 'granted', at: start.date }
    }
  }

  /**
   * Records when the request was really sent: connecting may delay it, and the site counts the gap from there. `seconds`: how
   * long its answer took. A host that has become slow is asked less often.
   */
  async sent(hostGroup: string, at: Date, seconds = 0): Promise<void> {
    const known = this.#known.get(hostGroup)
    if (known === undefined || known.lastStart === null) return
    known.answerSeconds = smoothedAnswer(known.answerSeconds, seconds)
    const before = known.next
    const late = lateBy(known.lastStart, at, this.#look())
    if (late > 0) {
      known.lastStart = { date: at, ms: known.lastStart.ms + late }
      known.next += late
    }
    known.next = Math.max(known.next, known.lastStart.ms + slowGapMs(known.answerSeconds))
    if (known.next === before) return
    if (known.claimed === null || this.#onHost(known.next) > known.claimed)
      await this.handOver(this.#options.db, hostGroup)
  }

  /** Sets the Crawl-delay in seconds; null: none. It applies from the request that fetched robots.txt. */
  async setCrawlDelay(hostGroup: string, seconds: number | null): Promise<void> {
    const known = this.#known.get(hostGroup) ?? (await this.#learn(hostGroup))
    known.crawlDelaySeconds = seconds
    if (known.lastStart !== null)
      known.next = Math.max(known.next, known.lastStart.ms + (seconds ?? 0) * 1000)
    await saveCrawlDelay(this.#options.db, hostGroup, seconds)
    await this.handOver(this.#options.db, hostGroup)
  }

  /** Backs off after a 429 or 503, or when a host is out of reach. Returns the end of the back-off. */
  async block(
    hostGroup: string,
    incident: { readonly requestSentAt: Date; readonly retryAfter: Date | null },
  ): Promise<Date> {
    const known = this.#known.get(hostGroup) ?? (await this.#learn(hostGroup))
    const now = this.#look()
    const onHost = (date: Date) => this.#onHost(now.ms + date.getTime() - now.date.getTime())
    const { requestSentAt, retryAfter } = incident
    const state = await this.#options.db.transaction().execute(async (trx) => {
      const row = await hostRow(trx, hostGroup, { lock: true })
      this.#noteTime(now.ms, row.databaseNow)
      const next = afterIncident(row, {
        at: this.#onHost(now.ms),
        requestSentAt: onHost(requestSentAt),
        retryAfter: retryAfter === null ? null : onHost(retryAfter),
      })
      await saveBackoff(trx, hostGroup, next)
      return next
    })
    known.blocked = Math.max(known.blocked, this.#fromHost(state.backoffUntil))
    return dateOf(known.blocked, now)
  }

  /** The two clocks of a host group, as far as this process knows. */
  async clocks(db: Kysely<Database>, hostGroup: string): Promise<{ blockedUntil: Date; nextStart: Date }> {
    const known = this.#known.get(hostGroup) ?? (await this.#learn(hostGroup, db))
    const now = this.#look()
    return { blockedUntil: dateOf(known.blocked, now), nextStart: dateOf(known.next, now) }
  }

  /**
   * Writes this process's exact next start to the database, in the slice's transaction: the next worker must count from
   * the time of the last request.
   */
  async handOver(db: Kysely<Database>, hostGroup: string): Promise<void> {
    const known = this.#known.get(hostGroup)
    if (known === undefined || known.next === unknown) return
    const next = this.#onHost(known.next)
    const stored = await putOffStart(db, hostGroup, next)
    // Ours only if no other worker has moved it: another worker's claim must be read before this one's next.
    if (stored?.getTime() === next.getTime()) known.claimed = next
  }

  #look(): Moment {
    const { clock, monotonic, isRealTime } = this.#options
    const date = clock.now()
    const ms = monotonic?.() ?? (isRealTime === true ? performance.now() : date.getTime())
    return { date, ms }
  }

  #onHost(ms: number): Date {
    return new Date(Math.ceil(this.#time.toHost(ms)))
  }

  #fromHost(at: Date | null): number {
    return at === null ? unknown : this.#time.fromHost(at.getTime())
  }

  #rateOf(hostGroup: string): number | 'unlimited' {
    return this.#options.rateOf?.get(hostGroup) ?? this.#options.rate
  }

  /**
   * Claims the start of the next request, `forMs` from now, unless another worker has claimed it, changed the Crawl-delay
   * or met a back-off since this one last read the row.
   */
  async #claim(hostGroup: string, known: KnownClocks, now: Moment, forMs: number): Promise<boolean> {
    const { db, isRealTime } = this.#options
    const { claimed, crawlDelaySeconds } = known
    const at = isRealTime === true ? null : now.date
    const row = await claimStart(db, hostGroup, { at, forMs, claimed, crawlDelaySeconds })
    if (row === null) return false
    this.#noteTime(now.ms, row.databaseNow)
    known.claimed = row.nextAllowedAt
    return true
  }

  /** `asked`: when the statement was sent that told `databaseNow`, by the monotonic clock. */
  #noteTime(asked: number, databaseNow: Date): void {
    if (this.#options.isRealTime === true) this.#time.note(asked, databaseNow, this.#look().ms)
  }

  /** Reads the row again after another worker has changed it. What this process knows of its own requests still counts. */
  async #learnAgain(
    hostGroup: string,
    { next, blocked, lastStart, answerSeconds }: KnownClocks,
  ): Promise<KnownClocks> {
    const known = await this.#learn(hostGroup)
    known.next = Math.max(known.next, next)
    known.blocked = Math.max(known.blocked, blocked)
    known.lastStart = lastStart
    known.answerSeconds = answerSeconds
    return known
  }

  async #learn(hostGroup: string, db = this.#options.db): Promise<KnownClocks> {
    await addHost(db, hostGroup)
    const asked = this.#look().ms
    const row = await hostRow(db, hostGroup, { lock: false })
    this.#noteTime(asked, row.databaseNow)
    const known = {
      next: this.#fromHost(row.nextAllowedAt),
      claimed: null,
      blocked: this.#fromHost(row.backoffUntil),
      crawlDelaySeconds: row.crawlDelaySeconds,
      lastStart: null,
      answerSeconds: null,
    }
    this.#known.set(hostGroup, known)
    return known
  }
}

function gapMs({ crawlDelaySeconds }: KnownClocks, rate: number): number {
  return Math.max(1000 / rate, (crawlDelaySeconds ?? 0) * 1000)
}

/** When the clock will show `ms` of the monotonic clock, never too early. */
function dateOf(ms: number, now: Moment): Date {
  return new Date(Math.max(0, Math.ceil(now.date.getTime() + ms - now.ms)))
}

/**
 * By how many milliseconds a request left later than it was granted. Where the clock jumped in between, one of the two ways
 * to count it falls short; it is never longer than the time that has passed.
 */
function lateBy(start: Moment, sentAt: Date, now: Moment): number {
  const passed = now.ms - start.ms
  const sinceSent = now.date.getTime() - sentAt.getTime()
  return Math.min(passed, Math.max(passed - sinceSent, sentAt.getTime() - start.date.getTime()))
}
