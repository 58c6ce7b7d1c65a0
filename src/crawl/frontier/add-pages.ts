/** Adds pages to the frontier, makes known ones due, and moves the pages of a site to a new origin. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { droppedReason } from './edit-frontier.ts'
import { type FoundPage, pagesPerStatement, perStatement } from './frontier.ts'
import type { PageName } from './known-pages.ts'

/**
 * Adds pages that are not known yet, due at once; a page known only from a load of records, or refused by the rules of
 * an earlier run, becomes due. A known page that belongs to none of this crawl's host groups (its host was on another port,
 * or in another named host group) moves to where it was found. A page that is refused now is kept with the reason, and is never
 * due. Sorted, so that two transactions never wait for each other. Returns those that became due.
 */
export async function addPages(
  db: Kysely<Database>,
  pages: readonly FoundPage[],
  now: Date,
  groups: readonly string[],
): Promise<PageName[]> {
  const sorted = pages.length > pagesPerStatement ? pages.toSorted(byKey) : pages
  return await perStatement(sorted, (some) => addSome(db, some, now, groups))
}

function byKey(a: FoundPage, b: FoundPage): number {
  const [one, other] = a.site === b.site ? [a.path, b.path] : [a.site, b.site]
  return one < other ? -1 : one > other ? 1 : 0
}

async function addSome(
  db: Kysely<Database>,
  pages: readonly FoundPage[],
  now: Date,
  groups: readonly string[],
): Promise<readonly PageName[]> {
  const isNew = sql`page.due_at is null and page.last_run_id is null and excluded.due_at is not null
    and page.last_reason is distinct from ${droppedReason}`
  const { rows } = await sql<PageName>`
    with found as (
      select * from json_to_recordset(${JSON.stringify(pages)}::json)
        as f (site text, path text, origin text, "hostGroup" text, kind text, depth int, refused text)
    ), added as (
      insert into crawl.page as page
        (site, path, origin, host_group, kind, depth, discovered_at, due_at, last_outcome, last_reason)
      select distinct on (site, path) site, path, origin, "hostGroup", kind, depth, ${now}::timestamptz,
        case when refused is null then ${now}::timestamptz end,
        case when refused is not null then 'skipped' end, 'crawl-scope: ' || refused
      from found
      order by site, path, refused nulls first, depth
      on conflict (site, path) do update set origin = excluded.origin, host_group = excluded.host_group,
        kind = case when ${isNew} then excluded.kind else page.kind end,
        depth = case when ${isNew} then excluded.depth else page.depth end,
        due_at = case when ${isNew} then excluded.due_at else page.due_at end,
        last_outcome = case when ${isNew} then null else page.last_outcome end,
        last_reason = case when ${isNew} then null else page.last_reason end
        where (${isNew}) or (excluded.due_at is not null and page.host_group <> excluded.host_group
          and not page.host_group = any(${groups}::text[]))
      returning page.site, page.path, page.due_at
    )
    select site, path from added where due_at <= ${now}::timestamptz
  `.execute(db)
  return rows
}

/**
 * Seeds are due now and where they were named, whenever and wherever their last visit was, and however far from another
 * seed. A page that was taken for a question by the shape of its URL and showed none is what its URL says.
 */
export async function makeDue(db: Kysely<Database>, pages: readonly FoundPage[], now: Date): Promise<void> {
  await sql`
    update crawl.page as page set due_at = least(page.due_at, ${now}::timestamptz), origin = seed.origin,
      host_group = seed."hostGroup", depth = 0,
      kind = case when page.kind = 'question' and page.question_id is null then seed.kind else page.kind end
    from json_to_recordset(${JSON.stringify(pages)}::json)
      as seed(site text, path text, origin text, "hostGroup" text, kind text)
    where page.site = seed.site and page.path = seed.path
  `.execute(db)
}

/** Pages whose last visit does not count are due as if it had not been. */
export async function makeDueAgain(
  db: Kysely<Database>,
  pages: readonly PageName[],
  now: Date,
): Promise<void> {
  const names = JSON.stringify(pages.map(({ site, path }) => ({ site, path })))
  // 'retry': also for this run they are among what is left to do.
  await sql`
    update crawl.page set due_at = ${now}::timestamptz, tries = 0, last_outcome = 'retry'
    where (site, path) in (select site, path from json_to_recordset(${names}::json) as n (site text, path text))
  `.execute(db)
}

/**
 * A page that was never visited has been due since it was found, even if a worker with a clock ahead of this one's found
 * it. Returns how many become due.
 */
export async function makeFoundDue(
  db: Kysely<Database>,
  groups: readonly string[],
  now: Date,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update crawl.page set due_at = ${now}::timestamptz
    where host_group = any(${groups}::text[]) and due_at > ${now}::timestamptz and last_run_id is null
      and last_outcome is distinct from 'skipped'
  `.execute(db)
  return Number(numAffectedRows ?? 0)
}

/** A page is known by site and path, never by port: the pages of a site follow it to its new origin. */
export async function moveSite(
  db: Kysely<Database>,
  to: { readonly site: string; readonly origin: string; readonly hostGroup: string },
): Promise<void> {
  await sql`
    update crawl.page set origin = ${to.origin}, host_group = ${to.hostGroup}
    where site = ${to.site} and (origin <> ${to.origin} or host_group <> ${to.hostGroup})
  `.execute(db)
}
