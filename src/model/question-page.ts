/**
 * The record: what one question page says, as data. Its JSON form is stable and described by
 * `docs/record.schema.json`; the database columns have the same names in snake_case.
 *
 * Text fields keep the page's characters (no normalisation, U+3000 kept). `<br>` and the end of a block become `\n`.
 */
import type { Check } from './check.ts'

/** One question with its answers, replies and related questions. */
export interface QuestionPage {
  /** The site that owns the question: `okwave`, `sample`, or the host of a schema.org page. */
  readonly site: string
  /** The site's own id of the question; unique within the site. */
  readonly questionId: string
  /** Canonical URL: the same for every mirror and query string of the question. */
  readonly url: string
  /** Other URLs known to show the same question. */
  readonly aliases: readonly string[]
  readonly title: string
  readonly body: string
  readonly status: QuestionStatus
  /** Outermost first. */
  readonly categories: readonly string[]
  /** Null when the page does not name the asker. */
  readonly asker: Person | null
  readonly postedAt: PostedAt | null
  /** The number that the page declares; null when it declares none. */
  readonly answerCount: number | null
  /** May be negative on sites that count votes. */
  readonly thanksCount: number | null
  /** False when the page does not show the whole question (pagination, text that breaks off). */
  readonly complete: boolean
  /** The next page of the same question; null on the last. */
  readonly nextPageUrl: string | null
  /** In page order. */
  readonly answers: readonly Answer[]
  /** Supplements and comments to the question itself. */
  readonly replies: readonly Reply[]
  readonly imageUrls: readonly string[]
  readonly related: readonly RelatedQuestion[]
  readonly layout: LayoutName
  readonly checks: readonly Check[]
}

/** `solved`: the asker chose a best answer. `closed`: 締切済み, closed without one. */
export type QuestionStatus = 'open' | 'solved' | 'closed' | 'unknown'

/** `2013-07-08T12:34:00+09:00`, or `2013-07-08` when only the day is known. */
export type PostedAt = string

/** One answer. */
export interface Answer {
  /**
   * Unique within the question: the answer's number, else the site's own id, else `t:` and a digest of author and exact
   * time, else `b:` and a digest of the body's beginning. It never depends on the position on the page.
   */
  readonly key: string
  /** 回答No.n: the order of posting, not the position on the page. Null when the site has no numbers. */
  readonly number: number | null
  readonly isBest: boolean
  /** Null when the page names no author (withdrawn or hidden). */
  readonly author: Person | null
  readonly body: string
  readonly postedAt: PostedAt | null
  readonly thanksCount: number | null
  readonly imageUrls: readonly string[]
  readonly replies: readonly Reply[]
}

/** An asker or answerer as the page names them. */
export interface Person {
  readonly name: string
  readonly url: string | null
  readonly bestAnswerRate: BestAnswerRate | null
}

/** ベストアンサー率 percent% (best/answers). The page prints `percent` as floor(100 * best / answers). */
export interface BestAnswerRate {
  readonly percent: number
  readonly best: number
  readonly answers: number
}

/** All kinds of replies. They are stable: the database stores them. */
export const replyKinds = ['supplement', 'thanks', 'comment'] as const

/** A supplement (補足) or thanks (お礼) by the asker, or a comment: a remark by anyone. */
export type ReplyKind = (typeof replyKinds)[number]

/** A reply under an answer or under the question itself. */
export interface Reply {
  readonly kind: ReplyKind
  readonly author: Person | null
  readonly body: string
  readonly postedAt: PostedAt | null
}

/** One entry of the page's list of related questions. */
export interface RelatedQuestion {
  /** Position in the list, from 1. */
  readonly rank: number
  readonly questionId: string | null
  readonly url: string | null
  readonly title: string
  readonly excerpt: string | null
}

/**
 * How a page was read, as `SITE/NAME`. With a site definition it is one generation of the site's markup (`okwave/current`,
 * `goo/2020`). Otherwise it is `okwave/landmarks` (no known layout), `okwave/text`, `schema-org/json-ld` or
 * `schema-org/microdata`.
 */
export type LayoutName = `${string}/${string}`
