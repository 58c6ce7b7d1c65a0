/** Which links of a page become pages of the frontier. */
import type { PageLinks } from '../parse/links.ts'
import type { Sitemap } from '../parse/sitemap.ts'
import type { PageKind } from '../parse/sites.ts'
import type { Follow } from './crawl-options.ts'
import type { FoundPage } from './frontier.ts'
import { pageWithin, type Territory } from './seeds.ts'

/**
 * The pages to add. On a question page `related` follows its related questions and `list` its list pages; on any other
 * page `list` follows both. The next page of the same question is followed always: without it the question is not whole.
 */
export function pagesToFollow(
  links: PageLinks,
  from: { readonly kind: PageKind; readonly depth: number },
  follow: readonly Follow[],
  territory: Territory,
): FoundPage[] {
  const isQuestion = from.kind === 'question'
  const followed = [
    ...(isQuestion || follow.includes('list') ? [links.next] : []),
    ...(follow.includes(isQuestion ? 'related' : 'list') ? links.questions : []),
    ...(follow.includes('list') ? links.lists : []),
  ]
  return followed
    .filter((url) => url !== null)
    .map((url) => pageWithin(territory, url, from.depth + 1))
    .filter((page) => page !== null)
}

/** Everything that a sitemap lists within the hosts of the crawl: whoever asked for sitemaps asked for all of it. */
export function pagesOfSitemap(
  sitemap: Sitemap,
  from: { readonly depth: number },
  territory: Territory,
): FoundPage[] {
  const pages = sitemap.pages.map((url) => pageWithin(territory, url, from.depth + 1))
  return [...pages, ...sitemapPages(sitemap.sitemaps, from, territory)].filter((page) => page !== null)
}

/** Sitemaps that robots.txt or an index names, whatever their paths look like. */
export function sitemapPages(
  urls: readonly string[],
  from: { readonly depth: number },
  territory: Territory,
): FoundPage[] {
  return urls
    .map((url) => pageWithin(territory, url, from.depth + 1))
    .filter((page) => page !== null)
    .map((page) => ({ ...page, kind: 'sitemap' }))
}
