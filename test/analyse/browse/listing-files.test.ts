/** What a list says of the rows that it leaves out. */
import { expect, test } from 'vitest'
import { listingSection } from '../../../src/analyse/browse/listing-files.ts'
import { listings } from '../../../src/analyse/browse/listings.ts'

const given = new URLSearchParams({ site: 'sample', name: 'hanako' })

function shown(rows: number): string {
  const statement = listings.answered.statement(given) ?? ''
  const result = { columns: ['site'], rows: Array.from({ length: rows }, () => ['sample']) }
  return String(listingSection({ name: 'answered', title: '', query: '', statement, result, empty: '' }))
}

test('a list that was cut says so, and a whole one does not', () => {
  expect(shown(1_000)).toContain('The first 1,000 rows, here and in the files. There may be more')
  expect(shown(999)).not.toContain('There may be more')
})

test('every list but that of one question ends with its limit, by which its page knows that it was cut', () => {
  const key = new URLSearchParams({ site: 'a', id: 'b', name: 'c', q: 'd' })
  const unlimited = Object.entries(listings).filter(
    ([, { statement }]) => !/ ?limit \d+$/.test(statement(key) ?? ''),
  )
  expect(unlimited.map(([name]) => name)).toEqual(['question'])
})
