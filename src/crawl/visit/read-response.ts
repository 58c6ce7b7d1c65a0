/** Reads a page's response: its record, its links, or why there is neither. */
import { storableOrFault } from '../../load/prepare-records.ts'
import { type Capture, headerOf } from '../../model/capture.ts'
import { MondoError } from '../../model/errors.ts'
import { type InflatedBody, inflatedBody } from '../../model/inflated-body.ts'
import type { QuestionPage } from '../../model/question-page.ts'
import type { VisitOutcome } from '../../model/visit-outcome.ts'
import { notLoadable } from '../../parse/checks.ts'
import type { PageLinks } from '../../parse/links/links.ts'
import { crashed } from '../../parse/read-page.ts'
import { type PageReader, type Undone, undoneOutcome } from '../../workers/tasks.ts'
import type { FoundPage, FrontierPage } from '../frontier/frontier.ts'
import { refreshTarget } from '../politeness/page-refresh.ts'
import type { CrawlScope } from '../scope/crawl-scope.ts'
import { likelyQuestionsFrom, pageOfSitemap, pagesToFollow } from '../scope/follow-links.ts'
import type { AnswersSeen } from './answers-seen.ts'
import { failedTry, type TryContext } from './retry.ts'

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

/** Reads any response that is neither a redirect nor a 429 or 503. */
export async function readResponse(
  capture: Capture,
  page: FrontierPage,
  options: ReadOptions,
): Promise<ReadCapture> {
  const { status, truncated } = capture
  if (status === 304 && options.isConditional) return ended({ kind: 'unchanged' })
  if (status === 404 || status === 410) return ended({ kind: 'gone', how: status })
  if (status < 200 || status > 299) return ended(failedTry(`http-${status}`, options, status))
  if (truncated === 'length') return ended({ kind: 'failed', reason: 'too-large' })
  if (truncated !== null) return ended(failedTry(truncated === 'time' ? 'timeout' : 'disconnect', options))
  const body = inflatedBody(capture)
  switch (body.kind) {
    case 'too-large':
    case 'unknown-encoding':
      return ended({ kind: 'failed', reason: body.kind })
    case 'damaged':
      return ended(failedTry('damaged-body', options))
    case 'whole':
      return await readWholeBody(body, capture, page, options)
  }
}

type WholeBody = Extract<InflatedBody, { kind: 'whole' }>

/** Links are page data too: a throw rejects the page and never ends the run. */
async function readWholeBody(
  body: WholeBody,
  capture: Capture,
  page: FrontierPage,
  options: ReadOptions,
): Promise<ReadCapture> {
  try {
    return page.kind === 'sitemap'
      ? await readSitemapBody(body, capture, page, options)
      : await readBody(body, capture, page, options)
  } catch (error) {
    // An error of mondo's own, such as a closed pool, says nothing about the page.
    if (error instanceof MondoError) throw error
    const { reason, checks } = crashed(capture.url, error)
    return ended({ kind: 'rejected', reason, checks })
  }
}

