/** `slept`: full sleeps, aborted sleeps and a failing clock. */
import { expect, test } from 'vitest'
import { type Clock, slept } from '../../src/model/clock.ts'

const clock = (sleep: Clock['sleep']): Clock => ({ now: () => new Date(0), sleep })

test('slept is true after a full sleep and false when the signal ends it', async () => {
  const stop = new AbortController()
  expect(
    await slept(
      clock(async () => undefined),
      5,
      stop.signal,
    ),
  ).toBe(true)
  const woken = slept(
    clock(async () => {
      stop.abort()
      throw stop.signal.reason
    }),
    5,
    stop.signal,
  )
  expect(await woken).toBe(false)
})

test('slept rethrows an error of the clock itself', async () => {
  const broken = clock(async () => {
    throw new RangeError('no time')
  })
  await expect(slept(broken, 5, new AbortController().signal)).rejects.toThrow('no time')
})
