/** Reads a page's response: its record, its links, or why there is neither. */
import { storableOrFault } from '../../load/prepare-records.ts'
import { type Capture, headerOf } from '../../model/capture.ts'
import { MondoError } from '../../model/errors.ts'
import { inflatedBody } from '../../model/inflated-body.ts'
import type { QuestionPage } from '../../model/question-page.ts'
import { notLoadable } from '../../parse/checks.ts'
import type { PageLinks } from '../../parse/links/links.ts'
import { mostListBytes } from '../../parse/links/list-text.ts'
import { crashed } from '../../parse/read-page.ts'
import type { FrontierPage } from '../frontier/frontier.ts'
import { refreshTarget } from '../politeness/page-refresh.ts'
import { likelyQuestionsFrom, pagesToFollow } from '../scope/follow-links.ts'
import {
  bytesToGive,
  ended,
  linksIn,
  notRead,
  type ReadCapture,
  type ReadOptions,
  type WholeBody,
} from './read-capture.ts'
import { mayBeList, readList } from './read-list.ts'
import { failedTry } from './retry.ts'

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
  const isSitemap = page.kind === 'sitemap'
  // Of a sitemap that is too large, the part that was received is read.
  if (truncated === 'length' && !isSitemap) return ended({ kind: 'failed', reason: 'too-large' })
  if (truncated !== null && truncated !== 'length')
    return ended(failedTry(truncated === 'time' ? 'timeout' : 'disconnect', options))
  const body = isSitemap ? inflatedBody(capture, mostListBytes) : inflatedBody(capture)
  if (truncated === 'length' && body.kind !== 'whole') return ended({ kind: 'failed', reason: 'too-large' })
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

/** Links are page data too: a throw rejects the page and never ends the run. */
async function readWholeBody(
  body: WholeBody,
  capture: Capture,
  page: FrontierPage,
  options: ReadOptions,
): Promise<ReadCapture> {
  try {
    const list = mayBeList(body, page) ? await readList(body, capture, page, options) : null
    return list ?? (await readBody(body, capture, page, options))
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
      const leadsOn = named > 0 || (links.feeds.length > 0 && found.length > 0)
      const isList = page.kind !== 'question' && leadsOn
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

/** As Cloudflare and AWS mark a page that wants to know whether a person asks. */
function isChallenge({ headers }: Capture): boolean {
  const marks = [headerOf(headers, 'cf-mitigated'), headerOf(headers, 'x-amzn-waf-action')]
  return marks.some((mark) => mark === 'challenge' || mark === 'captcha')
}
