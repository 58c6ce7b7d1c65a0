/**
 * What `crawl.page` remembers of loading: the digest of the record last loaded from a page, by which parser, from a
 * capture of when. With it an unchanged page touches no row of `qa`, and an older capture is known as such.
 */
import { CompiledQuery, type Kysely } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import type { PreparedRecord } from './prepare-records.ts'

export interface LoadedPage {
  readonly site: string
  readonly path: string
  readonly question_id: string | null
  readonly record_digest: string | null
  readonly parser_version: string | null
  readonly last_seen_at: Date | null
  /** Other pages are known to show parts of the same question. */
  readonly has_siblings: boolean
}

/** What a page is remembered by: a function of its observations. */
export interface PageState {
  readonly site: string
  readonly path: string
  readonly question_id: string
  /** Null where the question is gone since: the page is compared when it comes back, even as it was. */
  readonly record_digest: string | null
  readonly parser_version: string | null
  readonly last_seen_at: string
  readonly changed_at: string
}

export function pageKeyOf({ site, path }: { readonly site: string; readonly path: string }): string {
  return JSON.stringify([site, path])
}

/**
 * The pages as they are, each locked until the transaction ends, so that two loaders of one page go one after the
 * other. A page that the crawl does not know is added, remembered as just loaded, and never due; it is not among those
 * returned.
 */
export async function claimPages(
  db: Kysely<Database>,
  records: readonly PreparedRecord[],
): Promise<readonly LoadedPage[]> {
  const pages = records.map(({ observation, origin, hostGroup }) => ({
    site: observation.site,
    path: observation.path,
    question_id: observation.question_id,
    origin,
    host_group: hostGroup,
    record_digest: observation.record_digest,
    parser_version: observation.parser_version,
    captured_at: observation.captured_at,
  }))
  const known = await lockPages(db, pages)
  const found = new Set(known.map(pageKeyOf))
  const missing = pages.filter((page) => !found.has(pageKeyOf(page)))
  if (missing.length === 0) return known
  const query = CompiledQuery.raw(addStatement, [JSON.stringify(missing)])
  const { rows: added } = await db.executeQuery<{ site: string; path: string }>(query)
  if (added.length === missing.length) return known
  // Another loader was faster with some; or a page comes twice in one batch.
  const fresh = new Set(added.map(pageKeyOf))
  return [
    ...known,
    ...(await lockPages(
      db,
      missing.filter((page) => !fresh.has(pageKeyOf(page))),
    )),
  ]
}

/** In one order everywhere, so that two loaders do not wait for each other. */
export async function lockPages(
  db: Kysely<Database>,
  pages: readonly { readonly site: string; readonly path: string }[],
): Promise<readonly LoadedPage[]> {
  if (pages.length === 0) return []
  const wanted = pages.map(({ site, path }) => ({ site, path }))
  return (await db.executeQuery<LoadedPage>(CompiledQuery.raw(claimStatement, [JSON.stringify(wanted)]))).rows
}

/** Pages that showed what they showed before: only the time is new. */
export async function touchPages(
  db: Kysely<Database>,
  pages: readonly { readonly site: string; readonly path: string; readonly captured_at: string }[],
): Promise<void> {
  if (pages.length === 0) return
  await db.executeQuery(CompiledQuery.raw(seeStatement, [JSON.stringify(pages)]))
}

export async function savePageState(db: Kysely<Database>, pages: readonly PageState[]): Promise<void> {
  if (pages.length === 0) return
  await db.executeQuery(CompiledQuery.raw(rememberStatement, [JSON.stringify(pages)]))
}

const addStatement = `
  insert into crawl.page (site, path, question_id, origin, host_group, kind, discovered_at, record_digest, parser_version,
    last_seen_at, changed_at)
  select site, path, question_id, origin, host_group, 'question', captured_at, record_digest, parser_version,
    captured_at, captured_at
  from json_to_recordset($1::json) as i (site text, path text, question_id text, origin text, host_group text,
    record_digest text, parser_version text, captured_at timestamptz)
  order by site, path
  on conflict do nothing
  returning site, path`

// In one order everywhere, so that two loaders do not wait for each other. Siblings are looked for after the lock.
const claimStatement = `
  with incoming as (
    select distinct site, path from json_to_recordset($1::json) as i (site text, path text)
  ), claimed as (
    select p.site, p.path, p.question_id, p.record_digest, p.parser_version, p.last_seen_at
    from crawl.page p join incoming using (site, path)
    order by p.site, p.path
    for no key update of p
  )
  select claimed.*, exists (
    select from crawl.page o
    where o.site = claimed.site and o.question_id = claimed.question_id and o.path <> claimed.path
      and o.last_seen_at is not null
  ) as has_siblings
  from claimed`

const seeStatement = `
  update crawl.page p set last_seen_at = i.captured_at
  from (
    select site, path, max(captured_at) as captured_at
    from json_to_recordset($1::json) as t (site text, path text, captured_at timestamptz) group by site, path
  ) i
  where p.site = i.site and p.path = i.path and p.last_seen_at < i.captured_at`

const rememberStatement = `
  update crawl.page p set
    question_id = i.question_id,
    record_digest = i.record_digest,
    parser_version = i.parser_version,
    last_seen_at = i.last_seen_at,
    changed_at = i.changed_at
  from json_to_recordset($1::json) as i (site text, path text, question_id text, record_digest text,
    parser_version text, last_seen_at timestamptz, changed_at timestamptz)
  where p.site = i.site and p.path = i.path and coalesce(i.last_seen_at >= p.last_seen_at, true)
    and (p.question_id, p.record_digest, p.parser_version, p.last_seen_at, p.changed_at)
      is distinct from (i.question_id, i.record_digest, i.parser_version, i.last_seen_at, i.changed_at)`
