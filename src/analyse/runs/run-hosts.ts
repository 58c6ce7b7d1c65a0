/** One run by host group: visits, requests, bytes, outcomes and responses of each, those asked most first. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'

export interface RunHost {
  readonly group: string
  readonly visits: number
  readonly requests: number
  readonly bytes: number
  /** Visits by outcome. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Responses to pages by HTTP status; those to robots.txt are counted in the run alone. */
  readonly statuses: Readonly<Record<string, number>>
}

export async function readRunHosts(db: Kysely<Database>, runId: string): Promise<RunHost[]> {
  const { rows } = await sql<RunHost>`
    with visits as (
      select visit.host_group, visit.outcome, visit.requests, visit.bytes, capture.status
      from crawl.visit left join crawl.capture using (capture_id) where visit.run_id = ${runId}::uuid
    ), outcomes as (
      select host_group, jsonb_object_agg(outcome, count) as counts
      from (select host_group, outcome, count(*)::int from visits group by 1, 2) as o group by 1
    ), statuses as (
      select host_group, jsonb_object_agg(status::text, count) as counts
      from (select host_group, status, count(*)::int from visits where status is not null group by 1, 2) as s group by 1
    )
    select host_group as "group", count(*)::int as visits, sum(visits.requests)::float8 as requests,
      sum(visits.bytes)::float8 as bytes, (select counts from outcomes o where o.host_group = visits.host_group) as outcomes,
      coalesce((select counts from statuses s where s.host_group = visits.host_group), '{}') as statuses
    from visits group by host_group order by requests desc, host_group
  `.execute(db)
  return rows
}
