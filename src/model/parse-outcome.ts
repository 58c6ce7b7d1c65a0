/** The result of parsing one page: a record, or why there is none. */
import type { Check } from './check.ts'
import type { QuestionPage } from './question-page.ts'

/** Returned by `parseQuestionPage`, which never throws. */
export type ParseOutcome =
  | {
      readonly kind: 'question'
      readonly page: QuestionPage
      /** Set for a saved page without a URL of its own: its record has the URL that the page claims. */
      readonly urlFrom?: 'canonical'
    }
  /** The site's own "no such page" message, whatever its HTTP status. */
  | { readonly kind: 'not-found'; readonly url: string }
  /** Has checks if the page is similar: a list of questions, or a page with damaged structured data. */
  | { readonly kind: 'not-a-question'; readonly url: string; readonly checks: readonly Check[] }
  | {
      readonly kind: 'rejected'
      readonly url: string
      readonly reason: RejectReason
      readonly checks: readonly Check[]
    }

/** All reasons for rejecting a page. They are stable: the database stores them. */
export const rejectReasons = [
  'empty',
  'truncated',
  'not-html',
  'text-style-b',
  'text-style-c',
  'starts-inside-answer',
  'breaks-off',
  'checks',
  'too-deep',
  'too-large',
  'timeout',
  'parser-crashed',
  'not-loadable',
] as const

/** See `rejectReasons`. */
export type RejectReason = (typeof rejectReasons)[number]
