/** What becomes of a statement whose wire to the server is cut without a word. */
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { inTransaction } from '../../../src/load/in-transaction.ts'
import { openPostgresStore } from '../../../src/load/postgres-store.ts'
import type { Store } from '../../../src/load/store.ts'
import { CutWire } from '../../chaos/cut-wire.ts'
import { freshUrl } from '../stores.ts'

/** Short, for a server on this machine. A look at it every 50 ms. */
const limits = { silentMs: 400, lookEveryMs: 50 }

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

test('a statement without an answer fails once the server gives no sign of life, in a transaction too', async () => {
  const { wire, store } = await openOverWire()
  const working = inTransaction(store.db, async (trx) => {
    await sql`select 1`.execute(trx)
    wire.cut()
    await sql`select 2`.execute(trx)
  })
  await expect(working).rejects.toMatchObject({ code: '08006', message: 'the server no longer answers' })
})
