/** What becomes of a statement whose wire to the server is cut without a word. */
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { openPostgresStore } from '../../../src/database/postgres-store.ts'
import { retryTransaction } from '../../../src/database/retry-transaction.ts'
import { migrate } from '../../../src/database/schema/migrate.ts'
import type { Store } from '../../../src/database/store.ts'
import { CutWire } from '../../chaos/cut-wire.ts'
import { aPage } from '../../load/pages.ts'
import { emptyTables, freshUrl } from '../stores.ts'
import { everythingLoaded } from './tables.ts'

/** Short, for a server on this machine. A look at it every 50 ms. */
const limits = { silentMs: 400, checkEveryMs: 50, connectMs: 2_000 }

let wire: CutWire | null = null
let store: Store | null = null
afterEach(async () => {
  await wire?.close()
  await store?.close()
  wire = null
  store = null
})

async function openOverWire(): Promise<{ wire: CutWire; store: Store }> {
  const url = new URL(await freshUrl('postgres 15'))
  wire = await CutWire.to(Number(url.port))
  url.port = String(wire.port)
  store = await openPostgresStore({ connectionString: url.href, place: 'here' }, { migrate: false, limits })
  return { wire, store }
}

test('a statement without an answer fails once the server is silent, in a transaction too', async () => {
  const { wire, store } = await openOverWire()
  const working = retryTransaction(store.db, async (trx) => {
    await sql`select 1`.execute(trx)
    wire.cut()
    await sql`select 2`.execute(trx)
  })
  await expect(working).rejects.toMatchObject({ code: '08006', message: 'the server no longer answers' })
})

test('an interrupted load says how much is loaded, and loading again gives the same tables', async () => {
  const { wire, store } = await openOverWire()
  await migrate(store.db)
  const options = { capturedAt: new Date('2026-11-02T00:00:00Z'), total: 2_500 }
  const all = Array.from({ length: 2_500 }, (_, id) => aPage({ questionId: String(id) }))
  async function* untilCut() {
    for (const [index, page] of all.entries()) {
      // The first thousand are loaded before the second are begun.
      if (index === 2_000) wire.cut()
      yield page
    }
  }
  await expect(loadPages(store.db, untilCut(), options)).rejects.toMatchObject({
    code: 'database-unreachable',
    message:
      'The database went away: the server no longer answers. The first 1000 of 2500 records are loaded, the other 1500 ' +
      'are not, unless the last answer was lost on its way',
  })
  wire.mend()
  const again = await loadPages(store.db, all, options)
  expect(again.question).toMatchObject({ inserted: 1_500, unchanged: 1_000 })
  const cutOff = await everythingLoaded(store.db)
  await emptyTables(store.db)
  await loadPages(store.db, all, options)
  expect(await everythingLoaded(store.db)).toEqual(cutOff)
})
