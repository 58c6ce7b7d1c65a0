/** Set-based statements: rows go in as one JSON value, `$1`, which the statement unfolds by `json_to_recordset`. */
import { CompiledQuery, type Kysely } from 'kysely'
import type { Database } from './schema/schema.ts'

/** Runs the statement with these rows and returns what it returns; without rows it runs nothing. */
export async function executeWithRows<Result>(
  db: Kysely<Database>,
  statement: string,
  rows: readonly unknown[],
): Promise<Result[]> {
  if (rows.length === 0) return []
  return (await db.executeQuery<Result>(CompiledQuery.raw(statement, [JSON.stringify(rows)]))).rows
}
