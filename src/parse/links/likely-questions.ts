/**
 * Links of a site that no definition knows, by the shape of their URLs. From a question: those of its own shape. From any
 * other page, which is taken for a list: those of the shape that most of its links have.
 */
import { inherited } from '../html/inherited.ts'
import type { Element } from '../html/nodes.ts'
import type { FoundLinks, PageLinks } from './links.ts'
import { isAsideItself, type QuestionLink } from './listed.ts'
import { pageParameters, shapeOf } from './url-shape.ts'

/**
 * The links of a page with its likely questions. `isQuestion`: whether the page is one itself. A list that links to
 * questions of its host by a path that is one of a question on any site needs no guess.
 */
export function withLinksByShape(
  { links, toQuestions, toOwnHost }: FoundLinks,
  url: string,
  isQuestion: boolean,
): PageLinks {
  const { host } = new URL(url)
  const hasQuestions = toQuestions.some((link) => new URL(link.url).host === host)
  const likely = isQuestion || !hasQuestions ? likelyQuestions(url, toOwnHost, isQuestion) : []
  const known = new Set(links.questions)
  return {
    ...links,
    likelyQuestions: likely.filter((link) => !known.has(link)),
    next: links.next ?? (isQuestion ? null : nextByNumber(url, toOwnHost)),
  }
}

/** Without the page itself, in page order, without duplicates. */
function likelyQuestions(
  url: string,
  toOwnHost: readonly QuestionLink[],
  isQuestion: boolean,
): readonly string[] {
  const own = firstPageOf(url).href
  const shapes = new Map(toOwnHost.map((link) => [link.url, shapeOf(new URL(link.url))]))
  const shape = isQuestion ? shapeOf(new URL(own)) : mostFrequent(toOwnHost, shapes)
  if (shape === null) return []
  return [...shapes]
    .filter(([link, of]) => of === shape && link !== own && link !== url)
    .map(([link]) => link)
}

/**
 * The shape of most different links in the page's main content: within `<main>` where that has any, and never in headers,
 * footers, navigation, sidebars and rankings. The first of equally frequent ones.
 */
function mostFrequent(
  links: readonly QuestionLink[],
  shapes: ReadonlyMap<string, string | null>,
): string | null {
  const placeOf = inherited<Place>(placeWithin, 'page')
  const urlsOf = (places: readonly Place[]) => {
    const urls = new Map<string, Set<string>>()
    for (const { element, url } of links) {
      const shape = shapes.get(url) ?? null
      if (shape === null || !places.includes(placeOf(element))) continue
      urls.set(shape, (urls.get(shape) ?? new Set()).add(url))
    }
    return [...urls].toSorted((one, other) => other[1].size - one[1].size)
  }
  const [first] = [...urlsOf(['main']), ...urlsOf(['page'])]
  return first?.[0] ?? null
}

type Place = 'main' | 'page' | 'aside'

function placeWithin(element: Element, above: Place): Place {
  if (above === 'aside' || isAsideItself(element) || isFrame(element)) return 'aside'
  return element.name === 'main' || element.attribs['role'] === 'main' ? 'main' : above
}

const frames: ReadonlySet<string> = new Set(['header', 'footer'])
const frameRoles: ReadonlySet<string> = new Set(['navigation', 'banner', 'contentinfo', 'complementary'])

/** A header within an article is that of an item. */
function isFrame({ name, attribs, parent }: Element): boolean {
  const isInItem = parent !== null && 'name' in parent && parent.name === 'article'
  return (frames.has(name) && !isInItem) || frameRoles.has(attribs['role'] ?? '')
}

/** The next page of a list whose links differ in the number of the page alone; null on the last. */
function nextByNumber(url: string, toOwnHost: readonly QuestionLink[]): string | null {
  const own = numbered(new URL(url))
  const next = toOwnHost.find((link) => {
    const { number, list } = numbered(new URL(link.url))
    return list === own.list && number === own.number + 1
  })
  return next?.url ?? null
}

/** `?page=2`, or `/page/2` at the end of the path. The first page need not say so. */
function numbered(url: URL): { readonly list: string; readonly number: number } {
  const [, path = '', inPath] = /^(.*?)\/page\/(\d{1,6})\/?$/i.exec(url.pathname) ?? []
  const [parameter = ''] = [...pageParameters].filter((name) => url.searchParams.has(name))
  const number = inPath ?? url.searchParams.get(parameter) ?? '1'
  const list = firstPageOf(url.href)
  if (inPath !== undefined) list.pathname = path
  list.pathname = list.pathname.replace(/\/$/, '')
  list.searchParams.sort()
  return { list: list.href, number: /^\d{1,6}$/.test(number) ? Number(number) : Number.NaN }
}

function firstPageOf(url: string): URL {
  const first = new URL(url)
  for (const name of pageParameters) first.searchParams.delete(name)
  return first
}
