/** The input and the result shared by the readers of HTML and of text renditions. */
import type { Check } from '../model/check.ts'
import type { ParseOutcome, RejectReason } from '../model/parse-outcome.ts'
import type { Evidence } from './explain/evidence.ts'

/** One decoded page. */
export interface PageInput {
  readonly url: string
  readonly site: string | undefined
  readonly capturedAt: Date | undefined
  /** Decoded and repaired. */
  readonly text: string
  /** Checks that failed before parsing: encoding, repairs. */
  readonly checks: readonly Check[]
}

/** What a reader returns. */
export interface ReadPage {
  readonly outcome: ParseOutcome
  readonly evidence: Evidence
}

/** Rejects the page, with the checks so far. */
export function rejected(page: PageInput, reason: RejectReason): ParseOutcome {
  return { kind: 'rejected', url: page.url, reason, checks: page.checks }
}
