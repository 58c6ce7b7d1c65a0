/**
 * The robots.txt rules of each origin, by RFC 9309: fetched through the same rate limiter as any page, stored in
 * `crawl.robots` (the body for audit), and fail-closed: a host whose rules cannot be read is not crawled.
 */
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import type { Robots } from '../../fetch/robots.ts'
import { productToken } from '../../fetch/user-agent.ts'
import type { Clock } from '../../model/clock.ts'
import type { Reader, Undone } from '../../workers/tasks.ts'
import { defaultMaxCrawlDelay } from '../options.ts'
import { fetchRobots, type RobotsFetch } from './fetch-robots.ts'
import { hostGroupOf } from './host-group.ts'
import type { Interruption, PacedExchange } from './paced-exchange.ts'
import type { RateLimiter } from './rate-limiter.ts'
import {
  goodBodies,
  moveOrigin,
  robotsDigest,
  robotsRow,
  saveRobotsBody,
  saveRobotsFailure,
  saveRules,
} from './robots-store.ts'

const refreshedAfterMs = 12 * 60 * 60_000
/** RFC 9309 section 2.4: a cached copy should not be used for more than 24 hours. */
const goodCopyLastsMs = 24 * 60 * 60_000
/** While robots.txt is out of reach and the last good copy is in force, it is tried again this often. */
const robotsRetryMs = 30 * 60_000

/** The rules in force for an origin. */
export interface RulesInForce {
  readonly robots: Robots
  /** Their key in `crawl.robots_body`. */
  readonly digest: string
  readonly fetchedAt: Date
  /** When robots.txt is fetched again. */
  readonly until: Date
}

export type RobotsAnswer =
  | ({ readonly kind: 'rules' } & RulesInForce)
  | { readonly kind: 'unreachable'; readonly until: Date; readonly detail: string }
  | { readonly kind: 'blocked'; readonly detail: string }
  | { readonly kind: 'parked'; readonly reason: string }
  | Interruption

export interface RobotsCacheOptions {
  readonly db: Kysely<Database>
  readonly rateLimiter: RateLimiter
  readonly clock: Clock
  /** Parses robots.txt, in threads of its own. */
  readonly reader: Pick<Reader, 'robots'>
  /** Seconds: a longer Crawl-delay parks the host group. */
  readonly maxCrawlDelay?: (hostGroup: string) => number
  /** The host group of another host that robots.txt redirects to. */
  readonly groupOf?: (url: string) => string
}

type ParsedFetch =
  | { readonly kind: 'read'; readonly status: number; readonly body: Uint8Array; readonly robots: Robots }
  | Exclude<RobotsFetch, { kind: 'read' }>

export class RobotsCache {
  readonly #options: Required<RobotsCacheOptions>
  readonly #kept = new Map<string, RulesInForce>()
  readonly #asking = new Map<string, Promise<RobotsAnswer>>()

  constructor(options: RobotsCacheOptions) {
    this.#options = { maxCrawlDelay: () => defaultMaxCrawlDelay, groupOf: hostGroupOf, ...options }
  }

