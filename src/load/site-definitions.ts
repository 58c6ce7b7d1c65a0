/** Keeps what site definitions say in `crawl.site_definition`, where `qa.site` and `qa.person` find it. */
import { type Kysely, sql } from 'kysely'
import { executeWithRows } from '../database/json-rows.ts'
import type { Database } from '../database/schema/schema.ts'
import { codeOf } from '../model/errors.ts'

/** One row of `crawl.site_definition`. */
export interface SiteDefinitionRow {
  readonly name: string
  readonly version: number
  readonly is_family: boolean
  readonly hosts: readonly string[]
  readonly mirrors: readonly string[]
  readonly time_zone: string | null
  readonly question_paths: readonly string[]
  readonly anonymous_names: readonly string[]
  readonly anonymous_patterns: readonly string[]
  readonly untitled_layouts: readonly string[]
}

const columns =
  'name, version, is_family, hosts, mirrors, time_zone, question_paths, anonymous_names, anonymous_patterns, untitled_layouts'

/** Writes only rows that differ, so that opening a database usually writes nothing; no older version replaces a newer one. */
const saveStatement = `
  insert into crawl.site_definition (${columns})
  select ${columns} from json_to_recordset($1::json) as i (name text, version integer, is_family boolean, hosts text[],
    mirrors text[], time_zone text, question_paths text[], anonymous_names text[], anonymous_patterns text[],
    untitled_layouts text[])
  where not exists (
    select from crawl.site_definition s
    where s.name = i.name and (s.version > i.version or row(s.*) is not distinct from row(i.*))
  )
  order by name
  on conflict (name) do update set (${columns}) = (select ${columns
    .split(', ')
    .map((name) => `excluded.${name}`)
    .join(', ')})`

export async function saveSiteDefinitions(
  db: Kysely<Database>,
  rows: readonly SiteDefinitionRow[],
): Promise<void> {
  await executeWithRows(db, saveStatement, rows)
}

/** Those of these regular expressions that Postgres cannot read: a view that used one would fail. */
export async function unreadablePatterns(
  db: Kysely<Database>,
  patterns: readonly string[],
): Promise<readonly string[]> {
  const unreadable: string[] = []
  for (const pattern of patterns) {
    try {
      await sql`select '' ~ ${pattern}`.execute(db)
    } catch (error) {
      if (codeOf(error) !== invalidRegularExpression) throw error
      unreadable.push(pattern)
    }
  }
  return unreadable
}

const invalidRegularExpression = '2201B'
