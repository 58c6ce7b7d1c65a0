/** A clock on which time stands still: nothing becomes due and no limit is reached, however slow the machine is. */
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../src/model/clock.ts'

export const standingClock: Clock = {
  now: () => new Date('2026-03-01T00:00:00Z'),
  async sleep(_ms, signal) {
    await setImmediate()
    signal?.throwIfAborted()
  },
}
