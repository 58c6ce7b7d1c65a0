/** Reads the status of a database for `mondo status`, once or repeatedly. */

import { readStatus, type Status, statusRefusals } from '../../analyse/status.ts'
import { leaseSeconds } from '../../app/lease-seconds.ts'
import { endLostRuns } from '../../crawl/engine/lost-runs.ts'
import { isMissing, openStoreToRead, type Store } from '../../database/store.ts'
import { parseStoreUrl } from '../../database/store-url.ts'
import type { Clock } from '../../model/clock.ts'
import { closing } from '../../model/closing.ts'
import { codeOf, MondoError } from '../../model/errors.ts'

export interface StatusReader {
  /** Null if the database does not exist yet. */
  readonly look: () => Promise<Status | null>
  close(): Promise<void>
}

/**
 * A server stays connected between two looks. The embedded database is opened for each look and closed again, because it
 * would keep a crawl from starting. Throws what opening a database throws.
 */
export async function openStatusReader(
  databaseUrl: string,
  clock: Clock,
  signal?: AbortSignal,
): Promise<StatusReader> {
  if (parseStoreUrl(databaseUrl).kind === 'postgres') {
    const store = await openStoreToRead(databaseUrl, process.env)
    const look = async () => {
      await endLost(store)
      return await readStatus(store.db, clock.now())
    }
    return { look, close: () => store.close() }
  }
  return {
    async look() {
      if (isMissing(databaseUrl)) return null
      await using store = closing(await openUnlessCrawled(databaseUrl, signal))
      await endLost(store)
      return await readStatus(store.db, clock.now())
    },
    close: async () => undefined,
  }
}

/**
 * Ends the runs of killed processes, where the login may change anything (25006 read_only_sql_transaction). If the tables are
 * older, the queries after this report it.
 */
export async function endLost(store: Store): Promise<void> {
  // Beside the process that holds the data folder nothing is lost that it does not see, and nothing is written.
  if (store.holder !== null) return
  try {
    await endLostRuns(store, { leaseSeconds: leaseSeconds() })
  } catch (error) {
    const code = codeOf(error)
    if (code !== '25006' && !statusRefusals.has(code)) throw error
  }
}

async function openUnlessCrawled(databaseUrl: string, signal?: AbortSignal): Promise<Store> {
  try {
    return await openStoreToRead(databaseUrl, process.env, signal, { besideHolder: true })
  } catch (error) {
    if (!(error instanceof MondoError) || error.code !== 'data-folder-locked') throw error
    const hint =
      'A crawl that runs shows its progress itself, and --metrics-file leaves it in a file: look again when it has ended. Crawls into a Postgres (--db) can be watched from beside them'
    throw new MondoError(error.code, error.message, { cause: error, hint })
  }
}
