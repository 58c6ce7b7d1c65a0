import { describe, expect, test } from 'vitest'
import { afterIncident, type BackoffState } from '../../../src/crawl/politeness/backoff.ts'

const start = Date.parse('2026-03-01T00:00:00Z')
const at = (seconds: number) => new Date(start + seconds * 1000)
const quiet: BackoffState = { backoffUntil: null, backoffStep: 0, lastIncidentAt: null }

/** An incident whose request was sent a second before its answer. */
const incident = (seconds: number, retryAfter: Date | null = null) => ({
  at: at(seconds),
  requestSentAt: at(seconds - 1),
  retryAfter,
})

describe('afterIncident', () => {
  test('blocks for 60 s the first time', () => {
    expect(afterIncident(quiet, incident(10))).toEqual({
      backoffUntil: at(70),
      backoffStep: 1,
      lastIncidentAt: at(10),
    })
  })

  test('doubles the block with every incident, up to a day', () => {
    let state = quiet
    const blocks: number[] = []
    let now = 0
    for (let step = 0; step < 14; step += 1) {
      state = afterIncident(state, incident(now))
      const until = (state.backoffUntil?.getTime() ?? 0) / 1000 - start / 1000
      blocks.push(until - now)
      now = until + 1
    }
    expect(blocks).toEqual([
      60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 30720, 61440, 86400, 86400, 86400,
    ])
  })

  test('obeys Retry-After instead of the step', () => {
    expect(afterIncident(quiet, incident(10, at(310))).backoffUntil).toEqual(at(310))
  })

  test('counts a burst of answers to requests in flight as one incident', () => {
    const first = afterIncident(quiet, { at: at(10), requestSentAt: at(9), retryAfter: null })
    const second = afterIncident(first, { at: at(12), requestSentAt: at(8), retryAfter: null })
    expect(second.backoffStep).toBe(1)
    expect(second.lastIncidentAt).toEqual(at(10))
  })

  test('never shortens a block for a late answer', () => {
    const first = afterIncident(quiet, incident(10, at(3600)))
    const late = afterIncident(first, { at: at(11), requestSentAt: at(8), retryAfter: at(20) })
    expect(late.backoffUntil).toEqual(at(3600))
  })

  test('resets after 30 quiet minutes, counted from the end of the block', () => {
    const first = afterIncident(quiet, incident(10, at(20)))
    // Two requests were in flight: the older one was sent before the first incident, and is told to wait longest.
    const older = afterIncident(first, { at: at(40), requestSentAt: at(5), retryAfter: at(3600) })
    const newer = afterIncident(older, { at: at(50), requestSentAt: at(39), retryAfter: at(60) })
    expect(newer).toEqual({ backoffUntil: at(3600), backoffStep: 2, lastIncidentAt: at(50) })
  })

  test('forgives after 30 quiet minutes, counted from the end of the block', () => {
    const first = afterIncident(quiet, incident(0))
    const within = afterIncident(first, incident(60 + 30 * 60 - 1))
    const after = afterIncident(first, incident(60 + 30 * 60))
    expect([within.backoffStep, after.backoffStep]).toEqual([2, 1])
  })
})
