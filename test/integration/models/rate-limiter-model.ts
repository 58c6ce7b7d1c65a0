/** The rate limiter as its rules say it: when a host group may get its next request, in true time. */
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { CrawlProcess, JumpingMachines } from './jumping-machines.ts'

const maxBackoffMs = 24 * 60 * 60_000
/** By which a claim may be ahead of its start, at most (`longestSlackMs`), and what looks at the clock take. */
const allowanceMs = 25_000

/** What is true of one host group, in true time. */
export interface HostGroupTruth {
  /** When its last request left, and by which process; null before the first, and when no one can know it any more. */
  last: { readonly at: number; readonly by: number; readonly delaySeconds: number } | null
  delaySeconds: number
  /** The process that fetched robots.txt: its own last request keeps to the delay already. */
  delayBy: number | null
  longestDelaySeconds: number
  blockedUntil: number
}

export class RateLimiterModel {
  readonly hostGroups = new Map<string, HostGroupTruth>()
  /** Over all runs of a test, so that a test of nothing cannot pass. */
  readonly seen: { starts: number; waits: number; blocks: number }

  constructor(seen: RateLimiterModel['seen']) {
    this.seen = seen
  }

  of(hostGroup: string): HostGroupTruth {
    const known = this.hostGroups.get(hostGroup)
    if (known !== undefined) return known
    const fresh: HostGroupTruth = {
      last: null,
      delaySeconds: 0,
      delayBy: null,
      longestDelaySeconds: 0,
      blockedUntil: 0,
    }
    this.hostGroups.set(hostGroup, fresh)
    return fresh
  }
}

const signal = new AbortController().signal

/** A process asks for a permit and, when it is granted, has sent the request. `latest`: as in `AcquireRequest`. */
export async function request(
  model: RateLimiterModel,
  machines: JumpingMachines,
  by: number,
  { hostGroup, latestMs, connectingMs, latencyMs }: RequestDrawn,
): Promise<void> {
  const process = processAt(machines, by)
  const askedAt = machines.now
  const latest = latestMs === null ? null : new Date(process.wall().getTime() + latestMs)
  const permit = await process.rateLimiter.acquire({ hostGroup, latest, signal })
  const truth = model.of(hostGroup)
  const { now } = machines
  if (permit.kind === 'stopped') throw new Error('this process was not stopped')
  if (permit.kind === 'wait') {
    model.seen.waits += 1
    const until = process.trueTimeOf(permit.until)
    if (permit.because === 'backoff' && !machines.isAlone) {
      expect(truth.blockedUntil, 'waits only for a back-off that is there').toBeGreaterThan(askedAt)
    }
    if (permit.because === 'pace') expect(latest, 'may wait for the pace').not.toBeNull()
    if (!machines.isAlone)
      expect(until, 'does not wait for ever').toBeLessThan(latestStart(machines, truth, askedAt))
    return
  }
  expect(now, 'no request inside a back-off').toBeGreaterThanOrEqual(truth.blockedUntil)
  if (truth.last !== null) {
    const { at, delaySeconds, by: before } = truth.last
    const delay = before === truth.delayBy ? truth.delaySeconds : Math.min(delaySeconds, truth.delaySeconds)
    const gap = Math.max(1000 / machines.rate, delay * 1000)
    expect(now - at, `the gap in ${hostGroup}`).toBeGreaterThanOrEqual(gap)
  }
  if (!machines.isAlone) expect(now, 'starts in time').toBeLessThan(latestStart(machines, truth, askedAt))
  model.seen.starts += 1
  truth.last = { at: now, by, delaySeconds: truth.delaySeconds }
  if (connectingMs === 0 && latencyMs === 0) return
  machines.now += connectingMs
  const sentAt = process.wall()
  truth.last = { ...truth.last, at: machines.now }
  machines.now += latencyMs
  await process.rateLimiter.sent(hostGroup, sentAt)
}

export interface RequestDrawn {
  readonly hostGroup: string
  readonly latestMs: number | null
  readonly connectingMs: number
  readonly latencyMs: number
}

/** A jump ahead must not put off a host group either. */
function latestStart(machines: JumpingMachines, truth: HostGroupTruth, askedAt: number): number {
  const gap = Math.max(1000 / machines.rate, truth.longestDelaySeconds * 1000) * 1.5
  return (
    Math.max(askedAt + allowanceMs, (truth.last?.at ?? 0) + gap + allowanceMs, truth.blockedUntil + gap) +
    gap +
    allowanceMs
  )
}

/** A host answers 429: `ageMs` after the request, with a Retry-After or without. */
export async function block(
  model: RateLimiterModel,
  machines: JumpingMachines,
  by: number,
  { hostGroup, ageMs, retryAfterSeconds }: BlockDrawn,
): Promise<void> {
  const process = processAt(machines, by)
  const truth = model.of(hostGroup)
  const before = await storedBackoff(machines, hostGroup)
  const now = process.wall()
  const at = machines.now
  const { offset } = process
  const retryAfter = retryAfterSeconds === null ? null : new Date(now.getTime() + retryAfterSeconds * 1000)
  const requestSentAt = new Date(now.getTime() - ageMs)
  await process.rateLimiter.block(hostGroup, { requestSentAt, retryAfter })
  const after = await storedBackoff(machines, hostGroup)
  // A Retry-After is a time of the process's clock: one that jumps before the call has moved it.
  const hasMoved = process.offset !== offset && retryAfterSeconds !== null
  const askedMs = hasMoved
    ? 0
    : Math.min(maxBackoffMs, retryAfterSeconds === null ? 60_000 : retryAfterSeconds * 1000)
  expect(after, 'no incident shortens a back-off').toBeGreaterThanOrEqual(before)
  const until = machines.isAlone ? at + askedMs : after
  if (!hasMoved) expect(until, 'as long as the host asked').toBeGreaterThanOrEqual(at + askedMs)
  if (!machines.isAlone) {
    const longest = Math.max(truth.blockedUntil, at + maxBackoffMs) + allowanceMs
    expect(after, 'a day at most').toBeLessThan(longest)
  }
  truth.blockedUntil = Math.max(truth.blockedUntil, until)
  model.seen.blocks += 1
}

export interface BlockDrawn {
  readonly hostGroup: string
  readonly ageMs: number
  readonly retryAfterSeconds: number | null
}

async function storedBackoff({ db }: JumpingMachines, hostGroup: string): Promise<number> {
  const row = await db
    .selectFrom('crawl.host')
    .select(sql<Date | null>`backoff_until`.as('until'))
    .where('host_group', '=', hostGroup)
    .executeTakeFirst()
  return row?.until?.getTime() ?? 0
}

export function processAt({ processes }: JumpingMachines, at: number): CrawlProcess {
  const process = processes[at % processes.length]
  if (process === undefined) throw new Error('there is no process')
  return process
}
