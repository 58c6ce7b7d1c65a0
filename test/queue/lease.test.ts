import { describe, expect, test } from 'vitest'
import { Lease } from '../../src/queue/lease.ts'

interface Play {
  now: number
  answer: boolean | Error
}

function lease(play: Play, failures: unknown[] = []): Lease {
  return new Lease({
    seconds: 30,
    monotonic: () => play.now,
    touch: async () => {
      if (play.answer instanceof Error) throw play.answer
      return play.answer
    },
    onTouchFailed: (error) => failures.push(error),
  })
}

describe('Lease', () => {
  test('allows no request later than half its length after the last confirmed touch', () => {
    const play: Play = { now: 0, answer: true }
    using held = lease(play)
    play.now = 14_999
    expect(held.holds).toBe(true)
    play.now = 15_000
    expect(held.holds).toBe(false)
  })

  test('counts from when a touch was sent, not from when it was answered', async () => {
    const play: Play = { now: 10_000, answer: true }
    using held = lease(play)
    const confirmed = held.confirm()
    play.now = 20_000
    await confirmed
    play.now = 24_999
    expect(held.holds).toBe(true)
    play.now = 25_000
    expect(held.holds).toBe(false)
  })

  test('is lost at once when another worker has the job', async () => {
    const play: Play = { now: 0, answer: false }
    using held = lease(play)
    await held.confirm()
    expect(held.holds).toBe(false)
  })

  test('survives a touch that fails, and reports it', async () => {
    const play: Play = { now: 0, answer: new Error('connection lost') }
    const failures: unknown[] = []
    using held = lease(play, failures)
    await held.confirm()
    expect([held.holds, failures]).toEqual([true, [play.answer]])
    play.answer = true
    play.now = 14_000
    await held.confirm()
    play.now = 20_000
    expect(held.holds).toBe(true)
  })
})
