/**
 * What `crawl.page` remembers of loading: the digest of the record last loaded from a page, by which parser, from a
 * capture of when. With it an unchanged page touches no row of `qa`, and an older capture is known as such.
 */
import { CompiledQuery, type Kysely } from 'kysely'
import type { Database } from './schema.ts'

export interface LoadedPage {
  readonly site: string
  readonly path: string
  readonly record_digest: string | null
  readonly parser_version: string | null
  readonly last_seen_at: Date | null
}

export interface PageOfRecord {
  readonly site: string
  readonly path: string
  readonly question_id: string
  readonly origin: string
  readonly scope: string
  readonly record_digest: string
  readonly parser_version: string | null
  readonly captured_at: Date
}

/**
 * The pages as they are, each locked until the transaction ends, so that two loaders of one page go one after the
 * other. A page that the crawl does not know is added and never due.
 */
export async function claimPages(
  db: Kysely<Database>,
  pages: readonly PageOfRecord[],
): Promise<readonly LoadedPage[]> {
  const parameters = [JSON.stringify(pages)]
  await db.executeQuery(CompiledQuery.raw(addStatement, parameters))
  const { rows } = await db.executeQuery<LoadedPage>(CompiledQuery.raw(claimStatement, parameters))
  return rows
}

export async function rememberPages(db: Kysely<Database>, pages: readonly PageOfRecord[]): Promise<void> {
  if (pages.length === 0) return
  await db.executeQuery(CompiledQuery.raw(rememberStatement, [JSON.stringify(pages)]))
}

const incoming = `incoming as (
    select * from json_to_recordset($1::json) as i (site text, path text, question_id text, origin text, scope text,
      record_digest text, parser_version text, captured_at timestamptz)
  )`

const addStatement = `
  with ${incoming}
  insert into crawl.page (site, path, origin, scope, kind, discovered_at)
  select site, path, origin, scope, 'question', captured_at from incoming
  order by site, path
  on conflict do nothing`

// In one order everywhere, so that two loaders do not wait for each other.
const claimStatement = `
  with ${incoming}
  select p.site, p.path, p.record_digest, p.parser_version, p.last_seen_at
  from crawl.page p join incoming using (site, path)
  order by p.site, p.path
  for no key update of p`

// Loading a bare record tells no parser version, and must not forget the one that a crawl told.
const rememberStatement = `
  with ${incoming}
  update crawl.page p set
    question_id = i.question_id,
    record_digest = i.record_digest,
    parser_version = coalesce(i.parser_version, p.parser_version),
    last_seen_at = i.captured_at,
    changed_at = case when p.record_digest = i.record_digest then p.changed_at else i.captured_at end
  from incoming i
  where p.site = i.site and p.path = i.path`
