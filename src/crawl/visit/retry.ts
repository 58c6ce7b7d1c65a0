/**
 * When a failed page is requested again: a later `due_at`, never a sleep in a worker. Full jitter, as AWS describes it
 * in "Exponential backoff and jitter", keeps pages that failed together from coming back together.
 */
import type { FailReason, VisitOutcome } from '../../model/visit-outcome.ts'

type HttpReason = `http-${number}`

/** Of a server error. */
const httpRetries = 4

/** Retries by class of failure; zero where another request cannot help soon. */
const retries: Readonly<Record<Exclude<FailReason, HttpReason>, number>> = {
  dns: 4,
  connect: 4,
  // A bad certificate stays bad for more than minutes; one retry covers a broken middlebox.
  tls: 1,
  timeout: 4,
  disconnect: 4,
  protocol: 2,
  'too-large': 0,
  'damaged-body': 2,
  'unknown-encoding': 0,
  'redirect-loop': 0,
  'bad-redirect': 0,
}

const firstRetryMs = 5_000
const longestRetryMs = 10 * 60_000

export interface TryContext {
  /** Retries of the page before this one. */
  readonly tries: number
  readonly now: Date
  /** Uniform in [0, 1). */
  readonly random: () => number
}

/** The outcome of a failed try: `retry` while the class of failure has retries left, else `failed`. */
export function failedTry(reason: FailReason, context: TryContext, status?: number): VisitOutcome {
  const withStatus = status === undefined ? {} : { status }
  const notBefore = nextTry({ reason, ...withStatus, ...context })
  return notBefore === null
    ? { kind: 'failed', reason, ...withStatus }
    : { kind: 'retry', reason, ...withStatus, notBefore }
}

export interface FailedTry extends TryContext {
  readonly reason: FailReason
  readonly status?: number
}

/** When to request the page again; null when it has failed for good. */
export function nextTry({ reason, status, tries, now, random }: FailedTry): Date | null {
  if (status !== undefined && !isTransient(status)) return null
  if (tries >= (isHttp(reason) ? httpRetries : retries[reason])) return null
  const ceiling = Math.min(longestRetryMs, firstRetryMs * 4 ** tries)
  return new Date(now.getTime() + random() * ceiling)
}

function isHttp(reason: FailReason): reason is HttpReason {
  return reason.startsWith('http-')
}

/** 5xx, Request Timeout and Too Early are transient; any other status is the server's considered answer. */
function isTransient(status: number): boolean {
  return status >= 500 || status === 408 || status === 425
}
