/**
 * When a page that failed is asked for again: a later `due_at`, never a sleep in a worker. Full jitter, as AWS's
 * "Exponential backoff and jitter" has it, so that pages which failed together do not come back together.
 */
import type { FailReason } from '../../model/visit-outcome.ts'

/** Retries by class of failure; zero means that asking again cannot help soon. */
const retries: Readonly<Record<FailReason, number>> = {
  dns: 4,
  connect: 4,
  // A certificate does not mend itself in minutes; once more covers a broken middlebox.
  tls: 1,
  timeout: 4,
  disconnect: 4,
  protocol: 2,
  'too-large': 0,
  'damaged-body': 2,
  'unknown-encoding': 0,
  'http-status': 4,
  'redirect-loop': 0,
  'bad-redirect': 0,
}

const firstRetryMs = 5_000
const longestRetryMs = 10 * 60_000

export interface FailedTry {
  readonly reason: FailReason
  readonly status?: number
  /** Retries spent on the page before this one. */
  readonly tries: number
  readonly now: Date
  /** Uniform in [0, 1). */
  readonly random: () => number
}

/** When to ask again; null when the page has failed for good. */
export function nextTry({ reason, status, tries, now, random }: FailedTry): Date | null {
  if (status !== undefined && !isPassing(status)) return null
  if (tries >= retries[reason]) return null
  const ceiling = Math.min(longestRetryMs, firstRetryMs * 4 ** tries)
  return new Date(now.getTime() + random() * ceiling)
}

/** 5xx, Request Timeout and Too Early pass; every other status is the server's considered answer. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 425
}
