/** Reads the status of a database for `mondo status`, once or repeatedly. */
import { readStatus, type Status } from '../../analyse/status.ts'
import { isMissing, openStoreToRead, type Store } from '../../database/store.ts'
import { parseStoreUrl } from '../../database/store-url.ts'
import type { Clock } from '../../model/clock.ts'
import { closing } from '../../model/closing.ts'
import { MondoError } from '../../model/errors.ts'

export interface StatusReader {
  /** Null if the database does not exist yet. */
  readonly look: () => Promise<Status | null>
  close(): Promise<void>
}

/**
 * A server stays connected between two looks. The embedded database is opened for each look and closed again, because it
 * would keep a crawl from starting. Throws what opening a database throws.
 */
export async function openStatusReader(databaseUrl: string, clock: Clock): Promise<StatusReader> {
  if (parseStoreUrl(databaseUrl).kind === 'postgres') {
    const store = await openStoreToRead(databaseUrl, process.env)
    return { look: () => readStatus(store.db, clock.now()), close: () => store.close() }
  }
  return {
    async look() {
      if (isMissing(databaseUrl)) return null
      await using store = closing(await openUnlessCrawled(databaseUrl))
      return await readStatus(store.db, clock.now())
    },
    close: async () => undefined,
  }
}

async function openUnlessCrawled(databaseUrl: string): Promise<Store> {
  try {
    return await openStoreToRead(databaseUrl, process.env)
  } catch (error) {
    if (!(error instanceof MondoError) || error.code !== 'data-folder-locked') throw error
    const hint =
      'A crawl that runs shows its progress itself, and --metrics-file leaves it in a file: look again when it has ended. Crawls into a Postgres (--db) can be watched from beside them'
    throw new MondoError(error.code, error.message, { cause: error, hint })
  }
}
