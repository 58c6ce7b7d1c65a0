/** Times that can be stored: those of usual form are told by one test, which must agree with the calendar. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPostedAt } from '../../src/model/posted-at.ts'
import { draws } from '../draws.ts'

const two = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((number) => String(number).padStart(2, '0'))
const written = fc
  .tuple(
    fc.constantFrom('0000', '0001', '0999', '1000', '1899', '1900', '2000', '2024', '2099', '9999'),
    two(0, 13),
    two(0, 32),
    fc.constantFrom('', 'T'),
    fc.tuple(two(0, 25), two(0, 60), two(0, 60)),
    fc.constantFrom('', 'Z', '+09:00', '-15:59', '+14:60', '+16:00'),
  )
  .map(
    ([year, month, day, t, clock, zone]) =>
      `${year}-${month}-${day}${t === '' ? '' : t + clock.join(':') + zone}`,
  )

test('a text of the form is a time if its day and its time of day exist', () => {
  fc.assert(
    fc.property(written, (text) => {
      const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text)?.map(Number) ?? []
      const ofDay = new Date(Date.UTC(2000, (month ?? 0) - 1, day))
      ofDay.setUTCFullYear(year ?? 0, (month ?? 0) - 1, day)
      const doesExist = ofDay.getUTCMonth() + 1 === month && ofDay.getUTCDate() === day && year !== 0
      const isTime = /^.{10}(?:T.*(?:Z|[+-](?:0\d|1[0-5]):[0-5]\d))?$/.test(text)
      const moment = new Date(text).getTime()
      const isInYears =
        moment >= Date.parse('0001-01-01T00:00:00Z') && moment < Date.parse('+010000-01-01T00:00:00Z')
      expect(isPostedAt(text)).toBe(doesExist && isTime && isInYears)
    }),
    draws(500, 20_000),
  )
})
