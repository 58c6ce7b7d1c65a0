/** Extracts the links of a page: questions, list pages, the next page, and the page's own canonical URL. */
import type { CheerioAPI } from 'cheerio/slim'
import { mediaType } from '../../model/http/media-type.ts'
import { longestUrl } from '../../model/stored-url.ts'
import { textInside } from '../html/element-text.ts'
import { labelOf } from '../html/label-text.ts'
import type { Element } from '../html/nodes.ts'
import { select } from '../html/query.ts'
import { assertWithin, pageLimits } from '../limits.ts'
import { remembered } from '../remembered.ts'
import type { PageIdentity } from '../site/page-identity.ts'
import type { Sites } from '../site/sites.ts'
import { fold } from '../text/fold.ts'
import type { ListedQuestion, QuestionLink } from './listed.ts'

/** Absolute URLs without fragments, in page order, without duplicates. */
export interface PageLinks {
  readonly questions: readonly string[]
  /**
   * Of a site that no definition knows: links to its own host that may be questions by the shape of their URLs, and are
   * not among `questions`.
   */
  readonly likelyQuestions: readonly string[]
  readonly lists: readonly string[]
  /** RSS and Atom feeds that the page names as another form of itself or of its site. */
  readonly feeds: readonly string[]
  /** The next page of the same list or question; null on the last. */
  readonly next: string | null
  /** The URL that the page declares as its own; null when it declares none. */
  readonly canonical: string | null
  /** Only for pages that are not questions: counts and states shown beside the links of `questions`. */
  readonly listed: readonly ListedQuestion[]
}

/** The links of a page that has none. */
export const noLinks: PageLinks = {
  questions: [],
  likelyQuestions: [],
  lists: [],
  feeds: [],
  next: null,
  canonical: null,
  listed: [],
}

/** The URL of a page, and the sites that classify its links. */
export interface LinkingPage {
  /** The page's own URL, the base for relative links. */
  readonly url: string
  /** The site that the page's host serves; not needed for known hosts. */
  readonly site: string | undefined
  readonly sites: Sites
}

/** Where one link leads. */
export interface LinkTarget {
  /** The absolute URL, as `resolveLink` gives it. */
  readonly url: string
  readonly isOnOwnHost: boolean
  /** What the sites that mondo knows say of it; the site that is named is that of the page's own host alone. */
  readonly identity: Pick<PageIdentity, 'kind' | 'questionId' | 'url'>
}

/** Null for what leads nowhere: scripts, mail, a place on the same page. */
export type LinkTargets = (href: string) => LinkTarget | null

/** The links of a page, with an empty `listed` and no likely questions, and the elements from which those are read. */
export interface FoundLinks {
  readonly links: PageLinks
  readonly toQuestions: readonly QuestionLink[]
  readonly toOwnHost: readonly QuestionLink[]
}

/** @param base As `baseOf` gives it. */
export function linksOfDocument($: CheerioAPI, base: string, targetOf: LinkTargets): FoundLinks {
  const toQuestions: QuestionLink[] = []
  const toOwnHost: QuestionLink[] = []
  const questions = new Set<string>()
  const lists = new Set<string>()
  const feeds = new Set<string>()
  let next: string | null = null
  const linking = select($, 'a[href], link[rel][href], area[href]')
  assertWithin(linking.length + select($, 'img').length, pageLimits.links, 'links and pictures')
  for (const element of linking) {
    const target = targetOf(element.attribs['href'] ?? '')
    if (target === null) continue
    const { url, isOnOwnHost, identity } = target
    if (isNext(element)) next ??= url
    if (isFeed(element)) feeds.add(url)
    if (element.name === 'link') continue
    if (isOnOwnHost && element.name === 'a') toOwnHost.push({ element, url })
    if (identity.kind === 'list') lists.add(url)
    if (identity.kind !== 'question') continue
    questions.add(url)
    if (element.name === 'a') toQuestions.push({ element, url })
  }
  const canonical = canonicalOf($, base)
  const links = {
    ...noLinks,
    questions: [...questions],
    lists: [...lists],
    feeds: [...feeds],
    next,
    canonical,
  }
  return { links, toQuestions, toOwnHost }
}

