import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { retryTransaction } from '../../../src/database/retry-transaction.ts'
import type { Store } from '../../../src/database/store.ts'
import { everyStoreName, freshStore } from '../stores.ts'

const deadlock = Object.assign(new Error('deadlock detected'), { code: '40P01' })
const host = (hostGroup: string) => ({ host_group: hostGroup, state: 'ready' as const })

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  const groups = async () =>
    (await store.db.selectFrom('crawl.host').select('host_group').orderBy('host_group').execute()).map(
      ({ host_group: hostGroup }) => hostGroup,
    )

  test('two that conflict are retried, and failed attempts leave nothing behind', async () => {
    let tries = 0
    const heard: unknown[] = []
    const result = await retryTransaction(
      store.db,
      async (trx) => {
        tries += 1
        await trx
          .insertInto('crawl.host')
          .values(host(`try ${tries}`))
          .execute()
        if (tries < 3) throw deadlock
        return 'done'
      },
      (error) => heard.push(error),
    )
    expect({ result, heard, groups: await groups() }).toEqual({
      result: 'done',
      heard: [deadlock, deadlock],
      groups: ['try 3'],
    })
  })

  test('a retry runs alone: others wait, and none waits forever', async () => {
    const order: string[] = []
    const atWork = new Set<string>()
    const begun = Promise.withResolvers<void>()
    const other = (who: string) => async (trx: Store['db']) => {
      order.push(who)
      atWork.add(who)
      begun.resolve()
      // PGlite has one connection: there everybody is alone.
      while (name !== 'pglite' && !order.includes('again') && !(await somebodyWaits(trx)));
      atWork.delete(who)
    }
    let others: Promise<void>[] = []
    await retryTransaction(store.db, async () => {
      if (others.length > 0) {
        order.push('again')
        return expect([...atWork]).toEqual([])
      }
      others = ['a', 'b', 'c'].map((who) => retryTransaction(store.db, other(who)))
      if (name !== 'pglite') await begun.promise
      throw deadlock
    })
    await Promise.all(others)
    expect(order.toSorted()).toEqual(['a', 'again', 'b', 'c'])
  })

  test.each([
    ['the third attempt', deadlock, 3],
    ['any other error at once', Object.assign(new Error('not unique'), { code: '23505' }), 1],
  ])('gives up on %s', async (_, error, tries) => {
    let tried = 0
    const failing = retryTransaction(store.db, async () => {
      tried += 1
      throw error
    })
    await expect(failing).rejects.toBe(error)
    expect(tried).toBe(tries)
  })
})

async function somebodyWaits(db: Store['db']): Promise<boolean> {
  const { rows } = await sql`
    select from pg_locks join pg_database on pg_database.oid = database
    where datname = current_database() and locktype = 'advisory' and not granted
  `.execute(db)
  return rows.length > 0
}
