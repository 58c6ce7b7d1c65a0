import { expect, test } from 'vitest'
import { type Clock, slept } from '../../src/model/clock.ts'

const clock = (sleep: Clock['sleep']): Clock => ({ now: () => new Date(0), sleep })

test('a sleep that ends by itself was slept, one that its signal ended was not', async () => {
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

test('an error of the clock itself is no sleep that was ended', async () => {
  const broken = clock(async () => {
    throw new RangeError('no time')
  })
  await expect(slept(broken, 5, new AbortController().signal)).rejects.toThrow('no time')
})
