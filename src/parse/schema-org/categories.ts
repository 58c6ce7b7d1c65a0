/** Categories from structured data: the breadcrumbs of a page, else the tags of its question. */
import type { CheerioAPI } from 'cheerio/slim'
import { textInside } from '../html/element-text.ts'
import type { Element } from '../html/nodes.ts'
import { select } from '../html/query.ts'
import { resolveLink } from '../links/links.ts'
import { fold } from '../text/fold.ts'
import { isAddress, type Texts, titleProperties } from './texts.ts'
import { allThings, hasType, isThing, shortTextOf, type Thing, textOf, things } from './thing.ts'

/** What is needed to tell breadcrumbs of the page itself from categories. */
export interface CategoryContext {
  readonly $: CheerioAPI
  readonly base: string
  /** URLs that all show the question. */
  readonly ownUrls: readonly string[]
  readonly title: string
  readonly texts: Texts
}

/** Longer breadcrumbs and lists of tags are cut to this number of categories. */
const mostCategories = 50
const mostLists = 5

/** Outermost first. */
export function categoriesOf(
  question: Thing,
  roots: readonly Thing[],
  context: CategoryContext,
): readonly string[] {
  const all = allThings(roots)
  const breadcrumbs = breadcrumbsOf(all, context)
  if (breadcrumbs.length > 0) return breadcrumbs
  const pages = all.filter((thing) => hasType(thing, 'QAPage'))
  for (const property of ['keywords', 'about', 'articleSection']) {
    for (const thing of [question, ...pages]) {
      const tags = tagsOf(thing, property, context)
      if (tags.length > 0) return tags
    }
  }
  return question.element === null ? [] : linkedTags(question.element, context.$)
}

/** The first breadcrumbs that name more than the front page and the page itself. Outermost first. */
export function breadcrumbsOf(all: Iterable<Thing>, context: CategoryContext): readonly string[] {
  const lists = [...all].filter((thing) => hasType(thing, 'BreadcrumbList')).slice(0, mostLists)
  const siteName = siteNameOf(context.$)
  for (const list of lists) {
    const trail = trailOf(list, siteName, context)
    if (trail.length > 0) return trail
  }
  return []
}

interface Crumb {
  readonly name: string
  readonly url: string | null
  readonly position: number
}

function trailOf(list: Thing, siteName: string, context: CategoryContext): readonly string[] {
  const crumbs = (list.properties.get('itemListElement') ?? [])
    .slice(0, mostCategories)
    .map((item, at): Crumb => {
      if (!isThing(item)) return { name: context.texts.plain(item), url: null, position: at }
      const [target] = things(item, 'item')
      const link =
        target === undefined ? shortTextOf(item, 'item') : (shortTextOf(target, 'url') ?? target.id)
      const position = Number(shortTextOf(item, 'position') ?? Number.NaN)
      return {
        name: nameOf(item, context) || (target === undefined ? '' : nameOf(target, context)),
        url: resolveLink(link ?? shortTextOf(item, 'url') ?? item.id ?? '', context.base),
        position: Number.isFinite(position) ? position : at,
      }
    })
    .sort((a, b) => a.position - b.position)
  return unique(
    crumbs
      .filter((crumb, at) => !isHome(crumb, at, siteName) && !isOwn(crumb, context))
      .map(({ name }) => name),
  )
}

function nameOf(item: Thing, context: CategoryContext): string {
  return context.texts.of(item, titleProperties).replaceAll('\n', ' ')
}

/** Names of a site's front page, for breadcrumbs without a link. */
const homeNames =
  /^(?:home(?: ?page)?|top(?: ?page)?|start(?:seite)?|accueil|inicio|início|トップ(?:ページ)?|ホーム|首页|главная)$/iu

function isHome({ name, url }: Crumb, at: number, siteName: string): boolean {
  if (at > 0) return false
  if (homeNames.test(fold(name))) return true
  const path = url === null ? null : new URL(url).pathname
  return (
    path === '/' ||
    (path !== null && /^\/[a-z]{2}(?:-[a-z]{2})?\/?$/i.test(path)) ||
    (siteName !== '' && fold(name).toLowerCase() === siteName)
  )
}

function siteNameOf($: CheerioAPI): string {
  const [site] = select($, 'meta[property="og:site_name"][content]')
  return fold((site?.attribs['content'] ?? '').slice(0, 200)).toLowerCase()
}

/** Whether a breadcrumb is the question itself, by its link or its title. The title may be cut. */
function isOwn({ name, url }: Crumb, context: CategoryContext): boolean {
  const folded = fold(name)
  const start = folded.replace(/\s?(?:…|\.{3})$/u, '')
  if (folded === fold(context.title)) return true
  if (start !== folded && start !== '' && fold(context.title).startsWith(start)) return true
  return url !== null && context.ownUrls.some((own) => withoutQuery(own) === withoutQuery(url))
}

function withoutQuery(url: string): string {
  return (url.split(/[?#]/, 1)[0] ?? '').replace(/\/$/, '')
}

/** `a, b`, a list of names, or a list of DefinedTerms. */
function tagsOf(thing: Thing, property: string, context: CategoryContext): readonly string[] {
  const values = thing.properties.get(property) ?? []
  const names = values.slice(0, mostCategories).flatMap((value) => {
    if (isThing(value)) return isQuestionLike(value) ? [] : [textOf(value, 'name') ?? '']
    return value.length > longestList ? [] : value.split(property === 'keywords' ? /[,;、，]/u : /,\s/)
  })
  return unique(names.map((name) => context.texts.plain(name)))
}

/** `about` may lead back to the question. */
function isQuestionLike(thing: Thing): boolean {
  return ['Question', 'QAPage', 'Answer'].some((type) => hasType(thing, type))
}

const longestList = 5_000

/** Links with rel=tag (microformats.org) inside the question's own element. */
function linkedTags(question: Element, $: CheerioAPI): readonly string[] {
  return unique(
    select($, 'a[rel~=tag]', question)
      .slice(0, mostCategories)
      .map((link) => textInside($, link).trim()),
  )
}

function unique(names: readonly string[]): readonly string[] {
  const found = names
    .map((name) => name.trim())
    .filter((name) => name !== '' && name.length <= longestName && !isAddress(name))
  return [...new Set(found)].slice(0, mostCategories)
}

const longestName = 200
