/** Decides when a host group gets its next slice, or that the run has finished with it. */
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import type { Clock } from '../../model/clock.ts'
import type { SliceQueue } from '../../queue/slice-queue.ts'
import { gateOf } from '../drift/coverage-store.ts'
import { nextDueAt } from '../frontier/frontier.ts'
import type { CrawlObserver, HostActivity } from '../observer.ts'
import { park, parkedBy } from '../politeness/host-store.ts'
import { pausedEnd } from '../politeness/paused-hosts.ts'
import type { RateLimiter } from '../politeness/rate-limiter.ts'
import type { Budget } from './budget.ts'
import type { HostGroupState } from './host-group-state.ts'

export interface NextSliceDeps {
  readonly queue: SliceQueue
  readonly rateLimiter: RateLimiter
  readonly budget: Budget
  readonly clock: Clock
  readonly runId: string
  /** Whether archived captures of a host group wait to be loaded: that needs a slice, but no request and no budget. */
  readonly hasUncommittedCaptures: (hostGroup: string) => boolean
  readonly observer?: CrawlObserver
}

/** A slice sits out a shorter wait for the rate limiter; a longer one frees the worker for other hosts. */
const maxWaitInSliceMs = 5_000

/**
 * Enqueues the next slice of a host group, in the caller's transaction if there is one, or parks a host group that is
 * blocked for longer than the run waits. Returns when the slice is due; null when nothing is left to do.
 */
export async function planNextSlice(
  db: Kysely<Database>,
  state: HostGroupState,
  parts: NextSliceDeps,
): Promise<Date | null> {
  const activity = await plan(db, state, parts)
  parts.observer?.hostIs?.(state.hostGroup, activity)
  return activity.kind === 'waiting' ? activity.until : null
}

async function plan(
  db: Kysely<Database>,
  state: HostGroupState,
  { queue, rateLimiter, budget, clock, runId, hasUncommittedCaptures }: NextSliceDeps,
): Promise<HostActivity> {
  const { hostGroup } = state
  const now = clock.now()
  // The gate was opened again before the slice that tripped it was committed.
  if (state.end?.isGated === true && (await gateOf(db, hostGroup))?.reason !== state.end.reason)
    state.end = null
  // Asked each time: a person may pause or resume a host while runs go on.
  if (state.end === null || state.end.isPaused === true) state.end = await pausedEnd(db, hostGroup)
  if (state.end?.isPaused === true) return { kind: 'parked', reason: state.end.reason }
  if (state.end === null && hasUncommittedCaptures(hostGroup)) {
    await queue.enqueue({ hostGroup, runId }, 0, db)
    return { kind: 'waiting', until: now, because: 'turn' }
  }
  if (state.end === null && budget.isSpentFor(hostGroup)) return { kind: 'done' }
  const parked = state.end === null ? await parkedBy(db, hostGroup) : null
  if (parked !== null) {
    // Another worker has parked the host; the operator or the next run decides.
    state.end = parked
    return { kind: 'parked', reason: state.end.reason }
  }
  const due = await nextDueAt(db, { hostGroup, runId, now })
  if (due === null && state.end === null) return { kind: 'done' }
  const { blockedUntil, nextStart } = await rateLimiter.clocks(db, hostGroup)
  if (state.end === null && state.isStalled(blockedUntil, budget.endsAt)) {
    state.end = { kind: 'parked', reason: `${state.lastTrouble}; not before ${blockedUntil.toISOString()}` }
  }
  if (state.end !== null) {
    await park(db, { hostGroup, reason: state.end.reason, now })
    return { kind: 'parked', reason: state.end.reason }
  }
  const paced = nextStart.getTime() > now.getTime() + maxWaitInSliceMs ? nextStart.getTime() : 0
  const at = new Date(Math.max(due?.getTime() ?? 0, blockedUntil.getTime(), paced))
  await queue.enqueue({ hostGroup, runId }, (at.getTime() - now.getTime()) / 1000, db)
  return { kind: 'waiting', until: at, because: reasonOf(at, { now, blockedUntil, paced }) }
}

function reasonOf(
  at: Date,
  { now, blockedUntil, paced }: { readonly now: Date; readonly blockedUntil: Date; readonly paced: number },
): 'turn' | 'retry' | 'pace' | 'backoff' {
  if (at <= now) return 'turn'
  if (at.getTime() === blockedUntil.getTime()) return 'backoff'
  return at.getTime() === paced ? 'pace' : 'retry'
}
