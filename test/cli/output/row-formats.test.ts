import { describe, expect, test } from 'vitest'
import type { PrintedResult } from '../../../src/analyse/read-session.ts'
import {
  csvFormat,
  expandedFormat,
  jsonFormat,
  type RowFormat,
  tableOf,
} from '../../../src/cli/output/row-formats.ts'

const [text, integer] = [25, 23]
const rows: PrintedResult = {
  columns: ['title', 'answers'],
  types: [text, integer],
  rows: [
    ['クレカ', '12'],
    ['key', null],
  ],
}
const of = (values: readonly (string | null)[], type = text): PrintedResult => ({
  columns: ['v'],
  types: [type],
  rows: values.map((value) => [value]),
})

function written(format: RowFormat, ...batches: readonly PrintedResult[]): string {
  return batches.map((batch) => format.batch(batch)).join('') + format.end()
}

describe('a table', () => {
  test('aligns by display width, numbers on the right, and shows null', () => {
    expect(tableOf(rows)).toBe('title   answers\nクレカ       12\nkey        NULL\n(2 rows)\n')
  })

  test('measures half-width kana, full-width letters, emoji and combining marks', () => {
    const names = ['ｱｲｳ', 'ＡＢ', '🚲', 'か\u3099', '가']
    const lines = tableOf({ ...rows, rows: names.map((name) => [name, '1']) }).split('\n')
    const cells = [
      'ｱｲｳ          1',
      'ＡＢ         1',
      '🚲           1',
      'か\u3099           1',
      '가           1',
    ]
    expect(lines.slice(1, 6)).toEqual(cells)
  })

  test('prints a value on one line, cuts long values, and removes control characters', () => {
    const [, first, second] = tableOf(of(['a\nb\u001b[31m\u0000c', '長'.repeat(40)])).split('\n')
    expect(first).toBe('a↵b [31m c')
    expect(second).toBe(`${'長'.repeat(30)}…`)
  })

  test('says when there are no rows, and when there are more', () => {
    expect(tableOf({ ...rows, rows: [] })).toBe('title  answers\n(0 rows)\n')
    expect(tableOf(rows, true)).toMatch(/\n\(the first 2 rows; there are more: .*\)\n$/)
  })
})

test('expanded, every value stands whole on lines of its own, and drives no terminal', () => {
  const wide = { ...rows, rows: [[`${'長'.repeat(40)}\n二行目\u001b[31m`, null], ...rows.rows] }
  expect(written(expandedFormat(), wide, { ...rows, rows: [] })).toBe(
    [
      `-[ row 1 ]${'-'.repeat(20)}`,
      `title   | ${'長'.repeat(40)}`,
      '        | 二行目 [31m',
      'answers | NULL',
      `-[ row 2 ]${'-'.repeat(20)}`,
      'title   | クレカ',
      'answers | 12',
      `-[ row 3 ]${'-'.repeat(20)}`,
      'title   | key',
      'answers | NULL',
      '(3 rows)\n',
    ].join('\n'),
  )
})

describe('JSON', () => {
  test('is one array of row objects, whatever the batches', () => {
    const expected = '[\n{"title":"クレカ","answers":12},\n{"title":"key","answers":null}\n]\n'
    const [first = [], second = []] = rows.rows
    const part = (...some: typeof rows.rows) => ({ ...rows, rows: some })
    expect(written(jsonFormat(), rows)).toBe(expected)
    expect(written(jsonFormat(), part(first), part(second), part())).toBe(expected)
    expect(JSON.parse(written(jsonFormat(), part()))).toEqual([])
  })

  test('refuses two columns with the same name, because one would be lost', () => {
    expect(() => written(jsonFormat(), { ...rows, columns: ['n', 'n'] })).toThrow(/Two columns are named n/)
  })

  test.each([
    ['a bigint', 20, '9007199254740993', '9007199254740993'],
    ['a numeric', 1700, '0.10000000000000000001', '0.10000000000000000001'],
    ['a float8', 701, '1e+20', '1e+20'],
    ['NaN', 1700, 'NaN', '"NaN"'],
    ['infinity', 701, '-Infinity', '"-Infinity"'],
    ['a boolean', 16, 't', 'true'],
    ['bytes', 17, '\\x00ff', '"\\\\x00ff"'],
    ['an instant', 1184, '2013-07-08 03:34:00+00', '"2013-07-08T03:34:00.000Z"'],
    ['microseconds', 1184, '2013-07-08 03:34:00.0001+00', '"2013-07-08T03:34:00.000100Z"'],
    ['no instant', 1184, 'infinity', '"infinity"'],
    ['an interval', 1186, '1 day 02:00:00', '"1 day 02:00:00"'],
    ['a day', 1082, '2013-07-08', '"2013-07-08"'],
    ['json', 3802, '{"a": 12345678901234567890}', '{"a": 12345678901234567890}'],
    ['texts', 1009, '{a,"b,c",NULL,"NULL"}', '["a","b,c",null,"NULL"]'],
    ['numerics', 1231, '{1.50,NaN}', '[1.50,"NaN"]'],
    ['a list of lists', 1007, '{{1,2},{3,4}}', '[[1,2],[3,4]]'],
  ])('writes %s', (_, type, printed, json) => {
    expect(written(jsonFormat(), of([printed], type))).toBe(`[\n{"v":${json}}\n]\n`)
  })
})

describe('CSV', () => {
  test('quotes what needs quotes, and distinguishes null from an empty text', () => {
    const batch = (...values: readonly (readonly (string | null)[])[]): PrintedResult => ({
      columns: ['a', 'b'],
      types: [text, 3802],
      rows: values,
    })
    const all = written(
      csvFormat(),
      batch(['say "x"', '"one,two"'], [null, '""'], ['', null]),
      batch(['line\nbreak', '{"n": 1}']),
    )
    expect(all).toBe('a,b\r\n"say ""x""","""one,two"""\r\n,""""""\r\n"",\r\n"line\nbreak","{""n"": 1}"\r\n')
  })

  test('has its line of names also without rows, and is exact unless told otherwise', () => {
    expect(written(csvFormat(), of([]))).toBe('v\r\n')
    expect(written(csvFormat(), of(['=1+1', '-3', '＝1']))).toBe('v\r\n=1+1\r\n-3\r\n＝1\r\n')
  })

  test('for a spreadsheet is marked as UTF-8 and begins no text like a formula; numbers stay numbers', () => {
    const formulas = [
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      '\t=1',
      '＝1',
      ' =1',
      '　=1',
      '\r=1',
      '|=1',
      "'=1",
      null,
      '',
    ]
    const csv = written(csvFormat({ forSpreadsheet: true }), of(formulas))
    expect(csv.split('\r\n')).toEqual([
      ...['\ufeffv', "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'＝1", "' =1", "'　=1", `"'\r=1"`],
      ...['|=1', "'=1", '', '""', ''],
    ])
    expect(written(csvFormat({ forSpreadsheet: true }), of(['-3'], integer))).toBe('\ufeffv\r\n-3\r\n')
    expect(written(csvFormat({ forSpreadsheet: true }), { ...of([]), columns: ['=cmd'] })).toContain("'=cmd")
  })
})
