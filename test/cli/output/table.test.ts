import { expect, test } from 'vitest'
import { renderTable } from '../../../src/cli/output/table.ts'

const linesOf = (...of: Parameters<typeof renderTable>) => renderTable(...of).split('\n')

test('numbers are aligned right, texts left, by their width on a terminal', () => {
  const rows = [
    ['猫', 5, 'x'],
    ['dog', 1200, null],
    ['', null, 7n],
  ]
  expect(linesOf(['name', 'count', 'mixed'], rows)).toEqual([
    'name  count  mixed',
    '猫        5  x',
    'dog    1200',
    '             7',
  ])
})

test('columns of texts may be aligned right, and null may have a text', () => {
  expect(linesOf(['a', 'b'], [['1', null]], { alignedRight: [true], nullText: 'none' })).toEqual([
    'a  b',
    '1  none',
  ])
  expect(linesOf(['long', 'b'], [['1', 'x']], { alignedRight: [true, false] })).toEqual([
    'long  b',
    '   1  x',
  ])
})

test('a value is one line: times in ISO 8601, objects as JSON, no control character', () => {
  const rows = [[new Date(0), { a: [true] }, 'two\nlines\u001b[2J']]
  const [, line = ''] = linesOf(['a', 'b', 'c'], rows)
  expect(line).toMatch(/^1970-01-01T00:00:00\.000Z {2}\{"a":\[true\]\} {2}two/)
  expect(line).not.toMatch(/[\u0000-\u001f]/)
})

test('a cell that is too long is cut by its width', () => {
  const cut = (text: string, maxCellWidth: number) => linesOf(['a'], [[text]], { maxCellWidth })[1]
  expect(cut('abcdef', 6)).toBe('abcdef')
  expect(cut('abcdefg', 6)).toBe('abcdef…')
  expect(cut('猫が鳴く', 8)).toBe('猫が鳴く')
  expect(cut('猫が鳴く', 7)).toBe('猫が鳴…')
  expect(cut('猫が鳴く', 6)).toBe('猫が鳴…')
})

test('a column without any value is none of numbers, and a table may have no row', () => {
  expect(linesOf(['name', 'b'], [[null, 'x']])).toEqual(['name  b', '      x'])
  expect(linesOf(['name', 'b'], [])).toEqual(['name  b'])
})
