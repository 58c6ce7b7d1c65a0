/** Where a command keeps things: the data folder, the archive in it, and the database. */
import { join } from 'node:path'

export interface DataFolder {
  /** Holds `archive/*.warc.gz`, `db/` and `db.lock`. */
  readonly dataFolder: string
  readonly archiveFolder: string
  /** `postgres://…`, or `pglite:DIR` for the embedded database. */
  readonly databaseUrl: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Defaults: `./mondo-data`, and `$DATABASE_URL`, else the embedded database in the data folder.
 *
 * @example resolveDataFolder({ data: 'crawl' }, {}).databaseUrl // 'pglite:crawl/db'
 */
export function resolveDataFolder(
  given: { readonly data?: string | undefined; readonly db?: string | undefined },
  environment: Environment = process.env,
): DataFolder {
  const { data: dataFolder = './mondo-data', db } = given
  // An empty variable counts as unset.
  const fromEnvironment = environment['DATABASE_URL'] || undefined
  return {
    dataFolder,
    archiveFolder: join(dataFolder, 'archive'),
    databaseUrl: db ?? fromEnvironment ?? `pglite:${join(dataFolder, 'db')}`,
  }
}
