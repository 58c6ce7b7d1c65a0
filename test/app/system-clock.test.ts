import { expect, test } from 'vitest'
import { steady } from '../../src/app/system-clock.ts'

test('time never goes back when the system clock is set back, and follows it forward', () => {
  let wall = 1_000
  const now = steady(() => wall)
  const read = (at: number): number => {
    wall = at
    return now().getTime()
  }
  expect([read(1_500), read(900), read(1_000), read(1_100)]).toEqual([1_500, 1_500, 1_600, 1_700])
  // Put forward again, it is ahead by what it was set back, until the process ends.
  expect([read(10_000), read(10_001)]).toEqual([10_600, 10_601])
})
