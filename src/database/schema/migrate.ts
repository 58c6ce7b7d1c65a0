/** Migrates a database to the schema of this version of mondo. */
import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { MondoError } from '../../model/errors.ts'
import { migrations } from './migrations/index.ts'
import type { Database } from './schema.ts'

/**
 * Runs the missing migrations in one transaction, under an advisory lock on Postgres: of several programs that start at
 * once one migrates and the others find it done. Throws `database-refused` when the database was made by a newer version
 * of mondo, or by one from before the first release.
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
  if (!(error instanceof Error && error.message.startsWith('corrupted migrations'))) throw error
  if (beforeRelease.test(error.message)) {
    throw new MondoError(
      'database-refused',
      'The database was made by a version of mondo from before its first release, whose migrations are no more.',
      {
        cause: error,
        hint: 'Rebuild it from the archive: give a new database (--db, or an empty folder) and run mondo reparse.',
      },
    )
  }
  throw new MondoError('database-refused', `The database was made by another mondo: ${error.message}.`, {
    cause: error,
    hint: 'Use the version of mondo that made it, or a newer one.',
  })
}

/** The name of the newest migration of this version, as `crawl.migration` has it. */
export function newestMigration(): string {
  return Object.keys(migrations).sort().at(-1) ?? ''
}

/** The twenty migrations that the baselines replaced were named by their day (docs/decisions/0021). */
const beforeRelease = /\b2026-11-23-[0-9a-h]-/
