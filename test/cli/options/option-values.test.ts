import { InvalidArgumentError } from 'commander'
import { describe, expect, test } from 'vitest'
import {
  absoluteUrl,
  byteCount,
  countFrom,
  durationFlag,
  followFlag,
  freeSpace,
  idRangeFlag,
  isoTime,
  nameList,
  portNumber,
  requestRate,
} from '../../../src/cli/options/option-values.ts'

/** What the option's value is read as, and what is refused with the given message. */
const options = [
  {
    read: absoluteUrl,
    good: [['https://okwave.jp/qa/q1.html', 'https://okwave.jp/qa/q1.html']],
    wrong: ['okwave.jp', ''],
    message: 'Give an absolute URL, as in https://okwave.jp/qa/q1.html.',
  },
  {
    read: isoTime,
    good: [
      ['2026-11-20T09:00:00+09:00', new Date('2026-11-20T00:00:00Z')],
      ['2026-11-20', new Date('2026-11-20T00:00:00Z')],
    ],
    wrong: ['20 November 2026', '2026-13-01', '1', ''],
    message: 'Give a time, as in 2026-11-20T09:00:00+09:00.',
  },
  {
    read: nameList,
    good: [
      ['question', ['question']],
      [' question , answer,', ['question', 'answer']],
    ],
    wrong: ['', ' , '],
    message: 'Give names separated by commas, as in question,answer.',
  },
  {
    read: requestRate,
    good: [
      ['0.5', 0.5],
      ['unlimited', 'unlimited'],
    ],
    wrong: ['0', '-1', 'Infinity', 'fast', ''],
    message: 'Give requests a second, as in 0.5, or unlimited.',
  },
  {
    read: portNumber,
    good: [
      ['0', 0],
      ['65535', 65_535],
    ],
    wrong: ['65536', '-1', '80.5', '', ' '],
    message: 'Give a port from 0 to 65535.',
  },
  {
    read: durationFlag,
    good: [
      ['90s', 90],
      ['2h', 7_200],
    ],
    wrong: ['soon', ''],
    message: 'Write it as 90s, 30m, 2h or 1d.',
  },
  {
    read: byteCount,
    good: [
      ['1', 1],
      ['2GB', 2_000_000_000],
    ],
    wrong: ['0', 'much', ''],
    message: 'Write it as 500MB or 2GB.',
  },
  {
    read: freeSpace,
    good: [
      ['0', 0],
      ['64MB', 64_000_000],
    ],
    wrong: ['-1', 'much', ''],
    message: 'Write it as 500MB or 2GB.',
  },
  {
    read: idRangeFlag,
    good: [
      ['8165000-8166000', { first: 8_165_000, last: 8_166_000 }],
      ['7-7', { first: 7, last: 7 }],
    ],
    wrong: ['8-7', '7', '7-', '1-2-3', '1-1234567890123456'],
    message: 'It is not a range: give the first and the last id, as in 8165000-8166000.',
  },
  {
    read: followFlag,
    good: [
      ['none', []],
      ['related, sitemap', ['related', 'sitemap']],
      ['feed', ['feed']],
    ],
    wrong: ['none,list', 'lists', '', 'toString'],
    message: 'Give one or more of related,list,sitemap,feed, or none.',
  },
  {
    read: countFrom(2),
    good: [
      ['2', 2],
      ['1000', 1_000],
    ],
    wrong: ['1', '2.5', '', ' ', '9007199254740992'],
    message: 'Give a whole number from 2.',
  },
] as const

describe.each(options)('$read.name', ({ read, good, wrong, message }) => {
  test.each([...good])('reads %j', (value, expected) => {
    expect(read(value)).toEqual(expected)
  })

  test.each([...wrong])('refuses %j and says what to write instead', (value) => {
    expect(() => read(value)).toThrow(new InvalidArgumentError(message))
  })
})
