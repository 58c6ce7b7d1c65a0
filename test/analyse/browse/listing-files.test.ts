/** What a list says of the rows that it leaves out. */
import { expect, test } from 'vitest'
import { listedRows } from '../../../src/analyse/browse/listed-rows.ts'
import { listingFile, listingSection } from '../../../src/analyse/browse/listing-files.ts'
import { listings } from '../../../src/analyse/browse/listings.ts'
import type { ReadSession } from '../../../src/analyse/read-session.ts'

const given = new URLSearchParams({ site: 'sample', name: 'hanako' })
const statement = listings.answered.statement(given) ?? ''

/** The list of a database that has so many rows for it. */
async function listed(rows: number) {
  const all = async (text: string) => {
    const shown = Math.min(rows, Number(/limit (\d+)$/.exec(text)?.[1]))
    return { columns: ['site'], rows: Array.from({ length: shown }, () => ['sample']) }
  }
  return await listedRows({ all } as unknown as ReadSession, statement)
}

test('a list of exactly its limit is whole, and one of a row more says that there are more', async () => {
  const shown = async (rows: number) =>
    String(
      listingSection({
        name: 'answered',
        title: '',
        query: '',
        statement,
        result: await listed(rows),
        empty: '',
      }),
    )
  expect(await shown(1_001)).toContain('The first 1,000 rows, here and in the files. There are more')
  expect(await shown(1_000)).not.toContain('There are more')
})

test('its JSON says it too, and has no more rows than the limit', async () => {
  const file = async (rows: number) => JSON.parse(listingFile('json', statement, await listed(rows)).text)
  const cut = await file(1_001)
  expect({ more: cut.more, rows: cut.rows.length }).toEqual({ more: true, rows: 1_000 })
  expect(await file(1_000)).toMatchObject({ more: false, sql: statement })
})

test('every list but that of one question ends with its limit, by which its page knows that it was cut', () => {
  const key = new URLSearchParams({ site: 'a', id: 'b', name: 'c', q: 'd' })
  const unlimited = Object.entries(listings).filter(
    ([, list]) => !/ ?limit \d+$/.test(list.statement(key) ?? ''),
  )
  expect(unlimited.map(([name]) => name)).toEqual(['question'])
})
