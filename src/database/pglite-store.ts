/** The embedded store: PGlite in memory, or in a locked folder with a thread of its own. */
import { readdir, rm, writeFile } from 'node:fs/promises'
import { type Driver, Kysely, PGliteDialect, type PGliteDialectConfig } from 'kysely'
import { codeOf, MondoError } from '../model/errors.ts'
import { type DataFolderLock, lockDataFolder } from './data-folder-lock.ts'
import type { EmbeddedDatabase } from './embedded/embedded-database.ts'
import { plainPglite } from './embedded/plain-pglite.ts'
import { ThreadedPglite } from './embedded/threaded-pglite.ts'
import { unusableFolder } from './embedded/unusable-folder.ts'
import type { HeldReader } from './held/held-reader.ts'
import { type HolderCommands, type Readers, serveReaders } from './held/serve-readers.ts'
import { migrate } from './schema/migrate.ts'
import type { Database } from './schema/schema.ts'
import { pgliteParsers, sessionSettings } from './value-types.ts'

export interface PgliteStore {
  readonly kind: 'pglite'
  readonly db: Kysely<Database>
  /** The instance under `db`, for what Kysely cannot do. */
  readonly pglite: EmbeddedDatabase
  readonly pool: null
  /** Where another process holds the folder: this store reads through it. Null: it is held by this one. */
  readonly holder: HeldReader | null
  /** What this process does for others while it holds the folder, by name. */
  readonly commands: HolderCommands
  /** Closes everything and releases the folder's lock; the same as `db.destroy()`. */
  close(): Promise<void>
}

export interface PgliteStoreOptions {
  /** A dump that fills a database in memory. */
  readonly loadDataDir?: Blob
  /** For a folder: once it aborts, mondo ends a statement that runs for five more seconds. */
  readonly signal?: AbortSignal
}

/** Opens the folder, or creates it (about 3 s; opening takes 0.3 s). Null: in memory, in this thread. */
export async function openPgliteStore(
  folder: string | null,
  { loadDataDir, signal }: PgliteStoreOptions = {},
): Promise<PgliteStore> {
  if (folder === null) return await openOver(await inMemory(loadDataDir), null)
  const lock = await lockFolder(folder)
  const options = { lost: lock.lost, ...(signal === undefined ? {} : { signal }) }
  try {
    return await createAtomically(folder, async () => {
      const pglite = await ThreadedPglite.open(folder, options)
      const { socket } = lock
      return await openOver(pglite, lock, async (commands) =>
        socket === null ? null : await serveReaders(pglite, socket, commands, signal),
      )
    })
  } catch (error) {
    await lock.release()
    throw error instanceof MondoError ? error : await unusableFolder(folder, error)
  }
}

async function inMemory(loadDataDir: Blob | undefined): Promise<EmbeddedDatabase> {
  const { PGlite } = await import('@electric-sql/pglite')
  const pglite = await PGlite.create({
    parsers: pgliteParsers,
    ...(loadDataDir === undefined ? {} : { loadDataDir }),
  })
  return plainPglite(pglite)
}

async function openOver(
  pglite: EmbeddedDatabase,
  lock: DataFolderLock | null,
  serve: (commands: HolderCommands) => Promise<Readers | null> = async () => null,
): Promise<PgliteStore> {
  const commands: HolderCommands = new Map()
  let readers: Readers | null = null
  const dialect = new LockedPGliteDialect({ pglite }, async (close) => {
    try {
      await readers?.close()
      await close()
    } finally {
      await lock?.release()
    }
  })
  const db = new Kysely<Database>({ dialect })
  try {
    await pglite.exec(sessionSettings)
    await migrate(db)
    readers = await serve(commands)
  } catch (error) {
    // Not the lock: the caller releases it once the folder is in order.
    await pglite.close()
    throw error
  }
  return { kind: 'pglite', db, pglite, pool: null, holder: null, commands, close: () => db.destroy() }
}

/** `db.destroy()` closes readers and PGlite; the lock is released after that, and only then. */
class LockedPGliteDialect extends PGliteDialect {
  readonly #end: (close: () => Promise<void>) => Promise<void>

  constructor(config: PGliteDialectConfig, end: (close: () => Promise<void>) => Promise<void>) {
    super(config)
    this.#end = end
  }

  override createDriver(): Driver {
    const driver = super.createDriver()
    const close = driver.destroy.bind(driver)
    return Object.assign(driver, { destroy: () => this.#end(close) })
  }
}

async function lockFolder(folder: string): Promise<DataFolderLock> {
  try {
    return await lockDataFolder(folder)
  } catch (error) {
    throw error instanceof MondoError ? error : await unusableFolder(folder, error)
  }
}

/**
 * Runs `make`, and removes what it leaves of a new folder when it fails. PGlite takes about a second to write its first
 * files; a process killed then, or out of disk, must not leave a folder that cannot be opened. Until it is done a mark
 * beside the folder (`FOLDER.new`) says so. For the holder of the folder's lock only.
 */
export async function createAtomically<T>(folder: string, make: () => Promise<T>): Promise<T> {
  const mark = `${folder}.new`
  if (await isThere(mark)) await rm(folder, { recursive: true, force: true })
  if (!(await isEmpty(folder))) return await make()
  await writeFile(
    mark,
    'The folder beside this file is being made. It is removed if that does not end well.\n',
  )
  try {
    const made = await make()
    await rm(mark, { force: true })
    return made
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    await rm(mark, { force: true })
    throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await entriesOf(path)) !== null
}

async function isEmpty(folder: string): Promise<boolean> {
  return ((await entriesOf(folder)) ?? []).length === 0
}

/** Null where there is nothing; of a file, its own name. */
async function entriesOf(path: string): Promise<readonly string[] | null> {
  try {
    return await readdir(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    if (codeOf(error) === 'ENOTDIR') return [path]
    throw error
  }
}
