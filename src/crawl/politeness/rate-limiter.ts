/**
 * The rate limiter: every request needs its permit. Each host group has two clocks, both in `crawl.host` so that
 * restarts and other workers keep them: the pace (`next_allowed_at`) and the back-off (`backoff_until`). They are never
 * merged: recomputing the pace must not shorten a back-off.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { type Clock, slept } from '../../model/clock.ts'
import { afterIncident, type BackoffState } from './backoff.ts'
import { HostClock } from './host-clock.ts'

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

/** What this process knows of a host group, in milliseconds since the epoch by its own clock; 0: unknown. */
interface KnownClocks {
  next: number
  /**
   * What this process last wrote as `next_allowed_at`, in the host's time: while the row still has it, no other worker
   * has sent a request.
   */
  claimed: number
  blocked: number
  lastStart: number
  crawlDelaySeconds: number | null
}

interface HostRow extends BackoffState {
  readonly databaseNow: Date
  readonly nextAllowedAt: Date | null
  readonly crawlDelaySeconds: number | null
}

const databaseNow = sql<Date>`clock_timestamp()`.as('databaseNow')

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
      const now = clock.now().getTime()
      if (known.blocked > now) return { kind: 'wait', until: new Date(known.blocked), because: 'backoff' }
      if (rate === 'unlimited') return { kind: 'granted', at: new Date(now) }
      if (known.next > now) {
        if (latest !== null && known.next > latest.getTime()) {
          return { kind: 'wait', until: new Date(known.next), because: 'pace' }
        }
        if (!(await slept(clock, known.next - now, signal))) return { kind: 'stopped' }
        continue
      }
      const gap = Math.ceil(gapMs(known, rate) * (1 + jitter * random()))
      const claimed = await this.#claim(hostGroup, known, now, now + slack + gap)
      if (claimed === null) {
        known = await this.#learnAgain(hostGroup, known)
        continue
      }
      known.claimed = claimed
      const at = clock.now()
      if (at.getTime() - now > slack) {
        slack = Math.min(longestSlackMs, slack * 2)
        continue
      }
      // Its own start this process knows exactly: the gap counts from start to start.
      known.lastStart = at.getTime()
      known.next = at.getTime() + gap
      return { kind: 'granted', at }
    }
  }

  /** Records when the request was really sent: connecting may delay it, and the site counts the gap from there. */
  async sent(hostGroup: string, at: Date): Promise<void> {
    const known = this.#known.get(hostGroup)
    if (known === undefined) return
    const late = at.getTime() - known.lastStart
    if (known.lastStart === 0 || late <= 0) return
    known.lastStart += late
    known.next += late
    if (this.#time.toHost(known.next) > known.claimed) await this.handOver(this.#options.db, hostGroup)
  }

  /** Sets the Crawl-delay in seconds; null: none. It applies from the request that fetched robots.txt. */
  async setCrawlDelay(hostGroup: string, seconds: number | null): Promise<void> {
    const known = this.#known.get(hostGroup) ?? (await this.#learn(hostGroup))
    known.crawlDelaySeconds = seconds
    if (known.lastStart > 0) known.next = Math.max(known.next, known.lastStart + (seconds ?? 0) * 1000)
    await this.#options.db
      .updateTable('crawl.host')
      .set({ crawl_delay_seconds: seconds })
      .where('host_group', '=', hostGroup)
      .execute()
    await this.handOver(this.#options.db, hostGroup)
  }

  /** Backs off after a 429 or 503, or when a host is out of reach. Returns the end of the back-off. */
  async block(
    hostGroup: string,
    incident: { readonly requestSentAt: Date; readonly retryAfter: Date | null },
  ): Promise<Date> {
    const known = this.#known.get(hostGroup) ?? (await this.#learn(hostGroup))
    const at = this.#options.clock.now()
    const { requestSentAt, retryAfter } = incident
    const met = {
      at: this.#onHost(at),
      requestSentAt: this.#onHost(requestSentAt),
      retryAfter: retryAfter === null ? null : this.#onHost(retryAfter),
    }
    const state = await this.#options.db.transaction().execute(async (trx) => {
      const row = await hostRow(trx, hostGroup, { lock: true })
      const next = afterIncident(row, met)
      await trx
        .updateTable('crawl.host')
        .set({
          backoff_until: next.backoffUntil,
          backoff_step: next.backoffStep,
          last_incident_at: next.lastIncidentAt,
        })
        .where('host_group', '=', hostGroup)
        .execute()
      return next
    })
    known.blocked = this.#time.fromHost((state.backoffUntil ?? met.at).getTime())
    return new Date(known.blocked)
  }

  /** The two clocks of a host group, as far as this process knows. */
  async clocks(db: Kysely<Database>, hostGroup: string): Promise<{ blockedUntil: Date; nextStart: Date }> {
    const known = this.#known.get(hostGroup) ?? (await this.#learn(hostGroup, db))
    return { blockedUntil: new Date(known.blocked), nextStart: new Date(known.next) }
  }

  /**
   * Writes this process's exact next start to the database, in the slice's transaction: the next worker must count from
   * the time of the last request.
   */
  async handOver(db: Kysely<Database>, hostGroup: string): Promise<void> {
    const known = this.#known.get(hostGroup)
    if (known === undefined || known.next === 0) return
    const next = this.#onHost(new Date(known.next))
    const { rows } = await sql<{ next: Date }>`
      update crawl.host set next_allowed_at = greatest(next_allowed_at, ${next}::timestamptz)
      where host_group = ${hostGroup} returning next_allowed_at as next
    `.execute(db)
    // Ours only if no other worker has moved it: another worker's claim must be read before this one's next.
    if (rows[0]?.next.getTime() === next.getTime()) known.claimed = next.getTime()
  }

  #onHost(at: Date): Date {
    return new Date(this.#time.toHost(at.getTime()))
  }

  #fromHost(at: Date | null): number {
    return at === null ? 0 : this.#time.fromHost(at.getTime())
  }

  #rateOf(hostGroup: string): number | 'unlimited' {
    return this.#options.rateOf?.get(hostGroup) ?? this.#options.rate
  }

  /**
   * Claims the next start, unless another worker has claimed it, changed the Crawl-delay or met a back-off since this one
   * last read the row. Returns the time written; null where nothing was claimed.
   */
  async #claim(hostGroup: string, known: KnownClocks, now: number, until: number): Promise<number | null> {
    const { db, clock } = this.#options
    const claimed = this.#time.toHost(until)
    const past = new Date(this.#time.pastOnHost(now))
    const row = await db
      .updateTable('crawl.host')
      .set({ next_allowed_at: new Date(claimed) })
      .where('host_group', '=', hostGroup)
      .where((eb) =>
        eb.or([
          eb('next_allowed_at', 'is', null),
          eb('next_allowed_at', '<=', past),
          eb('next_allowed_at', '=', new Date(known.claimed)),
        ]),
      )
      .where((eb) => eb.or([eb('backoff_until', 'is', null), eb('backoff_until', '<=', past)]))
      .where('crawl_delay_seconds', 'is not distinct from', known.crawlDelaySeconds)
      .returning(databaseNow)
      .executeTakeFirst()
    if (row === undefined) return null
    this.#noteTime(now, row.databaseNow, clock.now())
    return claimed
  }

  #noteTime(asked: number, told: Date, heard: Date): void {
    if (this.#options.isRealTime === true) this.#time.note(asked, told, heard.getTime())
  }

  /** Reads the row again after another worker has changed it. What this process knows of its own requests still counts. */
  async #learnAgain(hostGroup: string, { next, lastStart }: KnownClocks): Promise<KnownClocks> {
    const known = await this.#learn(hostGroup)
    known.next = Math.max(known.next, next)
    known.lastStart = lastStart
    return known
  }

  async #learn(hostGroup: string, db = this.#options.db): Promise<KnownClocks> {
    await db
      .insertInto('crawl.host')
      .values({ host_group: hostGroup })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const { clock } = this.#options
    const asked = clock.now().getTime()
    const row = await hostRow(db, hostGroup, { lock: false })
    this.#noteTime(asked, row.databaseNow, clock.now())
    const known = {
      next: this.#fromHost(row.nextAllowedAt),
      claimed: 0,
      blocked: this.#fromHost(row.backoffUntil),
      crawlDelaySeconds: row.crawlDelaySeconds,
      lastStart: 0,
    }
    this.#known.set(hostGroup, known)
    return known
  }
}

function gapMs({ crawlDelaySeconds }: KnownClocks, rate: number): number {
  return Math.max(1000 / rate, (crawlDelaySeconds ?? 0) * 1000)
}

async function hostRow(
  db: Kysely<Database>,
  hostGroup: string,
  { lock }: { lock: boolean },
): Promise<HostRow> {
  const query = db
    .selectFrom('crawl.host')
    .select([
      'next_allowed_at as nextAllowedAt',
      'backoff_until as backoffUntil',
      'backoff_step as backoffStep',
      'last_incident_at as lastIncidentAt',
      'crawl_delay_seconds as crawlDelaySeconds',
      databaseNow,
    ])
    .where('host_group', '=', hostGroup)
  return (lock ? query.forUpdate() : query).executeTakeFirstOrThrow()
}
