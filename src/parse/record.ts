/** Turns what a reader found into the record: identity, canonical URLs, completeness, checks. */
import type { Check } from '../model/check.ts'
import type { ParseOutcome } from '../model/parse-outcome.ts'
import type { LayoutName, Person, QuestionPage } from '../model/question-page.ts'
import { foreignCanonical } from './checks.ts'
import { finishedRecord } from './finished-record.ts'
import { isPlainPath, type PageLinks, plainOriginOf, resolvedUrl } from './links/links.ts'
import { type ClaimedIdentity, identityOf, sharedUrl } from './site/claimed-identity.ts'
import type { PageIdentity } from './site/page-identity.ts'
import type { Sites } from './site/sites.ts'

/** What the record needs beside the draft. */
export interface RecordContext {
  readonly url: string
  /** The base URL for links on the page. */
  readonly base: string
  readonly site: string | undefined
  readonly sites: Sites
  /** Checks that failed before the grammar: encoding, repairs, hints. */
  readonly checks: readonly Check[]
  readonly links: PageLinks
  /** The link to more answers that a layout names, absolute; null: the page's own `links.next`. */
  readonly next?: string | null
  /** False when the input itself is incomplete. */
  readonly whole: boolean
}

/** The fields that come from the page's text; links as written. */
export type RecordContent = Pick<
  QuestionPage,
  | 'title'
  | 'body'
  | 'status'
  | 'categories'
  | 'asker'
  | 'postedAt'
  | 'answerCount'
  | 'thanksCount'
  | 'answers'
  | 'replies'
  | 'imageUrls'
  | 'related'
>

/**
 * Whether the record is the whole question, and the checks that fail.
 *
 * @param isOnePage False where the question goes on on another page, or began on one.
 */
export type Judge = (isOnePage: boolean) => {
  readonly complete: boolean
  readonly checks: readonly Check[]
}

/** The record, or a rejection when a check fails with severity `error`. */
export function recordOf(
  draft: RecordContent,
  layout: LayoutName,
  context: RecordContext,
  judge: Judge,
): ParseOutcome {
  const claims = identityOf({ ...context, canonical: context.links.canonical })
  const identity = questionIdentity(claims)
  const nextPageUrl = nextPageOf(context, identity)
  const judged = judge(context.whole && nextPageUrl === null && !claims.own.isLaterPage)
  const { complete } = judged
  const checks = [...context.checks, ...foreignCanonical(claims), ...judged.checks]
  if (checks.some((check) => check.severity === 'error')) {
    return { kind: 'rejected', url: context.url, reason: 'checks', checks }
  }
  const publicUrl = publicUrls(context, claims.own)
  const personOf = (person: Person | null) =>
    person === null
      ? null
      : {
          name: person.name,
          url: person.url === null ? null : publicUrl(person.url),
          bestAnswerRate: possible(person.bestAnswerRate),
        }
  const replyOf = <Reply extends { readonly author: Person | null }>(reply: Reply) => ({
    ...reply,
    author: personOf(reply.author),
  })
  const imagesOf = (urls: readonly string[]) => urls.map(publicUrl).filter((url) => url !== null)

  const page: QuestionPage = {
    site: identity.site,
    questionId: identity.questionId ?? identity.path,
    url: sharedUrl(identity, context.links.canonical, claims),
    aliases: [...identity.aliases, ...(claims.foreign === null ? [] : [claims.foreign])],
    title: draft.title,
    body: draft.body,
    status: draft.status,
    categories: draft.categories,
    asker: personOf(draft.asker),
    postedAt: draft.postedAt,
    answerCount: draft.answerCount,
    thanksCount: draft.thanksCount,
    complete,
    nextPageUrl,
    answers: draft.answers.map((answer) => ({
      ...answer,
      author: personOf(answer.author),
      imageUrls: imagesOf(answer.imageUrls),
      replies: answer.replies.map(replyOf),
    })),
    replies: draft.replies.map(replyOf),
    imageUrls: imagesOf(draft.imageUrls),
    related: draft.related,
    layout,
    checks,
  }
  return finishedRecord(page, context.url)
}

/** Drops a rate with more best answers than answers; the check reports it. */
function possible(rate: Person['bestAnswerRate']): Person['bestAnswerRate'] {
  return rate === null || rate.best > rate.answers ? null : rate
}

/** By its URL, or by what it claims where the URL names no question. */
function questionIdentity({ own, claimed }: ClaimedIdentity): PageIdentity {
  return own.questionId === null && claimed !== null && claimed.questionId !== null ? claimed : own
}

/** The next page of the same question, not the next question. */
function nextPageOf(context: RecordContext, identity: PageIdentity): string | null {
  const next = context.next ?? context.links.next
  if (next === null) return null
  const other = context.sites.identify(next, context.site)
  return other.questionId !== null && other.questionId === identity.questionId && other.path !== identity.path
    ? other.url
    : null
}

/** The public form of links: those to the page's own host get the site's canonical origin. */
function publicUrls({ url, base }: RecordContext, own: PageIdentity): (href: string) => string | null {
  const { host, origin: ownOrigin } = new URL(url)
  const canonical = new URL(own.url)
  const origin = plainOriginOf(base)
  const isOnHost =
    origin !== null &&
    host !== '' &&
    (origin === ownOrigin || new URL(origin).host === host) &&
    canonical.protocol !== 'file:'
  return (href) => {
    if (isOnHost && isPlainPath(href)) return canonical.origin + href
    const target = resolvedUrl(href, base)
    if (target === null) return null
    if (target.host !== host || canonical.protocol === 'file:') return target.href
    return canonical.origin + target.pathname + target.search
  }
}
