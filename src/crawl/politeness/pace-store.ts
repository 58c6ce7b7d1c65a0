/** The pace and the back-off of a host group as `crawl.host` keeps them: the statements of the rate limiter. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import type { BackoffState } from './backoff.ts'

interface HostRow extends BackoffState {
  readonly databaseNow: Date
  readonly nextAllowedAt: Date | null
  readonly crawlDelaySeconds: number | null
}

const databaseNow = sql<Date>`clock_timestamp()`.as('databaseNow')

/** Adds the row of a host group that has none. */
export async function addHost(db: Kysely<Database>, hostGroup: string): Promise<void> {
  await db
    .insertInto('crawl.host')
    .values({ host_group: hostGroup })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function hostRow(
  db: Kysely<Database>,
  hostGroup: string,
  { lock }: { readonly lock: boolean },
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

/**
 * Puts the next start off to `forMs` from now, if the row says that a request may start now, or still has what this worker
 * wrote (`claimed`). `at`: now; null: by the database's own clock, whatever a worker's clock shows. Null where the row says
 * otherwise, or has another Crawl-delay.
 */
export async function claimStart(
  db: Kysely<Database>,
  hostGroup: string,
  by: {
    readonly at: Date | null
    readonly forMs: number
    readonly claimed: Date | null
    readonly crawlDelaySeconds: number | null
  },
): Promise<{ readonly nextAllowedAt: Date; readonly databaseNow: Date } | null> {
  const now = by.at === null ? sql<Date>`clock_timestamp()` : sql<Date>`${by.at}::timestamptz`
  // Whole milliseconds, rounded up: a worker compares what it wrote.
  const from = by.at === null ? sql<Date>`date_trunc('milliseconds', ${now}) + interval '1 millisecond'` : now
  const row = await db
    .updateTable('crawl.host')
    .set({ next_allowed_at: sql<Date>`${from} + make_interval(secs => ${by.forMs / 1000}::float8)` })
    .where('host_group', '=', hostGroup)
    .where((eb) =>
      eb.or([
        eb('next_allowed_at', 'is', null),
        eb('next_allowed_at', '<=', now),
        ...(by.claimed === null ? [] : [eb('next_allowed_at', '=', by.claimed)]),
      ]),
    )
    .where((eb) => eb.or([eb('backoff_until', 'is', null), eb('backoff_until', '<=', now)]))
    .where('crawl_delay_seconds', 'is not distinct from', by.crawlDelaySeconds)
    .returning(['next_allowed_at as nextAllowedAt', databaseNow])
    .executeTakeFirst()
  return row === undefined || row.nextAllowedAt === null ? null : { ...row, nextAllowedAt: row.nextAllowedAt }
}

/** Puts the next start off to `next`, or leaves it where it is later. Returns the later one; null without a row. */
export async function putOffStart(db: Kysely<Database>, hostGroup: string, next: Date): Promise<Date | null> {
  const { rows } = await sql<{ next: Date }>`
    update crawl.host set next_allowed_at = greatest(next_allowed_at, ${next}::timestamptz)
    where host_group = ${hostGroup} returning next_allowed_at as next
  `.execute(db)
  return rows[0]?.next ?? null
}

export async function saveCrawlDelay(
  db: Kysely<Database>,
  hostGroup: string,
  seconds: number | null,
): Promise<void> {
  await db
    .updateTable('crawl.host')
    .set({ crawl_delay_seconds: seconds })
    .where('host_group', '=', hostGroup)
    .execute()
}

export async function saveBackoff(
  db: Kysely<Database>,
  hostGroup: string,
  state: BackoffState,
): Promise<void> {
  await db
    .updateTable('crawl.host')
    .set({
      backoff_until: state.backoffUntil,
      backoff_step: state.backoffStep,
      last_incident_at: state.lastIncidentAt,
    })
    .where('host_group', '=', hostGroup)
    .execute()
}
