/** The times of a schedule entry: what is taken, what is refused, and what `H` stands for. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cronTimes } from '../../src/queue/cron-times.ts'

test.each(['0 3 * * *', '*/5 0-6,12 1 JAN MON-THU', '0 3 L * 5L'])('%s stays as it is written', (cron) => {
  expect(cronTimes(cron, 'nightly')).toBe(cron)
})

test('blanks between the fields may be any', () => {
  expect(cronTimes(' 0\t3 *  * *\n', 'nightly')).toBe('0 3 * * *')
})

test.each([
  ['0 3 * *', '4 fields', 'all five in one pair of quotes'],
  ['0 0 3 * * *', '6 fields', 'all five in one pair of quotes'],
  ['0', '1 field', 'all five in one pair of quotes'],
  ['', '0 fields', 'all five in one pair of quotes'],
  ['FREQ=DAILY;BYHOUR=3', '1 field', 'all five in one pair of quotes'],
  ['@daily', 'a nickname', '"0 0 \\* \\* \\*"'],
  ['@reboot', '1 field', 'minute, hour'],
])('%j is refused: %s', (cron, what, hint) => {
  expect(() => cronTimes(cron, 'nightly')).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: `schedule: not a time: "${cron}" has not five fields but ${what}`,
      hint: expect.stringMatching(hint),
    }),
  )
})

test('H is a value of its field that the name alone decides', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\w.-]{1,20}$/), (name) => {
      const times = cronTimes('H H(1-5) H * H', name)
      const [minute, hour, day, month, weekday] = times.split(' ')
      expect(cronTimes('H H(1-5) H * H', name)).toBe(times)
      expect(month).toBe('*')
      expect([minute, hour, day, weekday].map(Number).every(Number.isInteger)).toBe(true)
      expect(Number(minute)).toBeLessThan(60)
      expect(Number(hour)).toBeGreaterThanOrEqual(1)
      expect(Number(hour)).toBeLessThanOrEqual(5)
      // A day that every month has.
      expect(Number(day)).toBeLessThanOrEqual(28)
    }),
  )
  const minutes = new Set(Array.from({ length: 50 }, (_, at) => cronTimes('H 3 * * *', `entry-${at}`)))
  expect(minutes.size).toBeGreaterThan(20)
})

test('H with a step begins somewhere in the first step', () => {
  expect(cronTimes('H/15 * * * *', 'nightly')).toMatch(/^(\d+),(\d+),(\d+),(\d+) \* \* \* \*$/)
})

test.each([
  '61 3 * * *',
  '0 3 31 2 *',
  '5-1 * * * *',
  'H(50-70x) * * * *',
  'H(9-3) * * * *',
  'H/0 * * * *',
  'Hx * * * *',
])('%s is refused', (cron) => {
  expect(() => cronTimes(cron, 'nightly')).toThrow(expect.objectContaining({ code: 'usage' }))
})

test.each([
  ['0 25 * * *', '25 is not in 0-23'],
  ['0 3 30 2 *', 'none of these months has that day'],
])('%s is refused in plain words', (cron, why) => {
  expect(() => cronTimes(cron, 'nightly')).toThrow(`schedule: not a time: "${cron}": ${why}`)
})
