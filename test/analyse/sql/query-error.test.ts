/** What a person reads where a query fails. */
import { describe, expect, test } from 'vitest'
import { explainedError, QueryError } from '../../../src/analyse/sql/query-error.ts'
import { MondoError } from '../../../src/model/errors.ts'

type Fields = Readonly<Record<string, string | number>>

function explained(fields: Fields, text = 'select x', offset = 0, message = 'no column x'): QueryError {
  const error = explainedError(Object.assign(new Error(message), fields), text, offset)
  if (!(error instanceof QueryError)) throw new Error('not explained')
  return error
}

describe('the place in the query', () => {
  test('is shown as psql does, with a caret under it', () => {
    const { message, excerpt, code } = explained({ code: '42703', position: '8' })
    expect(code).toBe('usage')
    expect(message).toBe('The query failed: no column x.')
    expect(excerpt).toBe('LINE 1: select x\n               ^')
  })

  test('counts from behind what stands before the query', () => {
    expect(explained({ code: '42703', position: 28 }, 'select x', 20).excerpt).toBe(
      'LINE 1: select x\n               ^',
    )
  })

  test('names the line of a query of several, and shows that line alone', () => {
    const { message, excerpt } = explained({ code: '42703', position: '15' }, 'select 1,\n  x,\n  2')
    expect(message).toBe('The query failed: no column x (line 2).')
    expect(excerpt).toBe('LINE 2:   x,\n            ^')
  })

  test('is found by characters and put under wide ones', () => {
    expect(explained({ code: '42703', position: '12' }, "select '猫😀'x").excerpt).toBe(
      "LINE 1: select '猫😀'x\n                     ^",
    )
  })

  test('is cut out of a long line', () => {
    const text = `select ${'a'.repeat(60)}x${'b'.repeat(40)}`
    expect(explained({ code: '42703', position: '68' }, text).excerpt).toBe(
      `LINE 1: …${'a'.repeat(60)}x${'b'.repeat(29)}…\n${' '.repeat(69)}^`,
    )
    const fits = `${'a'.repeat(60)}x${'b'.repeat(29)}`
    expect(explained({ code: '42703', position: '61' }, fits).excerpt).toBe(
      `LINE 1: ${fits}\n${' '.repeat(68)}^`,
    )
  })

  test('may be unknown, or before the query', () => {
    expect(explained({ code: '42703' }).excerpt).toBeNull()
    expect(explained({ code: '42703', position: '5' }, 'select x', 5).excerpt).toBeNull()
  })
})

describe('what to do about it', () => {
  const hintOf = (fields: Fields, message?: string) => explained(fields, 'select x', 0, message).hint

  test.each([
    ['57014', 'Ask for less, or give a longer --timeout.'],
    [
      '08P01',
      'Name the parameter, as in :category in the place of $1, and give its value: -p category=VALUE.',
    ],
    ['25006', 'mondo only reads here.'],
    ['0A000', 'mondo only reads here.'],
    ['42501', 'This login may read the schema qa only.'],
    [
      '42P01',
      'Tables and views are in the schema qa (mondo db docs lists them); mondo db migrate makes them.',
    ],
    ['42P18', 'Say what type the parameter is, as in :name::text.'],
    ['42703', 'Correct the query. Tables and views are in the schema qa: mondo db docs lists them.'],
  ])('after %s is: %s', (code, hint) => {
    expect(hintOf({ code })).toBe(hint)
  })

  test('is what Postgres says, where it says something', () => {
    expect(hintOf({ code: '42P01', hint: 'Perhaps you meant y.' })).toBe('Perhaps you meant y.')
    expect(explained({ code: '22P02', detail: 'Of x.' }).message).toBe('The query failed: no column x. Of x.')
  })

  test('is one query at a time, where there were several', () => {
    expect(hintOf({ code: '42601' }, 'cannot insert multiple commands')).toBe('Give one query at a time.')
  })
})

test.each(['08006', '53300', '57P01', '58030', 'XX000', 'ECONNRESET', ''])(
  'an error of the server, %s, is none of the query',
  (code) => {
    const error = Object.assign(new Error('gone'), { code })
    expect(explainedError(error, 'select x', 0)).toBe(error)
  },
)

test('an error that is explained already, or is none, stays as it is', () => {
  const ours = Object.assign(new MondoError('usage', 'no'), { position: 1 })
  expect(explainedError(ours, 'select x', 0)).toBe(ours)
  expect(explainedError('text', 'select x', 0)).toBe('text')
})
