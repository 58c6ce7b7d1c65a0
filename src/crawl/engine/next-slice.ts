/** When a host scope is worked on next, or that this run is through with it. */
import type { Kysely } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import type { Clock } from '../../model/clock.ts'
import type { SliceQueue } from '../../queue/slice-queue.ts'
import { gateOf } from '../drift/coverage-store.ts'
import { nextDueAt } from '../frontier/frontier.ts'
import type { CrawlObserver, HostActivity } from '../observer.ts'
import { park, parkedBy } from '../politeness/host-store.ts'
import type { HostGate } from '../politeness/rate-limiter.ts'
import type { Budget } from './budget.ts'
import type { ScopeState } from './scope-state.ts'

export interface NextSliceParts {
  readonly queue: SliceQueue
  readonly gate: HostGate
  readonly budget: Budget
  readonly clock: Clock
  readonly runId: string
  /** Whether archived captures of a scope wait to be loaded: that takes a slice, and neither pace nor budget. */
  readonly hasLeft: (scope: string) => boolean
  readonly observer?: CrawlObserver
}

/** A shorter wait for the pace is spent within the slice; a longer one leaves the worker to other hosts. */
const waitedForMs = 5_000

/**
 * Enqueues the next slice of a scope, in the caller's transaction where there is one; parks the scope when it is
 * blocked for longer than the run waits. Gives the time that the slice is wanted; null when nothing is left to do.
 */
export async function planNextSlice(
  db: Kysely<Database>,
  state: ScopeState,
  parts: NextSliceParts,
): Promise<Date | null> {
  const activity = await plan(db, state, parts)
  parts.observer?.hostIs?.(state.scope, activity)
  return activity.kind === 'waiting' ? activity.until : null
}

async function plan(
  db: Kysely<Database>,
  state: ScopeState,
  { queue, gate, budget, clock, runId, hasLeft }: NextSliceParts,
): Promise<HostActivity> {
  const { scope } = state
  const now = clock.now()
  // Its pages were taken as they are, or are to be judged anew, before the slice that tripped the gate was committed.
  if (state.end?.kind === 'gate' && (await gateOf(db, scope))?.reason !== state.end.reason) state.end = null
  if (state.end === null && hasLeft(scope)) {
    await queue.enqueue({ scope, runId }, 0, db)
    return { kind: 'waiting', until: now, because: 'turn' }
  }
  if (state.end === null && budget.isSpentFor(scope)) return { kind: 'done' }
  const parked = state.end === null ? await parkedBy(db, scope) : null
  if (parked !== null) {
    // Another worker of this run, or of another one, has given the host up; a person or the next run decides.
    state.end = parked
    return { kind: 'parked', reason: state.end.reason }
  }
  const due = await nextDueAt(db, { scope, runId, now })
  if (due === null && state.end === null) return { kind: 'done' }
  const { blockedUntil, nextStart } = await gate.clocks(db, scope)
  if (state.end === null && state.isStalled(blockedUntil, budget.endsAt)) {
    state.end = { kind: 'parked', reason: `${state.lastTrouble}; not before ${blockedUntil.toISOString()}` }
  }
  if (state.end !== null) {
    await park(db, { scope, reason: state.end.reason, now })
    return { kind: 'parked', reason: state.end.reason }
  }
  const paced = nextStart.getTime() > now.getTime() + waitedForMs ? nextStart.getTime() : 0
  const at = new Date(Math.max(due?.getTime() ?? 0, blockedUntil.getTime(), paced))
  await queue.enqueue({ scope, runId }, (at.getTime() - now.getTime()) / 1000, db)
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
