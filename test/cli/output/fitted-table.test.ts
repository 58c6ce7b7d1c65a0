import { expect, test } from 'vitest'
import { fits, fittedTable } from '../../../src/cli/output/fitted-table.ts'

const head = ['run', 'MB', 'title']
const rows = [
  ['3f2a91c0', 1.5, '問答の答え'],
  ['9b068454', 20, null],
]
const linesAt = (width: number, spared: readonly string[] = []) =>
  fittedTable(head, rows, { width, spared }).split('\n')

test('a table that fits is whole, by its width on the screen', () => {
  const whole = ['run        MB  title', '3f2a91c0  1.5  問答の答え', '9b068454   20']
  for (const width of [25, 200, Number.POSITIVE_INFINITY]) expect(linesAt(width)).toEqual(whole)
  // 15 characters of ASCII, and five that take two columns each.
  expect(linesAt(24)).not.toEqual(whole)
})

test('a narrow terminal has no columns that can be spared, one after the other', () => {
  const table = ['run       title', '3f2a91c0  問答の答え', '9b068454']
  expect(linesAt(24, ['MB', 'run'])).toEqual(table)
  expect(linesAt(20, ['MB', 'run'])).toEqual(table)
  expect(linesAt(19, ['MB', 'run'])).toEqual(['title', '問答の答え', ''])
})

test('where nothing fits, each row is a block with all that it has', () => {
  expect(linesAt(19, ['MB'])).toEqual([
    'run    3f2a91c0',
    'MB     1.5',
    'title  問答の答え',
    '',
    'run  9b068454',
    'MB   20',
  ])
  expect(fittedTable(['none', 'at all'], [], { width: 3 })).toBe('none  at all')
})

test('every line has to fit', () => {
  expect(fits('ab\n問', 2)).toBe(true)
  expect(fits('a\nb問', 2)).toBe(false)
})
