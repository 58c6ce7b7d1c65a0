/** What reading a response gives, and what reading it needs. */
import type { Capture } from '../../model/capture.ts'
import type { InflatedBody } from '../../model/inflated-body.ts'
import type { QuestionPage } from '../../model/question-page.ts'
import type { VisitOutcome } from '../../model/visit-outcome.ts'
import { type PageReader, type Undone, undoneOutcome } from '../../workers/tasks.ts'
import type { FoundPage } from '../frontier/frontier.ts'
import type { CrawlScope } from '../scope/crawl-scope.ts'
import type { AnswersSeen } from './answers-seen.ts'
import type { TryContext } from './retry.ts'

/** `record`: the loader decides whether it changes anything. */
export type ReadResult =
  | { readonly kind: 'record'; readonly record: QuestionPage; readonly digest: string }
  | { readonly kind: 'ended'; readonly outcome: VisitOutcome }

export interface ReadCapture {
  readonly reading: ReadResult
  readonly found: readonly FoundPage[]
  readonly encoding: string | null
  readonly detail?: string
  /** The URL that the page sends its reader on to: it counts as a redirect. Absolute, without fragment. */
  readonly redirectsTo?: string
}

export interface ReadOptions extends TryContext {
  readonly crawlScope: CrawlScope
  /** Whether the request carried validators: only then does a 304 mean anything. */
  readonly isConditional: boolean
  readonly reader: PageReader
  readonly answersSeen: AnswersSeen
}

export type WholeBody = Extract<InflatedBody, { kind: 'whole' }>

/** A reader keeps what it is given, and may ask again: the body of the capture itself must stay. */
export function bytesToGive(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes)
}

/** A verdict on the page that holds until the parser's version changes; the page may be as it always was. */
export function notRead({ url }: Capture, read: Undone): ReadCapture {
  const { reason, checks } = undoneOutcome(url, read)
  return { ...ended({ kind: 'rejected', reason, checks }), detail: read.detail }
}

export function linksIn(found: readonly FoundPage[]): VisitOutcome {
  return { kind: 'links', found: found.filter(({ refused }) => refused === null).length }
}

export function ended(outcome: VisitOutcome): ReadCapture {
  return { reading: { kind: 'ended', outcome }, found: [], encoding: null }
}
