import { expect, test } from 'vitest'
import { leaseSeconds } from '../../src/app/lease-seconds.ts'

test.each([
  [undefined, 30],
  ['10', 10],
  ['45', 45],
  ['9', 30],
  ['12.5', 30],
  ['soon', 30],
])('a lease with $MONDO_LEASE_SECONDS %s lasts %i s', (text, seconds) => {
  expect(leaseSeconds(text === undefined ? {} : { MONDO_LEASE_SECONDS: text })).toBe(seconds)
})
