import { beforeEach, describe, expect, test } from 'vitest'
import { Budget } from '../../../src/crawl/engine/budget.ts'
import { HostGroupState } from '../../../src/crawl/engine/host-group-state.ts'
import { type NextSliceDeps, planNextSlice } from '../../../src/crawl/engine/next-slice.ts'
import type { HostActivity } from '../../../src/crawl/observer.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { SkippingClock } from '../skipping-clock.ts'

const hostGroup = 'okwave.jp'
const runId = 'a-run'
const at = (seconds: number) => new Date(Date.parse('2026-03-01T00:00:00Z') + seconds * 1000)

describe('the next slice of a host group', () => {
  /** What the database says: when the next page is due, and why the host is parked. */
  let due: Date | null
  let parked: { parked_reason: string | null; gate: unknown } | null
  let gate: unknown
  let clocks: { blockedUntil: Date; nextStart: Date }
  let budget: Budget
  let state: HostGroupState
  let hasUncommitted: boolean
  let enqueued: unknown[]
  let told: HostActivity[]
  let parkings: unknown[]
  beforeEach(() => {
    const clock = new SkippingClock()
    due = at(-10)
    parked = null
    gate = null
    clocks = { blockedUntil: new Date(0), nextStart: new Date(0) }
    budget = new Budget({ maxPages: 1, maxTime: null }, clock)
    state = new HostGroupState(hostGroup, clock)
    hasUncommitted = false
    enqueued = []
    told = []
    parkings = []
  })

  const { db } = recordingDatabase<Database>(({ sql, parameters }) => {
    if (/least\(/.test(sql)) return [{ due_at: due }]
    if (/^insert into "crawl"."host"/.test(sql)) parkings.push(parameters.slice(0, 4))
    if (/"state" = \$2/.test(sql)) return parked === null ? [] : [parked]
    if (/select "gate"/.test(sql)) return [{ gate }]
    return []
  })
  const plan = async (): Promise<Date | null> => {
    const deps = {
      queue: {
        enqueue: async (data: unknown, seconds: number) => {
          enqueued.push([data, seconds])
        },
      } as unknown as NextSliceDeps['queue'],
      rateLimiter: { clocks: async () => clocks } as unknown as NextSliceDeps['rateLimiter'],
      budget,
      clock: new SkippingClock(),
      runId,
      hasUncommittedCaptures: () => hasUncommitted,
      observer: {
        hostIs: (group: string, activity: HostActivity) => {
          expect(group).toBe(hostGroup)
          told.push(activity)
        },
      },
    }
    return await planNextSlice(db, state, deps)
  }
  const waits = (seconds: number, because: string) => [{ kind: 'waiting', until: at(seconds), because }]
  const afterSeconds = (seconds: number) => [[{ hostGroup, runId }, seconds]]

  test('is due at once where a page is due', async () => {
    expect(await plan()).toEqual(at(-10))
    expect(enqueued).toEqual(afterSeconds(-10))
    expect(told).toEqual(waits(-10, 'turn'))
    due = at(0)
    expect(await plan()).toEqual(at(0))
    expect(told.at(-1)).toMatchObject({ because: 'turn' })
  })

  test('waits for the retry of its pages', async () => {
    due = at(90)
    expect(await plan()).toEqual(at(90))
    expect([enqueued, told]).toEqual([afterSeconds(90), waits(90, 'retry')])
  })

  test('waits for a back-off, which its pages do not shorten', async () => {
    state.note({ reading: { kind: 'record' }, captureId: 'c', detail: null } as never)
    clocks = { blockedUntil: at(60), nextStart: new Date(0) }
    expect(await plan()).toEqual(at(60))
    expect(told).toEqual(waits(60, 'backoff'))
    due = at(61)
    expect(await plan()).toEqual(at(61))
    expect(told.at(-1)).toMatchObject({ because: 'retry' })
  })

  test('waits for the pace only where that is more than five seconds: less is waited for within the slice', async () => {
    clocks = { blockedUntil: new Date(0), nextStart: at(5) }
    expect(await plan()).toEqual(at(-10))
    clocks = { blockedUntil: new Date(0), nextStart: at(5.001) }
    expect(await plan()).toEqual(at(5.001))
    expect(told.at(-1)).toEqual(waits(5.001, 'pace')[0])
  })

  test('is none when nothing is due or the budget is spent', async () => {
    due = null
    expect(await plan()).toBeNull()
    due = at(-10)
    budget.reserve(1, hostGroup)
    expect(await plan()).toBeNull()
    expect(told).toEqual([{ kind: 'done' }, { kind: 'done' }])
    expect([enqueued, parkings]).toEqual([[], []])
  })

  test('archived captures are loaded at once, even when the budget is spent', async () => {
    hasUncommitted = true
    budget.reserve(1, hostGroup)
    expect(await plan()).toEqual(at(0))
    expect([enqueued, told]).toEqual([afterSeconds(0), waits(0, 'turn')])
  })

  test('is none where another worker has parked the host, for its reason', async () => {
    parked = { parked_reason: null, gate: null }
    expect(await plan()).toBeNull()
    expect(told).toEqual([{ kind: 'parked', reason: 'parked' }])
    expect(state.end).toEqual({ kind: 'parked', reason: 'parked' })
    state.end = null
    parked = { parked_reason: 'drift', gate: { reason: 'drift', broken: [{ field: 'read' }] } }
    await plan()
    expect(state.end).toEqual({ kind: 'gate', reason: 'drift', isGated: true })
    state.end = null
    parked = { parked_reason: 'drift', gate: { reason: 'drift', broken: [{ field: 'answered' }] } }
    await plan()
    expect(state.end).toEqual({ kind: 'parked', reason: 'drift', isGated: true })
    expect(enqueued).toEqual([])
  })

  test('a host that is blocked for longer than the run waits is parked, with the last trouble', async () => {
    clocks = { blockedUntil: at(31), nextStart: new Date(0) }
    state.lastTrouble = 'timeout'
    expect(await plan()).toBeNull()
    const reason = 'timeout; not before 2026-03-01T00:00:31.000Z'
    expect(told).toEqual([{ kind: 'parked', reason }])
    expect(state.end).toEqual({ kind: 'parked', reason })
    expect(parkings).toEqual([[hostGroup, 'parked', reason, at(0)]])
  })

  test('a host that the gate stopped is parked, though nothing is due and captures wait', async () => {
    state.end = { kind: 'gate', reason: 'drift' }
    gate = { reason: 'drift' }
    due = null
    hasUncommitted = true
    expect(await plan()).toBeNull()
    expect(told).toEqual([{ kind: 'parked', reason: 'drift' }])
    expect(parkings).toEqual([[hostGroup, 'parked', 'drift', at(0)]])
  })

  test('a gate that was opened again meanwhile stops nothing', async () => {
    for (const kind of ['gate', 'parked'] as const) {
      state.end = { kind, reason: 'drift', isGated: true }
      expect(await plan()).toEqual(at(-10))
      expect(state.end).toBeNull()
    }
  })
})
