/** One page as the readers of HTML and of text renditions are given it, and what they make of it. */
import type { Check } from '../model/check.ts'
import type { ParseOutcome, RejectReason } from '../model/parse-outcome.ts'
import type { Evidence } from './explain/evidence.ts'

export interface PageInput {
  readonly url: string
  readonly site: string | undefined
  readonly capturedAt: Date | undefined
  /** Decoded and repaired. */
  readonly text: string
  /** Checks that tripped before anything was read: encoding, repairs. */
  readonly checks: readonly Check[]
}

export interface ReadPage {
  readonly outcome: ParseOutcome
  readonly evidence: Evidence
}

export function rejected(page: PageInput, reason: RejectReason): ParseOutcome {
  return { kind: 'rejected', url: page.url, reason, checks: page.checks }
}
