/** Reads a page's response: its record, its links, or why there is neither. */
import { storableOrFault } from '../../load/prepare-records.ts'
import { type Capture, headerOf } from '../../model/capture.ts'
import { inflatedBody } from '../../model/inflated-body.ts'
import type { QuestionPage } from '../../model/question-page.ts'
import type { VisitOutcome } from '../../model/visit-outcome.ts'
import { readSitemap } from '../../parse/links/sitemap.ts'
import { crashed, readPage } from '../../parse/read-page.ts'
import type { FoundPage, FrontierPage } from '../frontier/frontier.ts'
import type { CrawlScope } from '../scope/crawl-scope.ts'
import { pageOfSitemap, pagesToFollow } from '../scope/follow-links.ts'
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
}

export interface ReadOptions extends TryContext {
  readonly crawlScope: CrawlScope
  /** Whether the request carried validators: only then does a 304 mean anything. */
  readonly isConditional: boolean
}

/** Reads any response that is neither a redirect nor a 429 or 503. */
export function readResponse(capture: Capture, page: FrontierPage, options: ReadOptions): ReadCapture {
  const { status, truncated } = capture
  if (status === 304 && options.isConditional) return ended({ kind: 'unchanged' })
  if (status === 404 || status === 410) return ended({ kind: 'gone', how: status })
  if (status < 200 || status > 299) return ended(failedTry('http-status', options, status))
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
      return readWholeBody(body.bytes, capture, page, options)
  }
}

/** Sitemaps and links are page data too: a throw rejects the page and never ends the run. */
function readWholeBody(
  bytes: Uint8Array,
  capture: Capture,
  page: FrontierPage,
  options: ReadOptions,
): ReadCapture {
  try {
    return page.kind === 'sitemap'
      ? readSitemapBody(bytes, page, options)
      : readBody(bytes, capture, page, options)
  } catch (error) {
    const { reason, checks } = crashed(capture.url, error)
    return ended({ kind: 'rejected', reason, checks })
  }
}

function readBody(
  bytes: Uint8Array,
  capture: Capture,
  page: FrontierPage,
  options: ReadOptions,
): ReadCapture {
  const contentType = headerOf(capture.headers, 'content-type')
  const { outcome, links, encoding } = readPage(bytes, {
    url: capture.url,
    site: page.site,
    capturedAt: capture.capturedAt,
    ...(contentType === null ? {} : { contentType }),
  })
  const kind = outcome.kind === 'question' ? 'question' : page.kind
  const found = pagesToFollow(links, { ...page, kind, capturedAt: capture.capturedAt }, options.crawlScope)
  switch (outcome.kind) {
    case 'question': {
      const record = storableOrFault(outcome.page)
      // One such page must not undo the transaction of two hundred others.
      if (typeof record === 'string')
        return { ...ended({ kind: 'rejected', reason: 'checks', checks: [] }), detail: record, encoding }
      return { reading: { kind: 'record', record: record.page, digest: record.digest }, found, encoding }
    }
    case 'not-found':
      return { ...ended({ kind: 'gone', how: 'soft-404' }), encoding }
    case 'rejected':
      return { ...ended({ kind: 'rejected', reason: outcome.reason, checks: outcome.checks }), encoding }
    case 'not-a-question': {
      const named = links.questions.length + links.lists.length
      const isList = page.kind !== 'question' && named > 0
      return {
        ...ended(isList ? linksIn(found) : { kind: 'not-a-question' }),
        found: isList ? found : [],
        encoding,
      }
    }
  }
}

function readSitemapBody(bytes: Uint8Array, page: FrontierPage, options: ReadOptions): ReadCapture {
  // sitemap.xml.gz is a gzip file whatever its Content-Encoding; the protocol requires UTF-8.
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  const unpacked = isGzip ? inflatedBody({ headers: [['content-encoding', 'gzip']], body: bytes }) : null
  if (unpacked !== null && unpacked.kind !== 'whole') return ended({ kind: 'failed', reason: 'damaged-body' })
  const found: FoundPage[] = []
  const isSitemap = readSitemap(unpacked?.bytes ?? bytes, (entry) => {
    const listed = pageOfSitemap(entry, page, options.crawlScope)
    if (listed !== null) found.push(listed)
  })
  if (!isSitemap) return ended({ kind: 'not-a-question' })
  return { ...ended(linksIn(found)), found, encoding: 'utf-8' }
}

function linksIn(found: readonly FoundPage[]): VisitOutcome {
  return { kind: 'links', found: found.filter(({ refused }) => refused === null).length }
}

function ended(outcome: VisitOutcome): ReadCapture {
  return { reading: { kind: 'ended', outcome }, found: [], encoding: null }
}
