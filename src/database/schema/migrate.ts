/** Brings a database to the schema of this version of mondo. */
import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { MondoError } from '../../model/errors.ts'
import { migrations } from './migrations/index.ts'
import type { Database } from './schema.ts'

/**
 * Runs what is missing, in one transaction, under an advisory lock on Postgres: of two processes that come at once
 * one migrates and the other finds it done. Throws `database-refused` when the database is newer than this program.
 */
export async function migrate(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: 'crawl',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  })
  const { error } = await migrator.migrateToLatest()
  if (error === undefined) return
  if (error instanceof Error && error.message.startsWith('corrupted migrations')) {
    throw new MondoError('database-refused', `The database was made by another mondo: ${error.message}.`, {
      cause: error,
      hint: 'Use the version of mondo that made it, or a newer one.',
    })
  }
  throw error
}
