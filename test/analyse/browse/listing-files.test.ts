/** What a list says of the rows that it leaves out. */
import { expect, test } from 'vitest'
import { listedRows, printedRows } from '../../../src/analyse/browse/listed-rows.ts'
import { listingFile, listingSection } from '../../../src/analyse/browse/listing-files.ts'
import { listings } from '../../../src/analyse/browse/listings.ts'
import type { ReadSession } from '../../../src/analyse/read-session.ts'

const given = new URLSearchParams({ site: 'sample', name: 'hanako' })
const statement = listings.answered.statement(given) ?? ''

/** The list of a database that has so many rows for it. */
function having(rows: number): ReadSession {
  const all = async (text: string) => {
    const shown = Math.min(rows, Number(/limit (\d+)$/.exec(text)?.[1]))
    return { columns: ['site'], types: [25], rows: Array.from({ length: shown }, () => ['sample']) }
  }
  return { all, allPrinted: all } as unknown as ReadSession
}

test('a list of exactly its limit is whole, and one of a row more says that there are more', async () => {
  const shown = async (rows: number) =>
    String(
      listingSection({
        name: 'answered',
        title: '',
        query: '',
        statement,
        result: await listedRows(having(rows), statement),
        empty: '',
      }),
    )
  expect(await shown(1_001)).toContain('The first 1,000 rows, here and in the files. There are more')
  expect(await shown(1_000)).not.toContain('There are more')
})

test('its JSON says it too, and has no more rows than the limit', async () => {
  const file = async (rows: number) =>
    JSON.parse(listingFile('json', statement, await printedRows(having(rows), statement)).text)
  const cut = await file(1_001)
  expect({ more: cut.more, rows: cut.rows.length }).toEqual({ more: true, rows: 1_000 })
  expect(await file(1_000)).toMatchObject({ more: false, sql: statement })
})

test('values have the form of mondo sql: all digits, times without quotes, null apart from an empty text', () => {
  // timestamptz, date, bool, text[], jsonb, int8, numeric, float8, text, text
  const types = [1184, 1082, 16, 1009, 3802, 20, 1700, 701, 25, 25]
  const columns = ['at', 'day', 'yes', 'list', 'json', 'big', 'exact', 'nan', 'empty', 'nothing']
  const row = [
    '2013-07-08 03:34:00.5+00',
    '2013-07-08',
    't',
    '{a,"b,c"}',
    '{"a": 1}',
    '9007199254740993',
    '1.50',
    'NaN',
    '',
    null,
  ]
  const result = { columns, types, rows: [row], isCut: false }
  expect(listingFile('csv', statement, result).text).toBe(
    `at,day,yes,list,json,big,exact,nan,empty,nothing\r\n2013-07-08T03:34:00.500Z,2013-07-08,true,"[""a"",""b,c""]","{""a"": 1}",9007199254740993,1.50,NaN,"",\r\n`,
  )
  expect(listingFile('json', 'select "é"', result).text).toBe(
    `{"sql":"select \\"é\\"","columns":${JSON.stringify(columns)},"more":false,"rows":[{"at":"2013-07-08T03:34:00.500Z","day":"2013-07-08","yes":true,"list":["a","b,c"],"json":{"a": 1},"big":9007199254740993,"exact":1.50,"nan":"NaN","empty":"","nothing":null}]}\n`,
  )
  expect(listingFile('json', 'x', { columns: [], types: [], rows: [], isCut: true }).text).toBe(
    '{"sql":"x","columns":[],"more":true,"rows":[]}\n',
  )
})

test('every list but that of one question ends with its limit, by which its page knows that it was cut', () => {
  const key = new URLSearchParams({ site: 'a', id: 'b', name: 'c', q: 'd' })
  const unlimited = Object.entries(listings).filter(
    ([, list]) => !/ ?limit \d+$/.test(list.statement(key) ?? ''),
  )
  expect(unlimited.map(([name]) => name)).toEqual(['question'])
})
