import { describe, expect, test } from 'vitest'
import { csvOf, jsonOf, tableOf } from '../../src/cli/row-formats.ts'

const columns = ['title', 'answers']
const rows = [
  ['クレカ', 12],
  ['key', null],
]

describe('a table', () => {
  test('aligns by display width, numbers on the right', () => {
    expect(tableOf(columns, rows)).toBe('title   answers\nクレカ       12\nkey\n(2 rows)\n')
  })

  test('keeps a value on one line, cuts a long one, and lets no control character through', () => {
    const [, first, second] = tableOf(['v'], [['a\nb\u001b[31m\u0000c'], ['長'.repeat(40)]]).split('\n')
    expect(first).toBe('a↵b [31m c')
    expect(second).toBe(`${'長'.repeat(30)}…`)
  })

  test('says so when there is no row', () => {
    expect(tableOf(columns, [])).toBe('title  answers\n(0 rows)\n')
  })
})

test('JSON is one array of row objects', () => {
  expect(jsonOf(columns, rows)).toBe(
    '[\n{"title":"クレカ","answers":12},\n{"title":"key","answers":null}\n]\n',
  )
  expect(JSON.parse(jsonOf(columns, []))).toEqual([])
})

test('CSV quotes what needs it, and tells null from an empty text', () => {
  const text = csvOf(
    ['a', 'b'],
    [
      ['say "x"', 'one,two'],
      [null, ''],
      ['line\nbreak', { n: 1 }],
    ],
  )
  expect(text).toBe('a,b\r\n"say ""x""","one,two"\r\n,""\r\n"line\nbreak","{""n"":1}"\r\n')
})
