/**
 * Repairs stored times that lie in the future because the system clock was set back. Within a process time never goes
 * back (`app/system-clock.ts`); a run that starts after the change would otherwise wait, or end early.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { makeFoundDue } from '../frontier/add-pages.ts'
import { jitter, longestSlackMs } from '../politeness/rate-limiter.ts'

/** How many of the last runs are searched for the slowest rate. */
const runsBack = 1_000

/** Repairs due times, robots.txt copies and next request times of the host groups. Throws what the database throws. */
export async function repairClockSkew(
  db: Kysely<Database>,
  of: {
    readonly groups: readonly string[]
    readonly now: Date
    readonly rate: number | 'unlimited'
    /** Whether the clocks of hosts are kept in the database's time (`HostClock`). */
    readonly isRealTime?: boolean
  },
): Promise<void> {
  const { groups, now, rate, isRealTime = false } = of
  await makeFoundDue(db, groups, now)
  // A robots.txt from the future would be fresh until then.
  await sql`
    update crawl.robots set
      fetched_at = least(fetched_at, ${now}::timestamptz),
      good_fetched_at = least(good_fetched_at, ${now}::timestamptz)
    where host_group = any(${groups}::text[]) and greatest(fetched_at, good_fetched_at) > ${now}::timestamptz
  `.execute(db)
  // Not now(): that is when the transaction began, before it waited for locks.
  const hostNow = isRealTime ? sql<Date>`statement_timestamp()` : sql<Date>`${now}::timestamptz`
  await repairNextAllowed(db, groups, hostNow, rate === 'unlimited' ? 0 : 1 / rate)
}

/**
 * Every past request was sent before now, so the next one is due one gap from now at the latest: the longest gap of any
 * run of the host group, since it is unknown which run sent the last request.
 */
async function repairNextAllowed(
  db: Kysely<Database>,
  groups: readonly string[],
  now: RawBuilder<Date>,
  gapSeconds: number,
): Promise<void> {
  await sql`
    with ahead as (
      select host_group, crawl_delay_seconds from crawl.host
      where host_group = any(${groups}::text[]) and next_allowed_at > ${now}
    ), run as (
      select options from crawl.run where kind = 'crawl' order by started_at desc limit ${runsBack}
    ), rule as (
      select ahead.host_group, greatest(${gapSeconds}::float8, ahead.crawl_delay_seconds, max(1 / slowest.rate)) as gap
      from ahead left join lateral (
        select (options->>'rate')::float8 as rate from run
        where options->'groups' ? ahead.host_group and jsonb_typeof(options->'rate') = 'number'
        union all
        select (named->>'rate')::float8 from run, jsonb_array_elements(options->'hostGroups') as named
        where named->>'name' = ahead.host_group
      ) as slowest on true
      group by ahead.host_group, ahead.crawl_delay_seconds
    ), longest as (
      select host_group, ${now}
        + make_interval(secs => gap * ${1 + jitter}::float8 + ${longestSlackMs / 1000}::float8) as at
      from rule
    )
    update crawl.host set next_allowed_at = longest.at
    from longest where host.host_group = longest.host_group and host.next_allowed_at > longest.at
  `.execute(db)
}
