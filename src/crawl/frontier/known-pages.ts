/** Reads pages of the frontier by site and path, due or not, with the time of their last capture. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { pageKeyOf } from '../../load/page-state.ts'
import { type FrontierPage, frontierColumns } from './frontier.ts'

export interface KnownPage extends Omit<FrontierPage, 'dueAt'> {
  readonly dueAt: Date | null
  /** Of the newest capture in the database; null without one. */
  readonly lastCapturedAt: Date | null
}

export type PageName = Pick<FrontierPage, 'site' | 'path'>

/** Keys (`pageKeyOf`) of the given pages that the frontier does not know. */
export async function unknownPages(
  db: Kysely<Database>,
  names: readonly PageName[],
): Promise<ReadonlySet<string>> {
  const asked = JSON.stringify(names.map(({ site, path }) => ({ site, path })))
  const { rows } = await sql<PageName>`
    select site, path from json_to_recordset(${asked}::json) as n (site text, path text)
    where not exists (select from crawl.page where page.site = n.site and page.path = n.path)
  `.execute(db)
  return new Set(rows.map(pageKeyOf))
}

/** By `pageKeyOf`. */
export async function knownPages(
  db: Kysely<Database>,
  names: readonly PageName[],
): Promise<ReadonlyMap<string, KnownPage>> {
  if (names.length === 0) return new Map()
  const { rows } = await sql<KnownPage>`
    select ${frontierColumns},
      (select max(captured_at) from crawl.capture
        where capture.site = page.site and capture.path = page.path) as "lastCapturedAt"
    from (
      select distinct site, path from json_to_recordset(${JSON.stringify(names)}::json) as n (site text, path text)
    ) as named join crawl.page on page.site = named.site and page.path = named.path
  `.execute(db)
  return new Map(rows.map((row) => [pageKeyOf(row), row]))
}
