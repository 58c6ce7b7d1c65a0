/** Dates of WARC fields. They are UTC, in whatever zone the machine is. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { warcDate } from '../../src/archive/warc-date.ts'

let zone: string | undefined
beforeEach(() => {
  zone = process.env['TZ']
  process.env['TZ'] = 'Asia/Tokyo'
})
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

test.each([
  ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05.000Z'],
  ['2024-01-02T03:04:05.123456789Z', '2024-01-02T03:04:05.123Z'],
  ['2024-01-02T03:04:05', '2024-01-02T03:04:05.000Z'],
  ['2024-01-02 03:04:05', '2024-01-02T03:04:05.000Z'],
  ['2024-01-02t03:04:05z', '2024-01-02T03:04:05.000Z'],
  ['2024-01-02T03:04:05 Z', '2024-01-02T03:04:05.000Z'],
  ['2024-01-02T03:04:05+09:00', '2024-01-01T18:04:05.000Z'],
  ['2024-01-02T03:04Z', '2024-01-02T03:04:00.000Z'],
  ['20240102030405', '2024-01-02T03:04:05.000Z'],
  ['20240102030405Z', '2024-01-02T03:04:05.000Z'],
  ['20240102030405678', '2024-01-02T03:04:05.678Z'],
  ['2024-01-02', '2024-01-02T00:00:00.000Z'],
  ['2024-01', '2024-01-01T00:00:00.000Z'],
  ['2024', '2024-01-01T00:00:00.000Z'],
  ['Tue, 02 Jan 2024 03:04:05 GMT', '2024-01-02T03:04:05.000Z'],
])('%s is %s', (written, iso) => {
  expect(warcDate(written)?.toISOString()).toBe(iso)
})

test.each(['', 'yesterday', '2024-13-40T00:00:00Z', '20241340000000', 'Tue Jan 02 2024 03:04:05', '1'])(
  '%j is none',
  (written) => {
    expect(warcDate(written)).toBeNull()
  },
)
