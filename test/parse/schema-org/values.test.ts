/** Times and counts of structured data, in the forms that pages use. */
import { describe, expect, test } from 'vitest'
import { countOf } from '../../../src/parse/schema-org/counts.ts'
import { instantOf } from '../../../src/parse/schema-org/instants.ts'

describe('times', () => {
  test.each([
    ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05Z'],
    ['2024-01-02T03:04:05+09', '2024-01-02T03:04:05+09:00'],
    ['2024-01-02T03:04:05+9:00', '2024-01-02T03:04:05+09:00'],
    ['2024-01-02T03:04:05-0330', '2024-01-02T03:04:05-03:30'],
    ['2024-01-02T03:04:05 +09:00', '2024-01-02T03:04:05+09:00'],
    ['2024-01-02T03:04:05\u221205:00', '2024-01-02T03:04:05-05:00'],
    ['2024-01-02 03:04:05 UTC', '2024-01-02T03:04:05Z'],
    ['2024-01-02 03:04 GMT', '2024-01-02T03:04:00Z'],
    ['2024-01-02 03:04:05 JST', '2024-01-02T03:04:05+09:00'],
    ['2024/1/2 3:04:05Z', '2024-01-02T03:04:05Z'],
    ['20240102T030405Z', '2024-01-02T03:04:05Z'],
    ['20240102T0304+0900', '2024-01-02T03:04:00+09:00'],
    ['20240102', '2024-01-02'],
    ['2024-01-02', '2024-01-02'],
    ['2024-01-02T03:04:05.1234567Z', '2024-01-02T03:04:05.123456Z'],
    ['2024-01-02T03:04:05,5Z', '2024-01-02T03:04:05.5Z'],
    ['Tue, 02 Jan 2024 03:04:05 GMT', '2024-01-02T03:04:05Z'],
    ['Tue, 2 Jan 2024 03:04:05 +0900', '2024-01-02T03:04:05+09:00'],
    ['Tue Jan 02 2024 03:04:05 GMT+0900 (Japan Standard Time)', '2024-01-02T03:04:05+09:00'],
    ['Jan 2, 2024', '2024-01-02'],
    ['1704164645', '2024-01-02T03:04:05Z'],
    ['1704164645000', '2024-01-02T03:04:05Z'],
  ])('%s', (written, postedAt) => {
    expect(instantOf(written)).toEqual({ kind: 'instant', postedAt })
  })

  test.each([
    '2024-02-30',
    '2024-01-02T24:30:00Z',
    '0001-01-01T00:00:00+09:00',
    '9999-12-31T23:59:59-05:00',
    '2024-01-02T03:04:05+19',
  ])('%s does not exist', (written) => {
    expect(instantOf(written)).toEqual({ kind: 'impossible' })
  })

  test.each(['yesterday', '2024', '2024-01', '02/01/2024', '3 days ago', ''])('%j is no time', (written) => {
    expect(instantOf(written)).toEqual({ kind: 'none' })
  })

  test('a time without an offset is a local time', () => {
    expect(instantOf('2024-1-2 3:04')).toEqual({ kind: 'zone-unknown', clock: '2024-01-02T03:04:00' })
  })
})

describe('counts', () => {
  test.each([
    ['2', 2],
    ['2.0', 2],
    ['1,234', 1234],
    ['1 234 567', 1_234_567],
    ['12 answers', 12],
    ['1.2k', 1200],
    ['3K votes', 3000],
    ['1.5万', 15_000],
    ['４件', 4],
    ['-2', -2],
    ['\u22122', -2],
    ['+7', 7],
    ['2 km', 2],
    ['3万件', 30_000],
    ['5千人', 5000],
    ['1億', 100_000_000],
  ])('%s', (written, count) => {
    expect(countOf(written, -10)).toEqual({ kind: 'count', count })
  })

  test.each(['-11', '9999999999', '1e+21', '2.5', '9999999k', '2 million', '3百万'])(
    '%s is no count',
    (written) => {
      expect(countOf(written, -10)).toEqual({ kind: 'impossible' })
    },
  )

  test.each(['', 'many', '1,2,3', '3 of 4', null])('%j is not a number', (written) => {
    expect(countOf(written, 0)).toEqual({ kind: 'none' })
  })
})