async function readBody(
  { bytes, checks }: WholeBody,
  capture: Capture,
  page: FrontierPage,
  options: ReadOptions,
): Promise<ReadCapture> {
  const contentType = headerOf(capture.headers, 'content-type')
  const read = await options.reader.page(() => bytesToGive(bytes), {
    url: capture.url,
    site: page.site,
    capturedAt: capture.capturedAt,
    checks,
    ...(contentType === null ? {} : { contentType }),
  })
  if (read.kind === 'undone') return notRead(capture, read)
  const { outcome, links, encoding, wall: shown } = read.reading
  const wall = shown ?? (isChallenge(capture) && page.kind === 'question' ? 'challenge' : null)
  const redirectsTo = refreshTarget(capture, { ...read.reading, wall }, page.kind === 'question')
  if (redirectsTo !== null) return { ...ended({ kind: 'not-a-question' }), encoding, redirectsTo }
  const kind = outcome.kind === 'question' ? 'question' : page.kind
  const followed =
    outcome.kind === 'question' ? linksOfQuestion(outcome.page, links, capture.url, options) : links
  const from = { ...page, kind, capturedAt: capture.capturedAt }
  const found = pagesToFollow(followed, from, options.crawlScope)
  switch (outcome.kind) {
    case 'question': {
      const record = storableOrFault(outcome.page)
      // One such page must not undo the transaction of two hundred others.
      if (typeof record === 'string') return { ...ended(notLoadable(record)), detail: record, encoding }
      return { reading: { kind: 'record', record: record.page, digest: record.digest }, found, encoding }
    }
    case 'not-found':
      return { ...ended({ kind: 'gone', how: 'soft-404' }), encoding }
    case 'rejected':
      if (wall !== null) return { ...ended({ kind: 'not-a-question', wall }), encoding }
      return { ...ended({ kind: 'rejected', reason: outcome.reason, checks: outcome.checks }), encoding }
    case 'not-a-question': {
      if (wall !== null) {
        // Its links are requested nevertheless, because the heading may be misleading.
        return {
          ...ended({ kind: 'not-a-question', wall }),
          found: page.kind === 'question' ? [] : found,
          encoding,
        }
      }
      const likely = likelyQuestionsFrom(links, page)
      const named = links.questions.length + likely.length + links.lists.length
      const isList = page.kind !== 'question' && named > 0
      const several = outcome.checks.some(({ code }) => code === 'several-questions')
      return {
        ...ended(isList ? linksIn(found) : { kind: 'not-a-question', ...(several ? { several } : {}) }),
        found: isList ? found : [],
        encoding,
      }
    }
  }
}

/**
 * The links of a question with its next page. A page that only repeats answers of other pages is past the last one: no link
 * to a page of the same question is followed from it, because some sites go on with such pages forever.
 */
function linksOfQuestion(
  page: QuestionPage,
  links: PageLinks,
  url: string,
  { answersSeen, reader: { sites } }: ReadOptions,
): PageLinks {
  if (!answersSeen.isRepeat(url, page)) return { ...links, next: page.nextPageUrl ?? links.next }
  const { host } = new URL(url)
  const isOfSame = (link: string) => {
    const { site, questionId } = sites.identify(link, new URL(link).host === host ? page.site : undefined)
    return site === page.site && questionId === page.questionId
  }
  return { ...links, next: null, questions: links.questions.filter((link) => !isOfSame(link)) }
}

async function readSitemapBody(
  { bytes }: WholeBody,
  capture: Capture,
  page: FrontierPage,
  options: ReadOptions,
): Promise<ReadCapture> {
  // sitemap.xml.gz is a gzip file whatever its Content-Encoding; the protocol requires UTF-8.
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const unpacked = isGzip ? inflatedBody({ headers: [['content-encoding', 'gzip']], body: bytes }) : null
  if (unpacked !== null && unpacked.kind !== 'whole') return ended({ kind: 'failed', reason: 'damaged-body' })
  const read = await options.reader.sitemap(() => bytesToGive(unpacked?.bytes ?? bytes))
  if (read.kind === 'undone') return notRead(capture, read)
  const { isSitemap, entries } = read.reading
  if (!isSitemap) return ended({ kind: 'not-a-question' })
  const found = entries
    .map((entry) => pageOfSitemap(entry, page, options.crawlScope))
    .filter((listed) => listed !== null)
  return { ...ended(linksIn(found)), found, encoding: 'utf-8' }
}

/** As Cloudflare and AWS mark a page that wants to know whether a person asks. */
function isChallenge({ headers }: Capture): boolean {
  const marks = [headerOf(headers, 'cf-mitigated'), headerOf(headers, 'x-amzn-waf-action')]
  return marks.some((mark) => mark === 'challenge' || mark === 'captcha')
}

/** A reader keeps what it is given, and may ask again: the body of the capture itself must stay. */
function bytesToGive(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes)
}

/** A verdict on the page that holds until the parser's version changes; the page may be as it always was. */
function notRead({ url }: Capture, read: Undone): ReadCapture {
  const { reason, checks } = undoneOutcome(url, read)
  return { ...ended({ kind: 'rejected', reason, checks }), detail: read.detail }
}

function linksIn(found: readonly FoundPage[]): VisitOutcome {
  return { kind: 'links', found: found.filter(({ refused }) => refused === null).length }
}

function ended(outcome: VisitOutcome): ReadCapture {
  return { reading: { kind: 'ended', outcome }, found: [], encoding: null }
}
