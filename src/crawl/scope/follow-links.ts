/** Which links of a page enter the frontier, by the follow rules and the crawl scope. */
import type { PageLinks } from '../../parse/links/links.ts'
import type { SitemapEntry } from '../../parse/links/sitemap.ts'
import type { PageKind } from '../../parse/site/page-identity.ts'
import type { FoundPage } from '../frontier/frontier.ts'
import type { Listed } from '../frontier/list-signals.ts'
import { type CrawlScope, pageAt } from './crawl-scope.ts'

interface From {
  /** Path and query of the page: settings by path may say what is followed from it. */
  readonly path?: string
  readonly kind: PageKind
  readonly hostGroup: string
  readonly depth: number
  /** When the links were captured: what they say of questions holds for that time. */
  readonly capturedAt?: Date
}

interface LinksOfKind {
  readonly urls: readonly string[]
  readonly isOpen: boolean
  /** What the page is where its URL does not say it. */
  readonly takenFor: PageKind
}

/**
 * The pages that the links lead to, each with the reason where it is not to be requested. On a question page `related`
 * follows its related questions and `list` its list pages; on any other page `list` follows both, and `feed` its feeds. The next page of the
 * same question is always followed: without it the question is incomplete.
 */
export function pagesToFollow(links: PageLinks, from: From, crawlScope: CrawlScope): FoundPage[] {
  const follow = crawlScope.filtersFor(from.hostGroup).followOf(from.path)
  const isQuestion = from.kind === 'question'
  const toQuestions = follow.includes(isQuestion ? 'related' : 'list')
  const next = links.next === null ? [] : [links.next]
  const kinds: readonly LinksOfKind[] = [
    { urls: next, isOpen: isQuestion || follow.includes('list'), takenFor: isQuestion ? 'question' : 'list' },
    { urls: links.questions, isOpen: toQuestions, takenFor: 'question' },
    { urls: likelyQuestionsFrom(links, from), isOpen: toQuestions, takenFor: 'question' },
    { urls: links.lists, isOpen: follow.includes('list'), takenFor: 'list' },
  ]
  const said = listedBy(links, from)
  const followed = kinds.flatMap(({ urls, isOpen, takenFor }) =>
    urls
      .map((url) => withListed(pageAt(crawlScope, url, from.depth + 1), said.get(url)))
      .filter((page) => page !== null)
      .map((page) => (page.kind === 'other' ? { ...page, kind: takenFor } : page))
      .map((page) => (isOpen || page.refused !== null ? page : { ...page, refused: 'not followed' })),
  )
  return [...followed, ...feedsToFollow(links, from, crawlScope)]
}

/** A question page often names a feed of its own, which has only itself: its feeds are followed where it is a seed. */
function feedsToFollow({ feeds }: PageLinks, from: From, crawlScope: CrawlScope): FoundPage[] {
  const follow = crawlScope.filtersFor(from.hostGroup).followOf(from.path)
  if (!follow.includes('feed') || (from.kind === 'question' && from.depth > 0)) return []
  return feeds
    .map((url) => pageAt(crawlScope, url, from.depth + 1))
    .filter((page) => page !== null)
    .filter(({ kind }) => kind !== 'question')
    .map((page) => ({ ...page, kind: 'list' }))
}

/**
 * Where no definition says what the site's lists are, a seed is one, and so is what its next pages and the site's words
 * say. Any other page that is no question may be anything: its links are not guessed at.
 */
export function likelyQuestionsFrom(
  { likelyQuestions }: PageLinks,
  { kind, depth }: Pick<From, 'kind' | 'depth'>,
): readonly string[] {
  return kind === 'question' || kind === 'list' || depth === 0 ? likelyQuestions : []
}

function listedBy({ listed }: PageLinks, { capturedAt }: From): ReadonlyMap<string, Listed> {
  if (capturedAt === undefined) return new Map()
  const at = capturedAt.toISOString()
  return new Map(listed.map(({ url, answers, status }) => [url, { answers, status, at }]))
}

function withListed(page: FoundPage | null, listed: Listed | undefined): FoundPage | null {
  return page === null || listed === undefined ? page : { ...page, listed }
}

/** The pages of a feed: the questions among its entries. It is a list page, whatever its path looks like. */
export function pagesOfFeed(
  entries: readonly SitemapEntry[],
  from: Pick<From, 'depth' | 'hostGroup' | 'path'>,
  crawlScope: CrawlScope,
): FoundPage[] {
  const follow = crawlScope.filtersFor(from.hostGroup).followOf(from.path)
  if (!follow.includes('feed') && !follow.includes('list')) return []
  return entries
    .map((entry) => pageOfSitemap(entry, from, crawlScope))
    .filter((page) => page !== null)
    .filter(({ kind }) => kind === 'question')
}

/** The page of a sitemap entry: following sitemaps means following all their entries. */
export function pageOfSitemap(
  { kind, url, modifiedAt }: SitemapEntry,
  from: Pick<From, 'depth'>,
  crawlScope: CrawlScope,
): FoundPage | null {
  if (kind === 'sitemap') return sitemapPage(url, from, crawlScope)
  const page = pageAt(crawlScope, url, from.depth + 1)
  if (page?.kind === 'sitemap') return sitemapPage(url, from, crawlScope)
  return page === null || modifiedAt === null ? page : { ...page, modifiedAt }
}

/**
 * Levels of sitemap indexes within indexes. The protocol has one, and generated ones can go on without end: a sitemap's
 * depth counts them, because sitemaps are found by a seed's robots.txt and by other sitemaps alone.
 */
const mostSitemapLevels = 5

/** A sitemap that robots.txt or an index names, whatever its path looks like. */
export function sitemapPage(
  url: string,
  from: Pick<From, 'depth'>,
  crawlScope: CrawlScope,
): FoundPage | null {
  // The URL filters are about pages for readers, which a sitemap is not.
  const page = pageAt(crawlScope, url, 0)
  if (page === null) return null
  const depth = from.depth + 1
  const tooDeep = depth > mostSitemapLevels ? `sitemaps nest deeper than ${mostSitemapLevels}` : null
  return { ...page, kind: 'sitemap', depth, refused: page.refused ?? tooDeep }
}
