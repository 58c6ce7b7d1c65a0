/**
 * The record: what one question page says, as data. Its JSON form is stable and is described by
 * `docs/record.schema.json`; the database columns are the same words in snake_case.
 *
 * Text fields keep the page's characters as they came (no normalisation, U+3000 kept). `<br>` and block ends are `\n`.
 */
import type { Check } from './check.ts'

export interface QuestionPage {
  /** Whose question it is: `okwave`, `sample`, or for a schema.org page its host. */
  readonly site: string
  /** The site's own id of the question; unique within the site. */
  readonly questionId: string
  /** Canonical URL: one per question, whatever mirror or query string the page came from. */
  readonly url: string
  /** Other URLs under which this page is known to be the same question. */
  readonly aliases: readonly string[]
  readonly title: string
  readonly body: string
  readonly status: QuestionStatus
  /** Outermost first. */
  readonly categories: readonly string[]
  /** Null when the page does not tell who asked. */
  readonly asker: Person | null
  readonly postedAt: PostedAt | null
  /** As the page declares it; null when it does not. */
  readonly answerCount: number | null
  /** May be negative where it stands for votes. */
  readonly thanksCount: number | null
  /** False when the page says that there is more of the question (pagination, text that breaks off). */
  readonly complete: boolean
  readonly nextPageUrl: string | null
  /** In page order. */
  readonly answers: readonly Answer[]
  /** The asker's supplements to the question itself. */
  readonly replies: readonly Reply[]
  readonly imageUrls: readonly string[]
  readonly related: readonly RelatedQuestion[]
  readonly layout: LayoutName
  readonly checks: readonly Check[]
}

/** `solved`: a best answer was chosen. `closed`: 締切済み, none chosen. */
export type QuestionStatus = 'open' | 'solved' | 'closed' | 'unknown'

/** `2013-07-08T12:34:00+09:00`, or `2013-07-08` where only the day is known. */
export type PostedAt = string

export interface Answer {
  /** Identity within the question: its number, else the site's own id. */
  readonly key: string
  /** 回答No.n: the order of posting, not the place on the page. Null where the site has none. */
  readonly number: number | null
  readonly isBest: boolean
  /** Null when withdrawn or hidden. */
  readonly author: Person | null
  readonly body: string
  readonly postedAt: PostedAt | null
  readonly thanksCount: number | null
  readonly imageUrls: readonly string[]
  readonly replies: readonly Reply[]
}

export interface Person {
  readonly name: string
  readonly url: string | null
  readonly bestAnswerRate: BestAnswerRate | null
}

/** ベストアンサー率 percent% (best/answers). `percent` is as the page prints it: floor(100 * best / answers). */
export interface BestAnswerRate {
  readonly percent: number
  readonly best: number
  readonly answers: number
}

/** What the asker wrote under an answer or the question: a supplement (補足) or thanks (お礼). */
export interface Reply {
  readonly kind: 'supplement' | 'thanks'
  readonly author: Person | null
  readonly body: string
  readonly postedAt: PostedAt | null
}

export interface RelatedQuestion {
  /** 1 for the first. */
  readonly rank: number
  readonly questionId: string | null
  readonly url: string | null
  readonly title: string
  readonly excerpt: string | null
}

export const layoutNames = [
  'okwave/current',
  'okwave/classic',
  'okwave/partner',
  'okwave/landmarks',
  'okwave/text',
  'schema-org/json-ld',
  'schema-org/microdata',
] as const

/** One generation of a site's markup; `okwave/landmarks` is the grammar alone, where no layout is known. */
export type LayoutName = (typeof layoutNames)[number]