  /** The rules to crawl by, fetched through `exchange` where the cache has none; `parked` when the Crawl-delay is too long. */
  async rules(origin: string, hostGroup: string, exchange: PacedExchange): Promise<RobotsAnswer> {
    const answer = await this.inForce(origin, hostGroup, exchange)
    if (answer.kind !== 'rules') return answer
    const delay = answer.robots.crawlDelay(productToken)
    if (delay === null || delay <= this.#options.maxCrawlDelay(hostGroup)) return answer
    return { kind: 'parked', reason: `robots.txt asks for a Crawl-delay of ${delay} s` }
  }

  /** The rules in force, whatever their Crawl-delay. Concurrent callers of one origin share one request. */
  async inForce(origin: string, hostGroup: string, exchange: PacedExchange): Promise<RobotsAnswer> {
    const kept = this.#kept.get(origin)
    if (kept !== undefined && this.#holds(kept)) return { kind: 'rules', ...kept }
    const asking = this.#asking.get(origin) ?? this.#storedOrAsked(origin, hostGroup, exchange)
    this.#asking.set(origin, asking)
    try {
      return await asking
    } finally {
      this.#asking.delete(origin)
    }
  }

  async #storedOrAsked(origin: string, hostGroup: string, exchange: PacedExchange): Promise<RobotsAnswer> {
    const stored = await this.#stored(origin, hostGroup)
    if (stored !== null && this.#holds(stored)) return { kind: 'rules', ...stored }
    return await this.#ask(origin, hostGroup, exchange)
  }

  #holds({ until }: RulesInForce): boolean {
    return until.getTime() > this.#options.clock.now().getTime()
  }

  async #stored(origin: string, hostGroup: string): Promise<RulesInForce | null> {
    const { db } = this.#options
    const row = await robotsRow(db, origin)
    if (row?.goodFetchedAt == null || row.goodBody === null) return null
    const freshUntil = row.goodFetchedAt.getTime() + refreshedAfterMs
    // A failed refresh is not repeated by every process that starts.
    const staleUntil =
      row.failure === null
        ? 0
        : Math.min(row.fetchedAt.getTime() + robotsRetryMs, row.goodFetchedAt.getTime() + goodCopyLastsMs)
    const until = new Date(Math.max(freshUntil, staleUntil))
    await saveRobotsBody(db, row.goodBody, row.goodFetchedAt)
    if (row.hostGroup !== hostGroup) {
      await moveOrigin(db, origin, hostGroup)
      await this.#updateCrawlDelay(hostGroup)
    }
    const robots = await this.#parsed(row.goodBody)
    if ('reason' in robots) return null
    return this.#keep(origin, {
      robots,
      digest: robotsDigest(row.goodBody),
      fetchedAt: row.goodFetchedAt,
      until,
    })
  }

  async #ask(origin: string, hostGroup: string, exchange: PacedExchange): Promise<RobotsAnswer> {
    const { db, rateLimiter, clock } = this.#options
    const answer = await this.#fetched(origin, hostGroup, exchange)
    if (answer.kind === 'wait' || answer.kind === 'stopped' || answer.kind === 'blocked') return answer
    const now = clock.now()
    if (answer.kind === 'read') {
      const { robots, body, status } = answer
      await saveRules(db, { origin, hostGroup, now, body, status })
      const until = new Date(now.getTime() + refreshedAfterMs)
      const kept = this.#keep(origin, { robots, digest: robotsDigest(body), fetchedAt: now, until })
      await this.#updateCrawlDelay(hostGroup)
      return { kind: 'rules', ...kept }
    }
    await saveRobotsFailure(db, { origin, hostGroup, now, ...answer })
    const lastGood = await this.#stored(origin, hostGroup)
    if (lastGood !== null && this.#holds(lastGood)) return { kind: 'rules', ...lastGood }
    const until = await rateLimiter.block(hostGroup, {
      requestSentAt: answer.sentAt,
      retryAfter: answer.retryAfter,
    })
    return { kind: 'unreachable', until, detail: `robots.txt: ${answer.detail}` }
  }

  /** A host group of several origins obeys the longest Crawl-delay among them. */
  async #updateCrawlDelay(hostGroup: string): Promise<void> {
    const { db, rateLimiter, clock } = this.#options
    const since = new Date(clock.now().getTime() - goodCopyLastsMs)
    const bodies = await goodBodies(db, hostGroup, since)
    const parsed = await Promise.all(bodies.map((body) => this.#parsed(body)))
    const delays = parsed.map((robots) => ('reason' in robots ? 0 : (robots.crawlDelay(productToken) ?? 0)))
    const longest = Math.max(0, ...delays)
    await rateLimiter.setCrawlDelay(hostGroup, longest === 0 ? null : longest)
  }

  /** A file that cannot be parsed is one that cannot be had: nothing is allowed (RFC 9309, section 2.3.1.4). */
  async #fetched(origin: string, hostGroup: string, exchange: PacedExchange): Promise<ParsedFetch> {
    const answer = await fetchRobots(origin, hostGroup, exchange, this.#options.groupOf, this.#options.clock)
    if (answer.kind !== 'read') return answer
    const { status, body } = answer
    const robots = await this.#parsed(body)
    if (!('reason' in robots)) return { kind: 'read', status, body, robots }
    const sentAt = this.#options.clock.now()
    return { kind: 'failed', status, detail: robots.detail, body: null, sentAt, retryAfter: null }
  }

  async #parsed(body: Uint8Array): Promise<Robots | Undone> {
    return await this.#options.reader.robots(() => Uint8Array.from(body))
  }

  #keep(origin: string, rules: RulesInForce): RulesInForce {
    this.#kept.set(origin, rules)
    return rules
  }
}
