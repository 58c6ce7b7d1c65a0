/** `crawl.robots` and `crawl.robots_body`: the last robots.txt of each origin, and every body ever obeyed. */
import { createHash } from 'node:crypto'
import type { Insertable, Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'

export interface RobotsRow {
  readonly hostGroup: string
  readonly fetchedAt: Date
  readonly status: number | null
  /** Why the last answer could not be used; null when it could. */
  readonly failure: string | null
  readonly goodBody: Uint8Array | null
  readonly goodFetchedAt: Date | null
}

export async function robotsRow(db: Kysely<Database>, origin: string): Promise<RobotsRow | null> {
  const row = await db
    .selectFrom('crawl.robots')
    .select([
      'host_group as hostGroup',
      'fetched_at as fetchedAt',
      'status',
      'failure',
      'good_body as goodBody',
      'good_fetched_at as goodFetchedAt',
    ])
    .where('origin', '=', origin)
    .executeTakeFirst()
  return row ?? null
}

/** The good copies of all origins of a host group that were fetched after `since`. */
export async function goodBodies(
  db: Kysely<Database>,
  hostGroup: string,
  since: Date,
): Promise<Uint8Array[]> {
  const rows = await db
    .selectFrom('crawl.robots')
    .select('good_body')
    .where('host_group', '=', hostGroup)
    .where('good_fetched_at', '>', since)
    .execute()
  return rows.flatMap(({ good_body }) => good_body ?? [])
}

/** Records that an origin belongs to another host group than before. */
export async function moveOrigin(db: Kysely<Database>, origin: string, hostGroup: string): Promise<void> {
  await db.updateTable('crawl.robots').set({ host_group: hostGroup }).where('origin', '=', origin).execute()
}

export function robotsDigest(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex')
}

/** Which robots.txt was asked for, and when. */
interface RobotsAsked {
  readonly origin: string
  readonly hostGroup: string
  readonly now: Date
}

export async function saveRules(
  db: Kysely<Database>,
  of: RobotsAsked & { readonly status: number; readonly body: Uint8Array },
): Promise<void> {
  const { now, status, body } = of
  // The body first: a visit may name it as soon as the rules are in force.
  await saveRobotsBody(db, body, now)
  await saveAnswer(db, of, { status, failure: null, body, good_body: body, good_fetched_at: now })
}

export async function saveRobotsFailure(
  db: Kysely<Database>,
  of: RobotsAsked & {
    readonly status: number | null
    readonly detail: string
    readonly body: Uint8Array | null
  },
): Promise<void> {
  const { status, detail, body } = of
  await saveAnswer(db, of, { status, failure: detail, body })
}

async function saveAnswer(
  db: Kysely<Database>,
  { origin, hostGroup, now }: RobotsAsked,
  answer: Omit<Insertable<Database['crawl.robots']>, 'origin' | 'host_group' | 'fetched_at'>,
): Promise<void> {
  const row = { host_group: hostGroup, fetched_at: now, ...answer }
  await db
    .insertInto('crawl.robots')
    .values({ origin, ...row })
    .onConflict((conflict) => conflict.column('origin').doUpdateSet(row))
    .execute()
}

export async function saveRobotsBody(db: Kysely<Database>, body: Uint8Array, now: Date): Promise<void> {
  await db
    .insertInto('crawl.robots_body')
    .values({ robots_digest: robotsDigest(body), body, first_seen_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
