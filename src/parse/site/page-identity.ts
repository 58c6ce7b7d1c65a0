/** Who a page is: site and canonical path. Without a definition of its site, the URL's host is the site. */

/** The identity of a page. */
export interface PageIdentity {
  readonly site: string
  /** Canonical path and query; unique within the site. */
  readonly path: string
  /** The canonical URL. */
  readonly url: string
  /** The site's own id when the path is that of a question, else null. */
  readonly questionId: string | null
  readonly kind: PageKind
  /** The URL that all pages of the question share; null where the path is no question's. */
  readonly questionUrl: string | null
  /** Whether the URL asks for another page of it than the first. */
  readonly isLaterPage: boolean
  /** Other URLs of the same question worth storing: a partner's page of it. */
  readonly aliases: readonly string[]
}

/** The kind of a page, by its path. */
export type PageKind = 'question' | 'list' | 'sitemap' | 'other'

/** The site of pages in files, whose URLs have no host. */
export const filesSite = 'file'

/** The identity of a page of a site that no definition knows. */
export function strangersIdentity(url: URL, site: string): PageIdentity {
  const questionId = usualQuestionPath.exec(url.pathname)?.[1] ?? null
  const path = url.pathname + url.search
  const kind = questionId === null ? usualKind(url.pathname) : 'question'
  const questionUrl = questionId === null ? null : originOf(url) + url.pathname
  const isLaterPage = isLaterPageOf(url)
  return { site, path, url: originOf(url) + path, questionId, kind, questionUrl, isLaterPage, aliases: [] }
}

/** Whatever the site's definition says: a part of a question that passes for the whole would take its answers away. */
export function isLaterPageOf(url: URL, parameter = 'page'): boolean {
  if (url.search === '') return false
  return [parameter, 'page', 'p', 'pg'].some((name) => Number(url.searchParams.get(name) ?? '1') > 1)
}

/** With a scheme also where the URL standard has no origin (`file:`). */
export function originOf(url: URL): string {
  return url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin
}

/** `/qa/q8165099.html` and its kin, as many Japanese sites have them. */
const usualQuestionPath = /^\/(?:[a-z0-9_-]+\/)*?qa(?:\/q?|)(\d{1,12})(?:\.html?)?\/?$/i

/** What is no question, where a definition has no word on it. */
export function usualKind(pathname: string): Exclude<PageKind, 'question'> {
  if (isSitemapPath(pathname)) return 'sitemap'
  if (/^\/(?:list|category|categories|search|searchkeyword|tag)(?:\/|$)/i.test(pathname)) return 'list'
  if (/^\/(?:\d+\/)*c[^/]*\.html?$/i.test(pathname)) return 'list'
  return 'other'
}

/** `/sitemap.xml`, `/sitemaps/questions-1.xml.gz`, `/sitemap.txt`. */
export function isSitemapPath(pathname: string): boolean {
  return /\.(?:xml|txt)(?:\.gz)?$/i.test(pathname) && /sitemap|\/urllist\./i.test(pathname)
}
