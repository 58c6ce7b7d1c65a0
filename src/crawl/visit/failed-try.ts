/** The outcome of a try that failed: a retry as long as the class of failure has some left. */
import type { FailReason, VisitOutcome } from '../../model/visit-outcome.ts'
import { nextTry } from './retry.ts'

export interface TryContext {
  /** Retries spent on the page before. */
  readonly tries: number
  readonly now: Date
  readonly random: () => number
}

export function failedTry(reason: FailReason, context: TryContext, status?: number): VisitOutcome {
  const withStatus = status === undefined ? {} : { status }
  const notBefore = nextTry({ reason, ...withStatus, ...context })
  return notBefore === null ? { kind: 'failed', reason, ...withStatus } : { kind: 'retry', reason, notBefore }
}
