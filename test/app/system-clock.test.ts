import { expect, test, vi } from 'vitest'
import { steady, systemClock } from '../../src/app/system-clock.ts'

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

test('a sleep ends with the reason of its signal, whenever that was aborted', async () => {
  const reason = new Error('no longer needed')
  const stop = new AbortController()
  const asleep = systemClock.sleep(3_600_000, stop.signal)
  stop.abort(reason)
  await expect(asleep).rejects.toBe(reason)
  await expect(systemClock.sleep(3_600_000, stop.signal)).rejects.toBe(reason)
})

test('a sleep that has passed leaves nothing behind at its signal', async () => {
  const stop = new AbortController()
  const removed = vi.spyOn(stop.signal, 'removeEventListener')
  await systemClock.sleep(1, stop.signal)
  expect(removed.mock.calls.map(([type]) => type)).toEqual(['abort'])
})
