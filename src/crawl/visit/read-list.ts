/** Reads a list of URLs that is no page for readers: a sitemap, a sitemap index, a feed. */
import type { Capture } from '../../model/capture.ts'
import { isGzip } from '../../model/inflate.ts'
import type { VisitOutcome } from '../../model/visit-outcome.ts'
import { beginsSitemap } from '../../parse/links/sitemap.ts'
import type { SitemapReading } from '../../workers/tasks.ts'
import type { FoundPage, FrontierPage } from '../frontier/frontier.ts'
import type { CrawlScope } from '../scope/crawl-scope.ts'
import { pageOfSitemap, pagesOfFeed } from '../scope/follow-links.ts'
import {
  bytesToGive,
  ended,
  linksIn,
  notRead,
  type ReadCapture,
  type ReadOptions,
  type WholeBody,
} from './read-capture.ts'

/** Whether a body may be such a list: what is named as a sitemap, and whatever else begins as one. */
export function mayBeList({ bytes }: WholeBody, { kind, depth }: FrontierPage): boolean {
  if (kind === 'sitemap') return true
  return kind !== 'question' && (beginsSitemap(bytes) || (depth === 0 && isGzip(bytes)))
}

/**
 * The pages that the list names; null where it is no list, so that it may be a page. Of a list that is damaged or too large,
 * the entries that were read are taken, and the visit has failed.
 */
export async function readList(
  { bytes }: WholeBody,
  capture: Capture,
  page: FrontierPage,
  { reader, crawlScope }: ReadOptions,
): Promise<ReadCapture | null> {
  const isSitemap = page.kind === 'sitemap'
  const read = await reader.sitemap(() => bytesToGive(bytes), capture.url)
  if (read.kind === 'undone') return notRead(capture, read)
  const { form, encoding, fault } = read.reading
  const isCut = capture.truncated === 'length'
  const failure = isCut ? 'too-large' : fault === 'damaged' ? 'damaged-body' : fault
  if (form === null) {
    if (!isSitemap) return null
    // A page that says something else is whole; bytes that cannot be unpacked may be anything.
    const isUnread = isCut || (failure !== null && isGzip(bytes))
    return ended(isUnread ? { kind: 'failed', reason: failure ?? 'too-large' } : { kind: 'not-a-question' })
  }
  const found = foundIn(read.reading, page, crawlScope)
  if (failure === null) return { ...ended(linksIn(found)), found, encoding }
  const outcome: VisitOutcome = { kind: 'failed', reason: failure }
  const { length } = read.reading.entries
  return {
    ...ended(outcome),
    found,
    encoding,
    detail: `${length} entries were read before the end of what is readable`,
  }
}

/** A list that nobody announced is followed where it is a seed, or where the run follows its kind. */
function foundIn(
  { form, entries }: SitemapReading,
  page: FrontierPage,
  crawlScope: CrawlScope,
): readonly FoundPage[] {
  const isSitemap = page.kind === 'sitemap'
  if (form === 'feed' && !isSitemap) return pagesOfFeed(entries, page, crawlScope)
  const follow = crawlScope.filtersFor(page.hostGroup).followOf(page.path)
  if (!isSitemap && page.depth > 0 && !follow.includes('sitemap')) return []
  return entries.map((entry) => pageOfSitemap(entry, page, crawlScope)).filter((found) => found !== null)
}
