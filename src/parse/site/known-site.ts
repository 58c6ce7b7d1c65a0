/** A site definition made ready: its URL patterns compiled, its canonical origin named. */
import type { SiteDefinition } from '../../sites/site-definition.ts'
import { isLaterPageOf, isSitemapPath, originOf, type PageIdentity, usualKind } from './page-identity.ts'
import { type UrlPattern, urlPattern } from './url-pattern.ts'

export interface KnownSite {
  readonly definition: SiteDefinition
  /** The site of its pages at a host: its name, or in a family of sites the host. */
  siteAt(hostname: string): string
  /** The identity of a page under the site's own paths. */
  identify(url: URL, site: string): PageIdentity
  /** The identity of a question that a partner shows; null for other pages. */
  partnerQuestion(url: URL): PageIdentity | null
  /** The origin that the site's canonical URLs have. */
  readonly origin: string
  /** Path of a question with `{id}` for the id; null where the pattern needs more than the id. */
  readonly questionPath: string | null
}

interface Partner {
  readonly host: string
  readonly pattern: UrlPattern
}

export function knownSite(definition: SiteDefinition): KnownSite {
  const { name, hosts, siteIs = 'name', urls, partners = [] } = definition
  const [first] = hosts
  const isFamily = siteIs === 'host'
  const origin = `https://${first.replace(/^\*\./, '')}`
  const questions = [urls.question].flat().map((pattern) => urlPattern(pattern, urls.ids))
  const lists = urls.lists?.map((pattern) => urlPattern(pattern))
  const shown = partners.map(
    ({ host, question, ids = urls.ids }): Partner => ({ host, pattern: urlPattern(question, ids) }),
  )
  const fill = questions[0]?.fill ?? null

  const questionIdOf = (url: URL): string | null => {
    for (const { match } of questions) {
      const id = match(url)
      if (id !== null) return id
    }
    return null
  }
  const firstPathOf = (url: URL, id: string): string => fill?.(id) ?? url.pathname
  const pathOf = (url: URL, id: string): string => {
    const path = firstPathOf(url, id)
    const page = urls.page === undefined || url.search === '' ? null : url.searchParams.get(urls.page)
    if (urls.page === undefined || page === null || page === '1' || page === '') return path
    return `${path}${path.includes('?') ? '&' : '?'}${new URLSearchParams({ [urls.page]: page })}`
  }
  const kindOf = (url: URL): PageIdentity['kind'] => {
    if (lists === undefined) return usualKind(url.pathname)
    if (isSitemapPath(url.pathname)) return 'sitemap'
    return lists.some(({ match }) => match(url) !== null) ? 'list' : 'other'
  }
  const originAt = (site: string, url: URL): string => {
    if (!isFamily) return first.startsWith('*') ? originOf(url) : origin
    return url.hostname === site ? `https://${url.host}` : originOf(url)
  }
  return {
    definition,
    origin,
    questionPath: fill === null ? null : fill('{id}'),
    siteAt: (hostname) => (isFamily ? hostname : name),
    identify(url, site) {
      const questionId = questionIdOf(url)
      const path = questionId === null ? url.pathname + url.search : pathOf(url, questionId)
      const kind = questionId === null ? kindOf(url) : 'question'
      const home = originAt(site, url)
      const questionUrl = questionId === null ? null : home + firstPathOf(url, questionId)
      const isLaterPage = isLaterPageOf(url, urls.page)
      return { site, path, url: home + path, questionId, kind, questionUrl, isLaterPage, aliases: [] }
    },
    partnerQuestion(url) {
      for (const { host, pattern } of shown) {
        const id = host === url.hostname ? pattern.match(url) : null
        if (id === null) continue
        const path = pathOf(url, id)
        const own = pattern.fill === null ? null : `https://${host}${pattern.fill(id)}`
        const aliases = own === null ? [] : [own]
        const questionUrl = origin + firstPathOf(url, id)
        const isLaterPage = isLaterPageOf(url, urls.page)
        const kind = 'question'
        return {
          site: name,
          path,
          url: origin + path,
          questionId: id,
          kind,
          questionUrl,
          isLaterPage,
          aliases,
        }
      }
      return null
    },
  }
}
