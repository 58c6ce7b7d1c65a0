/** `retryAfter`: both forms of the header, and its limits. */
import { describe, expect, it } from 'vitest'
import { retryAfter } from '../../src/fetch/retry-after.ts'

const now = new Date('1994-11-06T08:00:00Z')

function waitSeconds(value: string): number | null {
  const until = retryAfter({ headers: [['retry-after', value]] }, now)
  return until === null ? null : (until.getTime() - now.getTime()) / 1000
}

describe('retryAfter', () => {
  it.each([
    ['120', 120],
    [' 0 ', 0],
    ['1.5', 1.5],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 2977],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 2977],
    ['Sun Nov  6 08:49:37 1994', 2977],
    ['Sun, 06 Nov 1994 07:00:00 GMT', 0],
  ])('reads %j as a wait of %s seconds', (value, seconds) => {
    expect(waitSeconds(value)).toBe(seconds)
  })

  it.each(['86401', '99999999999999999999999', 'Fri, 31 Dec 9999 23:59:59 GMT'])(
    'caps %s at a day',
    (value) => {
      expect(waitSeconds(value)).toBe(86_400)
    },
  )

  it.each(['', 'later', '-1', '1e3', 'Sun, 99 Nov 1994 08:49:37 GMT', '1994-11-06'])(
    'ignores %j',
    (value) => {
      expect(waitSeconds(value)).toBeNull()
    },
  )

  it('is null without the header', () => {
    expect(retryAfter({ headers: [] }, now)).toBeNull()
  })
})
