/** Extracts the links of a page: questions, list pages, the next page, and the page's own canonical URL. */
import type { CheerioAPI } from 'cheerio/slim'
import { longestUrl } from '../../model/stored-url.ts'
import { type ChildNode, type Element, isElement, isText } from '../html/nodes.ts'
import { assertWithin, pageLimits } from '../limits.ts'
import type { PageKind } from '../site/page-identity.ts'
import type { Sites } from '../site/sites.ts'
import { fold } from '../text/fold.ts'
import { type ListedQuestion, listedQuestions, type QuestionLink } from './listed.ts'

/** Absolute URLs without fragments, in page order, without duplicates. */
export interface PageLinks {
  readonly questions: readonly string[]
  readonly lists: readonly string[]
  /** The next page of the same list or question; null on the last. */
  readonly next: string | null
  /** The URL that the page declares as its own; null when it declares none. */
  readonly canonical: string | null
  /** Only for pages that are not questions: counts and states shown beside the links of `questions`. */
  readonly listed: readonly ListedQuestion[]
}

/** The links of a page that has none. */
export const noLinks: PageLinks = { questions: [], lists: [], next: null, canonical: null, listed: [] }

/** The URL of a page, and the sites that classify its links. */
export interface LinkingPage {
  /** The page's own URL, the base for relative links. */
  readonly url: string
  /** The site that the page's host serves; not needed for known hosts. */
  readonly site: string | undefined
  readonly sites: Sites
}

/** The links of a parsed page, with an empty `listed`. */
export function linksOfDocument($: CheerioAPI, page: LinkingPage): PageLinks {
  const { url } = page
  const base = baseOf($, url)
  const questions = new Set<string>()
  const lists = new Set<string>()
  let next: string | null = null
  const links = $('a[href], link[rel][href], area[href]')
  assertWithin(links.length + $('img').length, pageLimits.links, 'links and pictures')
  for (const element of links) {
    const target = resolveLink(element.attribs['href'] ?? '', base)
    if (target === null) continue
    if (isNext(element)) next ??= target
    if (element.name === 'link') continue
    const kind = kindOf(target, page)
    if (kind === 'question') questions.add(target)
    if (kind === 'list') lists.add(target)
  }
  const canonical = canonicalOf($, base)
  return { questions: [...questions], lists: [...lists], next, canonical, listed: [] }
}

/** The `listed` of a page that is not a question: beside a question page's links there is no current information. */
export function listedOfDocument($: CheerioAPI, page: LinkingPage): ListedQuestion[] {
  const base = baseOf($, page.url)
  const links = $('a[href]')
    .toArray()
    .flatMap((element): QuestionLink[] => {
      const target = resolveLink(element.attribs['href'] ?? '', base)
      return target !== null && kindOf(target, page) === 'question' ? [{ element, url: target }] : []
    })
  return listedQuestions(links)
}

/** The kind of the target page; `site` applies only to links to the page's own host. */
function kindOf(target: string, { url, site, sites }: LinkingPage): PageKind {
  const sameHost = new URL(target).host === new URL(url).host
  return sites.identify(target, sameHost ? site : undefined).kind
}

/** The base URL for links: `<base href>`, else the page's own URL. */
export function baseOf($: CheerioAPI, url: string): string {
  const [base] = $('base[href]')
  return resolveLink(base?.attribs['href'] ?? '', url) ?? url
}

/**
 * The absolute http(s) URL of a link, without fragment and without OKWAVE's outbound wrapper; null for other links and for
 * URLs that are too long to be stored.
 */
export function resolveLink(href: string, base: string): string | null {
  if (href.length > longestUrl || base.length > longestUrl) return null
  const trimmed = href.trim()
  if (trimmed === '' || trimmed.startsWith('#') || !URL.canParse(trimmed, base)) return null
  const url = unwrapped(new URL(trimmed, base))
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  url.hash = ''
  return url.href.length > longestUrl ? null : url.href
}

/** Once only: a wrapper within a wrapper is a link like any other. */
function unwrapped(url: URL): URL {
  const isWrapper = url.pathname === '/jump' && /^https?:$/.test(url.protocol)
  return (isWrapper ? URL.parse(url.searchParams.get('url') ?? '') : null) ?? url
}

/** By rel=next, or by the link texts that public scrapers of OKWAVE follow. */
function isNext(element: Element): boolean {
  const rel = (element.attribs['rel'] ?? '').toLowerCase().split(/\s+/)
  if (rel.includes('next')) return true
  const text = element.name === 'a' ? shortText(element) : null
  return text !== null && /^(?:次へ|次のページ|次の\d+件)\s?[>»]{0,2}$/u.test(fold(text))
}

/** Nodes and characters of a link that may lead to the next page. */
const longestNext = 100

/** The text of an element that has no more than that; null for others. Links may be open around the rest of the page. */
function shortText(element: Element): string | null {
  let text = ''
  let nodes = 0
  const waiting: ChildNode[] = [element]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    nodes += 1
    if (isText(node)) text += node.data
    else if (isElement(node)) {
      if (node.children.length > longestNext) return null
      waiting.push(...node.children.toReversed())
    }
    if (nodes > longestNext || text.length > longestNext) return null
  }
  return text
}

function canonicalOf($: CheerioAPI, base: string): string | null {
  const [link] = $('link[rel=canonical][href]')
  const [graph] = $('meta[property="og:url"][content]')
  return resolveLink(link?.attribs['href'] ?? '', base) ?? resolveLink(graph?.attribs['content'] ?? '', base)
}

/** The titles that the page declares: `<title>` and og:title. */
export function documentTitles($: CheerioAPI): readonly string[] {
  const graph = $('meta[property="og:title"][content]').toArray()
  return [...graph.map((meta) => meta.attribs['content'] ?? ''), $('title').first().text()]
}
