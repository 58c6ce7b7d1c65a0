import { beforeEach, describe, expect, test } from 'vitest'
import { HostGroupState } from '../../../src/crawl/engine/host-group-state.ts'
import type { Visit } from '../../../src/crawl/visit/visit.ts'
import type { VisitOutcome } from '../../../src/model/visit-outcome.ts'
import { SkippingClock } from '../skipping-clock.ts'

const minute = 60_000

describe('a host group in a run', () => {
  let clock: SkippingClock
  let state: HostGroupState
  beforeEach(() => {
    clock = new SkippingClock()
    state = new HostGroupState('okwave.jp', clock)
  })
  const inMinutes = (minutes: number) => new Date(clock.now().getTime() + minutes * minute)
  const note = (outcome: VisitOutcome, captureId: string | null) =>
    state.note({ reading: { kind: 'ended', outcome }, captureId, detail: null } as Visit)
  const answer = () => note({ kind: 'links', found: 0 }, 'urn:uuid:1')
  const limit = () => note({ kind: 'retry', reason: 'rate-limited', notBefore: inMinutes(1) }, 'urn:uuid:2')
  const failure = () => note({ kind: 'retry', reason: 'timeout', notBefore: inMinutes(1) }, null)

  test('waits up to 15 minutes after the last answer', () => {
    answer()
    expect([state.isStalled(inMinutes(15), null), state.isStalled(inMinutes(15.1), null)]).toEqual([
      false,
      true,
    ])
  })

  test('does not count a 429 as an answer', () => {
    answer()
    clock.advance(10 * minute)
    limit()
    expect([state.isStalled(inMinutes(5), null), state.isStalled(inMinutes(6), null)]).toEqual([false, true])
    answer()
    expect(state.isStalled(inMinutes(6), null)).toBe(false)
  })

  test('does not wait beyond the end of the run', () => {
    answer()
    expect(state.isStalled(inMinutes(3), inMinutes(2))).toBe(true)
    expect(state.isStalled(inMinutes(1), inMinutes(2))).toBe(false)
  })

  test('waits half a minute for a host that never answered in this run', () => {
    expect([state.isStalled(inMinutes(0.5), null), state.isStalled(inMinutes(0.6), null)]).toEqual([
      false,
      true,
    ])
  })

  test('is unreachable after three failures in a row, or at once if it never answered', () => {
    expect(failure()).toBe(true)
    answer()
    expect([failure(), failure(), failure()]).toEqual([false, false, true])
    answer()
    expect(failure()).toBe(false)
  })

  test('is unreachable by failures of the host alone, not by those of a page', () => {
    const notBefore = inMinutes(1)
    expect(note({ kind: 'retry', reason: 'http-500', notBefore }, null)).toBe(false)
    expect(note({ kind: 'links', found: 0 }, null)).toBe(false)
    expect(note({ kind: 'retry', reason: 'rate-limited', notBefore }, null)).toBe(false)
  })

  test('keeps the reason of its last trouble, with the detail where there is one', () => {
    const trouble = (outcome: VisitOutcome, detail: string | null) => {
      state.note({ reading: { kind: 'ended', outcome }, captureId: null, detail } as Visit)
      return state.lastTrouble
    }
    expect(state.lastTrouble).toBe('in a back-off that began in an earlier run')
    expect(trouble({ kind: 'retry', reason: 'connect', notBefore: inMinutes(1) }, 'refused')).toBe(
      'connect: refused',
    )
    expect(trouble({ kind: 'links', found: 3 }, 'not this')).toBe('connect: refused')
    expect(trouble({ kind: 'failed', reason: 'tls' }, null)).toBe('tls')
  })
})
