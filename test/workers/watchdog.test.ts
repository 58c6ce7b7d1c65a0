/** Which time the watchdog counts: a thread's CPU time, and wall time only where that cannot be read. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Watchdog } from '../../src/workers/watchdog.ts'

const limits = { cpuMs: 10_000, wallMs: 60_000 }
const hourMs = 3_600_000

/** A thread whose CPU clock the test sets, in milliseconds; null: it gives no answer. */
class FakeThread {
  readonly threadId = 7
  cpuMs: number | null = 0

  async cpuUsage() {
    if (this.cpuMs === null) throw new Error('no such thread')
    return { user: this.cpuMs * 600, system: this.cpuMs * 400 }
  }
}

let ends: string[]
const end = (detail: string) => void ends.push(detail)

beforeEach(() => {
  vi.useFakeTimers()
  ends = []
})
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('a thread whose CPU time can be read', () => {
  test('is left alone for an hour in which it hardly runs', async () => {
    const thread = new FakeThread()
    const stop = new Watchdog().watch({ limits, thread: () => thread, end })
    await vi.advanceTimersByTimeAsync(hourMs)
    thread.cpuMs = limits.cpuMs
    await vi.advanceTimersByTimeAsync(hourMs)
    expect(ends).toEqual([])
    stop()
  })

  test('is ended once it has used more than its share', async () => {
    const thread = new FakeThread()
    const stop = new Watchdog().watch({ limits, thread: () => thread, end })
    await vi.advanceTimersByTimeAsync(1_000)
    thread.cpuMs = limits.cpuMs + 1
    await vi.advanceTimersByTimeAsync(1_000)
    expect(ends.length).toBeGreaterThan(0)
    expect(new Set(ends)).toEqual(new Set(['no end after 10 s of CPU time']))
    stop()
  })

  test('pays nothing for the tasks before', async () => {
    const thread = new FakeThread()
    thread.cpuMs = 500_000
    const stop = new Watchdog().watch({ limits, thread: () => thread, end })
    await vi.advanceTimersByTimeAsync(1_000)
    thread.cpuMs += limits.cpuMs
    await vi.advanceTimersByTimeAsync(hourMs)
    expect(ends).toEqual([])
    stop()
  })

  test('is ended by wall time from the last reading on', async () => {
    const thread = new FakeThread()
    const stop = new Watchdog().watch({ limits, thread: () => thread, end })
    await vi.advanceTimersByTimeAsync(hourMs)
    thread.cpuMs = null
    await vi.advanceTimersByTimeAsync(limits.wallMs - 1_000)
    expect(ends).toEqual([])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(ends[0]).toBe('no end after 60 s in which its CPU time could not be read')
    stop()
  })
})

describe('a thread whose CPU time cannot be read', () => {
  test('is ended by wall time', async () => {
    const stop = new Watchdog().watch({ limits, thread: () => ({ threadId: 7 }), end })
    await vi.advanceTimersByTimeAsync(limits.wallMs)
    expect(ends).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(ends[0]).toBe('no end after 60 s in which its CPU time could not be read')
    stop()
  })
})

describe('a task', () => {
  test('that waits for a thread is not ended, and its time begins with the thread', async () => {
    let thread: { threadId: number } | null = null
    const stop = new Watchdog().watch({ limits, thread: () => thread, end })
    await vi.advanceTimersByTimeAsync(hourMs)
    thread = { threadId: 7 }
    await vi.advanceTimersByTimeAsync(limits.wallMs - 1_000)
    expect(ends).toEqual([])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(ends.length).toBeGreaterThan(0)
    stop()
  })

  test('that has ended is watched no more', async () => {
    const thread = new FakeThread()
    const watchdog = new Watchdog()
    const stop = watchdog.watch({ limits, thread: () => thread, end })
    await vi.advanceTimersByTimeAsync(1_000)
    stop()
    thread.cpuMs = hourMs
    await vi.advanceTimersByTimeAsync(hourMs)
    expect(ends).toEqual([])
  })
})
