/** `parseDate`: Japanese date formats and relative dates. */
import { expect, test } from 'vitest'
import { parseDate } from '../../../src/parse/text/dates.ts'

const capturedAt = new Date('2026-11-23T16:30:00Z') // 24 November, 01:30 in Japan

test.each([
  ['2013/07/08 12:34', '2013-07-08T12:34:00+09:00'],
  ['2013-7-8 9:05:07', '2013-07-08T09:05:07+09:00'],
  ['2013/07/08 23:59:59', '2013-07-08T23:59:59+09:00'],
  ['2013/07/08 午後12:00', '2013-07-08T12:00:00+09:00'],
  ['2013/07/08 午前0:00', '2013-07-08T00:00:00+09:00'],
  ['2013/07/08', '2013-07-08'],
  ['2013年7月8日', '2013-07-08'],
  ['2013年7月8日（月） 12時34分', '2013-07-08T12:34:00+09:00'],
  ['２０１３／０７／０８　１２：３４', '2013-07-08T12:34:00+09:00'],
  ['2013年7月8日 午後3:04', '2013-07-08T15:04:00+09:00'],
  ['平成25年7月8日 12:34', '2013-07-08T12:34:00+09:00'],
  ['令和元年5月1日', '2019-05-01'],
  ['令和6年2月29日', '2024-02-29'],
  ['R6.2.29', '2024-02-29'],
  ['昭和64年1月7日', '1989-01-07'],
])('%s is the date %s', (written, expected) => {
  expect(parseDate(written)).toBe(expected)
})

test.each([
  '2023/02/29',
  '2013/13/01',
  '2013年',
  '12:34',
  'No.3です。',
  '2013/07/08 24:00',
  '2013/07/08 12:60',
  '2013/07/08 12:34:60',
  '2013/07/08 午後12:60',
  '',
  '10.2.3.4',
  '2013/07/08 に行きました',
  // In UTC it is in the year before 1.
  '0001/01/01 00:00',
])('%s is not a date', (written) => {
  expect(parseDate(written)).toBeNull()
})

test('a relative date names its day in Japan at the time of the capture', () => {
  expect(parseDate('3日前', capturedAt)).toBe('2026-11-21')
  expect(parseDate('2時間前', capturedAt)).toBe('2026-11-23')
  expect(parseDate('1週間前', capturedAt)).toBe('2026-11-17')
})

test('a relative date outside of the years that a record can hold names no day', () => {
  expect(parseDate('1分前', new Date(8.64e15))).toBeNull()
  expect(parseDate('1分前', new Date('+010000-01-02T00:00:00Z'))).toBeNull()
  expect(parseDate('1日前', new Date('0000-06-01T00:00:00Z'))).toBeNull()
})

test('a relative date without a capture time, or of months, names no day', () => {
  expect(parseDate('3日前')).toBeNull()
  expect(parseDate('2か月前', capturedAt)).toBeNull()
})

test('a day is one of the calendar, written as ISO 8601 writes it', () => {
  for (const year of [999, 1000, 1900, 2000, 2012, 2013, 9999]) {
    for (let month = 0; month <= 13; month += 1) {
      for (let day = 0; day <= 32; day += 1) {
        const written = [String(year).padStart(4, '0'), month, day].join('/')
        const date = new Date(Date.UTC(year, month - 1, day))
        const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
        expect(parseDate(written)).toBe(exists ? date.toISOString().slice(0, 10) : null)
      }
    }
  }
})