/** The base URL for links: `<base href>`, else the page's own URL. */
export function baseOf($: CheerioAPI, url: string): string {
  const [base] = select($, 'base[href]')
  return resolveLink(base?.attribs['href'] ?? '', url) ?? url
}

/**
 * The absolute http(s) URL of a link, without fragment and without OKWAVE's outbound wrapper; null for other links and for
 * URLs that are too long to be stored.
 */
export function resolveLink(href: string, base: string): string | null {
  const origin = isPlainPath(href) ? plainOriginOf(base) : null
  return origin === null ? (resolvedUrl(href, base)?.href ?? null) : origin + href
}

/**
 * Whether a link is a path on its base's host, such as `/users/12/taro`, that resolving leaves unchanged: without dot
 * segments, characters to escape, or an outbound redirect wrapper.
 */
export function isPlainPath(href: string): boolean {
  return (
    href.length < longestPlainPath &&
    /^\/(?!\/|jump)[\w./-]*(?:\?[\w&=./-]+)?$/.test(href) &&
    !href.includes('/.')
  )
}

const longestPlainPath = 200

/** The origin to which such a path can be appended; null for other bases, such as file URLs. */
export const plainOriginOf = remembered((base): string | null => {
  const url = base.length > longestUrl ? null : URL.parse(base)
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
  return isPlain ? url.origin : null
}, 100)

/** As `resolveLink`, for whoever needs the parts. */
export function resolvedUrl(href: string, base: string): URL | null {
  if (href.length > longestUrl || base.length > longestUrl) return null
  const trimmed = href.trim()
  const parsed = trimmed === '' || trimmed.startsWith('#') ? null : URL.parse(trimmed, base)
  if (parsed === null) return null
  const url = unwrapped(parsed)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  // To set it parses the URL again; a `#` with nothing behind it is no `hash`.
  if (url.href.includes('#')) url.hash = ''
  return url.href.length > longestUrl ? null : url
}

/** Once only: a wrapper within a wrapper is a link like any other. */
function unwrapped(url: URL): URL {
  const isWrapper = url.pathname === '/jump' && /^https?:$/.test(url.protocol)
  return (isWrapper ? URL.parse(url.searchParams.get('url') ?? '') : null) ?? url
}

/** By the media type, with which browsers and readers find feeds: `rel` is `alternate`, or `feed` of its own. */
function isFeed({ name, attribs }: Element): boolean {
  if (name !== 'link') return false
  const rel = relationsOf(attribs)
  if (rel.includes('stylesheet')) return false
  return (
    rel.includes('feed') ||
    (rel.includes('alternate') && /^application\/(?:rss|atom|rdf)\+xml$/.test(mediaType(attribs['type'])))
  )
}

/** By rel=next, or by the link texts that public scrapers of OKWAVE follow. */
function isNext(element: Element): boolean {
  if (relationsOf(element.attribs).includes('next')) return true
  const text = element.name === 'a' ? labelOf(element) : null
  if (text === null || !nextInAnyForm.test(text)) return false
  return /^(?:次へ|次のページ|次の\d+件)\s?[>»]{0,2}$/u.test(fold(text))
}

/** 次 before it is folded: U+2F8EF alone folds to it. Most links are told apart without folding their texts. */
const nextInAnyForm = /[次\u{2f8ef}]/u

function relationsOf({ rel }: Element['attribs']): readonly string[] {
  return rel === undefined ? noRelations : rel.toLowerCase().split(/\s+/)
}

const noRelations: readonly string[] = []

/** The URL that the page declares as its own; null where it declares none. */
export function canonicalOf($: CheerioAPI, base: string): string | null {
  const [link] = select($, 'link[rel=canonical][href]')
  const [graph] = select($, 'meta[property="og:url"][content]')
  return resolveLink(link?.attribs['href'] ?? '', base) ?? resolveLink(graph?.attribs['content'] ?? '', base)
}

/** The titles that the page declares: `<title>` and og:title. */
export function documentTitles($: CheerioAPI): readonly string[] {
  const graph = select($, 'meta[property="og:title"][content]')
  const [title] = select($, 'title')
  const declared = title === undefined ? '' : textInside($, title)
  return [...graph.map((meta) => meta.attribs['content'] ?? ''), declared]
}
