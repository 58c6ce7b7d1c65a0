/**
 * robots.txt of an origin, by RFC 9309: asked for through the same gate as any page, kept in `crawl.robots` (the body
 * for audit), and fail-closed: a host whose rules cannot be read is not crawled.
 */
import type { Kysely } from 'kysely'
import { parseRobots, type Robots } from '../fetch/robots.ts'
import { productToken } from '../fetch/user-agent.ts'
import type { Database } from '../load/schema.ts'
import type { Clock } from '../model/clock.ts'
import { askForRobots } from './ask-for-robots.ts'
import type { Exchange, Interruption } from './exchange.ts'
import type { HostGate } from './host-gate.ts'

const refreshedAfterMs = 12 * 60 * 60_000
/** RFC 9309 section 2.4: a cached copy should not be used for more than 24 hours. */
const goodCopyLastsMs = 24 * 60 * 60_000
/** While the last good copy stands in, robots.txt is tried again this often. */
const triedAgainAfterMs = 30 * 60_000
/** A longer Crawl-delay cannot be told from "go away": the host is parked and a person decides. */
const longestCrawlDelaySeconds = 120

export type RobotsAnswer =
  | { readonly kind: 'rules'; readonly robots: Robots }
  | { readonly kind: 'unreachable'; readonly until: Date; readonly detail: string }
  | { readonly kind: 'parked'; readonly reason: string }
  | Interruption

export interface RobotsCacheOptions {
  readonly db: Kysely<Database>
  readonly gate: HostGate
  readonly clock: Clock
}

interface Kept {
  readonly robots: Robots
  readonly until: number
}

export class RobotsCache {
  readonly #options: RobotsCacheOptions
  readonly #kept = new Map<string, Kept>()
  readonly #asking = new Map<string, Promise<RobotsAnswer>>()

  constructor(options: RobotsCacheOptions) {
    this.#options = options
  }

  /** The rules in force for an origin, asked for over `exchange` where the cache has none. */
  async rules(origin: string, scope: string, exchange: Exchange): Promise<RobotsAnswer> {
    const answer = await this.#known(origin, scope, exchange)
    if (answer.kind !== 'rules') return answer
    const delay = answer.robots.crawlDelay(productToken)
    if (delay === null || delay <= longestCrawlDelaySeconds) return answer
    return { kind: 'parked', reason: `robots.txt asks for a Crawl-delay of ${delay} s` }
  }

  async #stored(origin: string): Promise<Kept | null> {
    const row = await this.#options.db
      .selectFrom('crawl.robots')
      .select(['good_body', 'good_fetched_at', 'fetched_at', 'failure'])
      .where('origin', '=', origin)
      .executeTakeFirst()
    if (row?.good_fetched_at == null || row.good_body === null) return null
    const fresh = row.good_fetched_at.getTime() + refreshedAfterMs
    // A failed refresh is not repeated by every process that starts.
    const standsIn =
      row.failure === null
        ? 0
        : Math.min(
            row.fetched_at.getTime() + triedAgainAfterMs,
            row.good_fetched_at.getTime() + goodCopyLastsMs,
          )
    return this.#keep(origin, row.good_body, Math.max(fresh, standsIn))
  }

  /** Several requests in flight to a host wait for one robots.txt. */
  async #known(origin: string, scope: string, exchange: Exchange): Promise<RobotsAnswer> {
    const kept = this.#kept.get(origin)
    if (kept !== undefined && this.#holds(kept)) return { kind: 'rules', robots: kept.robots }
    const asking = this.#asking.get(origin) ?? this.#storedOrAsked(origin, scope, exchange)
    this.#asking.set(origin, asking)
    try {
      return await asking
    } finally {
      this.#asking.delete(origin)
    }
  }

  async #storedOrAsked(origin: string, scope: string, exchange: Exchange): Promise<RobotsAnswer> {
    const stored = await this.#stored(origin)
    if (stored !== null && this.#holds(stored)) return { kind: 'rules', robots: stored.robots }
    return await this.#ask(origin, scope, exchange)
  }

  #holds(kept: Kept): boolean {
    return kept.until > this.#options.clock.now().getTime()
  }

  async #ask(origin: string, scope: string, exchange: Exchange): Promise<RobotsAnswer> {
    const { db, gate, clock } = this.#options
    const answer = await askForRobots(origin, scope, exchange)
    if (answer.kind === 'wait' || answer.kind === 'stopped') return answer
    const now = clock.now()

    if (answer.kind === 'read') {
      const kept = this.#keep(origin, answer.body, now.getTime() + refreshedAfterMs)
      await db
        .insertInto('crawl.robots')
        .values({
          origin,
          scope,
          fetched_at: now,
          status: answer.status,
          body: answer.body,
          good_body: answer.body,
          good_fetched_at: now,
        })
        .onConflict((conflict) =>
          conflict.column('origin').doUpdateSet({
            scope,
            fetched_at: now,
            status: answer.status,
            failure: null,
            body: answer.body,
            good_body: answer.body,
            good_fetched_at: now,
          }),
        )
        .execute()
      await gate.setCrawlDelay(scope, kept.robots.crawlDelay(productToken))
      return { kind: 'rules', robots: kept.robots }
    }

    const failed = {
      scope,
      fetched_at: now,
      status: answer.status,
      failure: answer.detail,
      body: answer.body,
    }
    await db
      .insertInto('crawl.robots')
      .values({ origin, ...failed })
      .onConflict((conflict) => conflict.column('origin').doUpdateSet(failed))
      .execute()
    const standsIn = await this.#stored(origin)
    if (standsIn !== null && this.#holds(standsIn)) return { kind: 'rules', robots: standsIn.robots }
    const until = await gate.block(scope, { requestSentAt: answer.sentAt, retryAfter: answer.retryAfter })
    return { kind: 'unreachable', until, detail: `robots.txt: ${answer.detail}` }
  }

  #keep(origin: string, body: Uint8Array, until: number): Kept {
    const kept = { robots: parseRobots(body), until }
    this.#kept.set(origin, kept)
    return kept
  }
}
