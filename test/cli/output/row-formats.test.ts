import { describe, expect, test } from 'vitest'
import {
  csvFormat,
  jsonFormat,
  type RowFormat,
  type Rows,
  tableOf,
} from '../../../src/cli/output/row-formats.ts'

const columns = ['title', 'answers']
const rows = [
  ['クレカ', 12],
  ['key', null],
]

function written(format: RowFormat, names: readonly string[], ...batches: readonly Rows[]): string {
  return format.begin(names) + batches.map((batch) => format.rows(batch)).join('') + format.end()
}

describe('a table', () => {
  test('aligns by display width, numbers on the right', () => {
    expect(tableOf(columns, rows)).toBe('title   answers\nクレカ       12\nkey\n(2 rows)\n')
  })

  test('measures half-width kana, full-width letters, emoji and combining marks', () => {
    const names = ['ｱｲｳ', 'ＡＢ', '🚲', 'か\u3099', '가']
    const lines = tableOf(
      ['name', 'n'],
      names.map((name) => [name, 1]),
    ).split('\n')
    expect(lines.slice(1, 6)).toEqual(['ｱｲｳ   1', 'ＡＢ  1', '🚲    1', 'か\u3099    1', '가    1'])
  })

  test('prints a value on one line, cuts long values, and removes control characters', () => {
    const [, first, second] = tableOf(['v'], [['a\nb\u001b[31m\u0000c'], ['長'.repeat(40)]]).split('\n')
    expect(first).toBe('a↵b [31m c')
    expect(second).toBe(`${'長'.repeat(30)}…`)
  })

  test('says when there are no rows, and when there are more', () => {
    expect(tableOf(columns, [])).toBe('title  answers\n(0 rows)\n')
    expect(tableOf(columns, rows, true)).toMatch(/\n\(the first 2 rows; there are more: .*\)\n$/)
  })
})

describe('JSON', () => {
  test('is one array of row objects, whatever the batches', () => {
    const text = '[\n{"title":"クレカ","answers":12},\n{"title":"key","answers":null}\n]\n'
    expect(written(jsonFormat(), columns, rows)).toBe(text)
    expect(written(jsonFormat(), columns, rows.slice(0, 1), rows.slice(1), [])).toBe(text)
    expect(JSON.parse(written(jsonFormat(), columns, []))).toEqual([])
  })

  test('refuses two columns with the same name, because one would be lost', () => {
    expect(() => written(jsonFormat(), ['n', 'n'], [[1, 2]])).toThrow(/Two columns are named n/)
  })

  test('writes bytes as Postgres prints them', () => {
    expect(written(jsonFormat(), ['b'], [[new Uint8Array([0, 255])]])).toBe('[\n{"b":"\\\\x00ff"}\n]\n')
  })
})

test('CSV quotes what needs quotes, and distinguishes null from an empty text', () => {
  const text = written(
    csvFormat(),
    ['a', 'b'],
    [
      ['say "x"', 'one,two'],
      [null, ''],
    ],
    [['line\nbreak', { n: 1 }]],
  )
  expect(text).toBe('a,b\r\n"say ""x""","one,two"\r\n,""\r\n"line\nbreak","{""n"":1}"\r\n')
})
