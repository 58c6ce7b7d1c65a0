/**
 * Times that lie ahead because the system clock has been set back since they were written. Within a process time never
 * goes back (`cli/system-clock.ts`); a run that starts after the change puts right what would make it wait, or end early.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../load/schema.ts'

/** Clocks of two machines, and a pace that is slow on purpose, are less apart than this. */
const plainlyAheadSeconds = 60 * 60
/** In place of a pace that lies plainly ahead: longer than any pace but the slowest. */
const pauseSeconds = 5 * 60

export async function mendTimes(
  db: Kysely<Database>,
  of: { readonly scopes: readonly string[]; readonly now: Date; readonly rate: number | 'unlimited' },
): Promise<void> {
  const { scopes, now, rate } = of
  const slowest = rate === 'unlimited' ? 0 : 1 / rate
  // A page that was never asked for has been due since it was found.
  await sql`
    update crawl.page set due_at = ${now}::timestamptz
    where scope = any(${scopes}::text[]) and due_at > ${now}::timestamptz and last_run_id is null
  `.execute(db)
  await sql`
    update crawl.host
    set next_allowed_at = ${now}::timestamptz
      + make_interval(secs => greatest(${pauseSeconds}::float8, ${slowest}::float8, crawl_delay_seconds))
    where scope = any(${scopes}::text[]) and next_allowed_at > ${now}::timestamptz
      + make_interval(secs => greatest(${plainlyAheadSeconds}::float8, 2 * ${slowest}::float8, 2 * crawl_delay_seconds))
  `.execute(db)
}
