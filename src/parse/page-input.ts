/** The input and the result shared by the readers of HTML and of text renditions. */
import type { Check } from '../model/check.ts'
import type { ParseOutcome, RejectReason } from '../model/parse-outcome.ts'
import type { SiteDefinition } from '../sites/site-definition.ts'
import type { Evidence } from './explain/evidence.ts'
import type { LinkTargets } from './links/links.ts'
import type { SiteWords } from './site/site-words.ts'
import type { Sites } from './site/sites.ts'

/** One decoded page. */
export interface PageInput {
  readonly url: string
  readonly site: string | undefined
  readonly sites: Sites
  /** Of the site that has a say on the page; null where none is known. */
  readonly definition: SiteDefinition | null
  /** Of that definition. */
  readonly words: SiteWords
  readonly capturedAt: Date | undefined
  /** Decoded and repaired. */
  readonly text: string
  /** Checks that failed before parsing: encoding, repairs. */
  readonly checks: readonly Check[]
}

/** A page in HTML. */
export interface HtmlInput extends PageInput {
  /** What its links are resolved against. */
  readonly base: string
  readonly targetOf: LinkTargets
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
