/** Categories from a breadcrumb, where nothing else names them: outermost first, without the site and the question. */
import type { CheerioAPI } from 'cheerio/slim'
import { textInside } from '../html/element-text.ts'
import { fold } from '../text/fold.ts'

/** What designers call one, in classes and ids: パンくず is `pankuzu`. */
const breadcrumbs = [
  'breadcrumb',
  'bread_crumb',
  'bread-crumb',
  'topicpath',
  'topic_path',
  'topic-path',
  'pankuzu',
  'crumb',
].flatMap((name) => [`[class*="${name}" i]`, `[id*="${name}" i]`])

/** A breadcrumb has a few levels; more are a site map. */
const mostLevels = 8
const longestLevel = 60

const home =
  /^(?:(?:.{0,20}(?:トップ|top|ホーム|home)(?:ページ)?)|q&aトップ|okwave|教えて! ?goo|カテゴリ(?:ー)?(?:一覧)?)$/i

/** @param title The question's own title, which often stands last. */
export function breadcrumbCategories($: CheerioAPI, title: string): readonly string[] {
  const [first] = $(`${breadcrumbs.join(', ')}, nav[aria-label="breadcrumb" i]`).toArray()
  if (first === undefined) return []
  const links = $(first).find('a[href]').toArray()
  if (links.length > mostLevels) return []
  const own = fold(title)
  return links
    .filter((link) => !isHome(link.attribs['href'] ?? ''))
    .map((link) =>
      textInside($, link)
        .slice(0, 10 * longestLevel)
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .map((text) => text.replace(/ ?[>»›＞]$/u, ''))
    .filter((text) => text !== '' && text.length <= longestLevel)
    .filter((text) => !home.test(fold(text)) && fold(text) !== own)
}

function isHome(href: string): boolean {
  const path = href
    .trim()
    .replace(/^(?:https?:)?\/\/[^/?#]+/i, '')
    .replace(/[?#].*$/s, '')
  return /^\/?(?:index\.html?)?$/i.test(path)
}
