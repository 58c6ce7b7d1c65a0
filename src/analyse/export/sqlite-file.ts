/**
 * Writes one SQLite database: a table for each table of `qa`, and full-text search over the pairs of characters that
 * `qa.search` goes by, because SQLite's own trigrams find no word of two characters.
 */
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { ReadSession } from '../read-session.ts'
import type { ExportColumn } from './export-columns.ts'
import type { ExportTarget, TablePlan } from './export-target.ts'
import { indexTexts, makeSearch, searchedPlans } from './sqlite-search.ts'
import { quotedName, tableDefinition } from './sqlite-tables.ts'
import { instantText, listJson } from './text-files.ts'
import { hashedOnDisk } from './whole-folder.ts'

const fileName = 'mondo.sqlite'

export interface SqliteOptions {
  readonly folder: string
  /** Names and values of the table `mondo_export`. */
  readonly about: Readonly<Record<string, string | null>>
  /** A part of the rows may refer to rows that are not here. */
  readonly isPart: boolean
}

export function sqliteTarget({ folder, about, isPart }: SqliteOptions): ExportTarget {
  const path = join(folder, fileName)
  const database = new DatabaseSync(path)
  // Nobody sees the file before it is whole: nothing has to be undone, and one sync at the end is enough.
  database.exec('pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off; begin')
  const plans: TablePlan[] = []
  return {
    async table(plan) {
      database.exec(tableDefinition(plan, isPart))
      plans.push(plan)
      const { columns } = plan
      const insert = database.prepare(
        `insert into ${quotedName(plan.relation.name)} values (${columns.map(() => '?').join(', ')})`,
      )
      return {
        file: fileName,
        async write(rows) {
          for (const row of rows) insert.run(...columns.map((column, i) => sqliteValue(column, row[i])))
        },
        finish: async () => undefined,
        close: async () => undefined,
      }
    },
    async finish(session: ReadSession) {
      const searched = searchedPlans(plans)
      if (searched.length > 0) {
        makeSearch(database)
        for (const plan of searched) await indexTexts(database, session, plan)
      }
      database.exec('create table mondo_export (name text primary key, value text)')
      const insert = database.prepare('insert into mondo_export values (?, ?)')
      for (const [name, value] of Object.entries(about)) insert.run(name, value)
      database.exec('commit; analyze')
      database.close()
      return new Map([[fileName, await hashedOnDisk(path)]])
    },
    async close() {
      if (database.isOpen) database.close()
    },
  }
}

/** As text where SQLite has no such type; NaN, which it would turn into null, as 'NaN'. */
function sqliteValue(column: ExportColumn, value: unknown): SQLInputValue {
  if (value === null || value === undefined) return null
  switch (column.kind) {
    case 'boolean':
      return value === true ? 1 : 0
    case 'int64':
      return BigInt(String(value))
    case 'instant':
      return instantText(String(value))
    case 'list':
      return listJson(column, value as readonly unknown[])
    case 'double':
    case 'numeric':
      return Number.isFinite(Number(value)) ? Number(value) : String(value)
    case 'int32':
      return Number(value)
    case 'text':
    case 'date':
    case 'json':
      return String(value)
  }
}
