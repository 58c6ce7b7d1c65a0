/** Times in the forms that sites show, in the site's time zone. */
import { describe, expect, test } from 'vitest'
import { readShownTime } from '../../../src/parse/text/shown-times.ts'

/** 05:00 on 2 March 2021 in Tokyo, 21:00 on 1 March in Berlin. */
const capturedAt = new Date('2021-03-01T20:00:00Z')
const read = (text: string, zone: string | null) => readShownTime(text, { zone, capturedAt })
const postedAt = (text: string, zone: string | null = 'Asia/Tokyo') => {
  const time = read(text, zone)
  return time.kind === 'posted' ? time.postedAt : time.kind
}

test.each([
  ['2020/7/13 1:10', '2020-07-13T01:10:00+09:00'],
  ['お礼日時：2020/7/14 9:00', '2020-07-14T09:00:00+09:00'],
  ['投稿 2021/03/04 10:11', '2021-03-04T10:11:00+09:00'],
  ['2012年5月27日に投稿', '2012-05-27'],
  ['平成25年7月8日 12:34 JST', '2013-07-08T12:34:00+09:00'],
  ['2012-05-27 12:09:16Z', '2012-05-27T12:09:16Z'],
  ['2012-05-27 12:09:16 UTC', '2012-05-27T12:09:16Z'],
  ['2020-01-01T10:00:00.123', '2020-01-01T10:00:00+09:00'],
  ['2012-05-27 12:09:16Z, License: CC BY-SA 3.0', '2012-05-27T12:09:16Z'],
  ['1338120556', '2012-05-27T12:09:16Z'],
  ["asked May 27 '12 at 12:09", '2012-05-27T12:09:00+09:00'],
  ['May 27, 2012', '2012-05-27'],
  ['27 May 2012 12:09:16 GMT', '2012-05-27T12:09:16Z'],
  ['Sun, 27 May 2012 12:09:16 +0200', '2012-05-27T12:09:16+02:00'],
  ['Sunday, May 27th, 2012 3:04 PM', '2012-05-27T15:04:00+09:00'],
  ['Feb 12 at 6:33', '2021-02-12T06:33:00+09:00'],
  ['Dec 12 at 6:33', '2020-12-12T06:33:00+09:00'],
])('%s', (text, expected) => expect(postedAt(text)).toBe(expected))

test.each([
  ['3日前', '2021-02-27', '2021-02-26'],
  ['2 hours ago', '2021-03-02', '2021-03-01'],
  ['a week ago', '2021-02-23', '2021-02-22'],
  ['yesterday at 10:20', '2021-03-01', '2021-02-28'],
  ['たった今', '2021-03-02', '2021-03-01'],
])('%s is a day by the clock of the zone', (text, tokyo, berlin) => {
  expect([postedAt(text), postedAt(text, 'Europe/Berlin')]).toEqual([tokyo, berlin])
  expect(postedAt(text, null)).toBe('zone-unknown')
})

describe('what names no time', () => {
  test.each(['2か月前', 'last year', 'May', '27', '12/31/2012', 'x'.repeat(1_000)])('%s', (text) => {
    expect(postedAt(text)).toBe('none')
  })
  test('a relative time without a time of the capture', () => {
    expect(readShownTime('3日前', { zone: 'UTC', capturedAt: undefined })).toEqual({ kind: 'none' })
  })
  test('a day that the calendar lacks', () => expect(postedAt('2012-02-30')).toBe('impossible'))
})

describe('clocks that are moved', () => {
  test.each([
    ['2021-03-28 01:59', '2021-03-28T01:59:00+01:00'],
    ['2021-03-28 02:30', 'zone-unknown'],
    ['2021-03-28 03:00', '2021-03-28T03:00:00+02:00'],
    ['2021-10-31 01:59', '2021-10-31T01:59:00+02:00'],
    ['2021-10-31 02:30', 'zone-unknown'],
    ['2021-10-31 03:00', '2021-10-31T03:00:00+01:00'],
  ])('%s in Berlin', (text, expected) => expect(postedAt(text, 'Europe/Berlin')).toBe(expected))

  test('by half an hour on Lord Howe Island', () => {
    expect(postedAt('2021-04-04 01:45', 'Australia/Lord_Howe')).toBe('zone-unknown')
    expect(postedAt('2021-04-04 02:15', 'Australia/Lord_Howe')).toBe('2021-04-04T02:15:00+10:30')
  })

  test('an offset in the text is believed', () => {
    expect(postedAt('2021-10-31 02:30+01:00', 'Europe/Berlin')).toBe('2021-10-31T02:30:00+01:00')
  })
})

test('without a zone a time is not known, a day is', () => {
  expect(read('2021-03-01 10:00', null)).toEqual({ kind: 'zone-unknown' })
  expect(read('2021-03-01', null)).toEqual({ kind: 'posted', postedAt: '2021-03-01' })
})
