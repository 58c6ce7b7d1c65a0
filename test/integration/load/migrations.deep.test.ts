import { type Kysely, sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { migrate } from '../../../src/database/schema/migrate.ts'
import { migrations } from '../../../src/database/schema/migrations/index.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { openStore } from '../../../src/database/store.ts'
import { aPage } from '../../load/pages.ts'
import { everyStoreName, freshStore, freshUrl } from '../stores.ts'
import { everythingLoaded } from './tables.ts'

async function migrationsOf(db: Kysely<Database>): Promise<unknown> {
  const { rows } = await sql`select name, timestamp from crawl.migration order by name`.execute(db)
  return rows
}

describe.each(everyStoreName)('%s', (name) => {
  test('migrating again runs nothing and leaves every row unchanged', async () => {
    const { db } = await freshStore(name)
    await loadPages(db, [aPage()])
    const before = [await migrationsOf(db), await everythingLoaded(db)]
    await migrate(db)
    expect([await migrationsOf(db), await everythingLoaded(db)]).toEqual(before)
    expect(before[0]).toMatchObject(Object.keys(migrations).map((key) => ({ name: key })))
  })

  test.each([
    ['a newer mondo', '9999-later', /9999-later/, /a newer one/],
    ['a mondo from before the first release', '2026-11-23-1-qa', /before its first release/, /mondo reparse/],
  ])(
    'a database of %s is refused, and another program can open it again',
    async (_whose, migration, message, hint) => {
      const url = await freshUrl(name)
      const db = (await openStore(url)).db
      await sql`insert into crawl.migration values (${migration}, '2026-11-23T00:00:00Z')`.execute(db)
      await db.destroy()
      for (const _try of [1, 2]) {
        await expect(openStore(url)).rejects.toMatchObject({
          code: 'database-refused',
          message: expect.stringMatching(message),
          hint: expect.stringMatching(hint),
        })
      }
    },
  )
})

test('several programs that migrate one Postgres at once all succeed', async () => {
  const url = await freshUrl('postgres 15')
  const stores = await Promise.all(Array.from({ length: 5 }, () => openStore(url)))
  for (const { db } of stores) {
    expect(await migrationsOf(db)).toMatchObject(Object.keys(migrations).map((name) => ({ name })))
  }
  for (const store of stores) await store.close()
})
