/** Seeds: the URLs a crawl starts from, and with them the hosts it may ask. */
import { MondoError } from '../model/errors.ts'
import { identifyPage } from '../parse/sites.ts'
import type { CrawlOptions } from './crawl-options.ts'
import type { FoundPage } from './frontier.ts'
import { hostScopeOf } from './host-scope.ts'

export interface Seeds {
  readonly pages: readonly FoundPage[]
  readonly territory: Territory
}

/** Where a crawl may go: only the seeds' hosts, and links that name their site by its canonical host. */
export interface Territory {
  /** Host with port → the scope it is asked under. */
  readonly scopeByHost: ReadonlyMap<string, string>
  readonly site: string | null
  /** The one origin that speaks as `site`; null where the seeds name several, or no site. */
  readonly siteOrigin: string | null
}

export function seedsOf(options: Pick<CrawlOptions, 'urls' | 'site' | 'scope'>): Seeds {
  if (options.urls.length === 0) {
    throw new MondoError('usage', 'no URL to crawl', { hint: 'Give the URL of a question or list page' })
  }
  const urls = options.urls.map(seedUrl)
  const scopeByHost = new Map(urls.map((url) => [url.host, options.scope ?? hostScopeOf(url.href)]))
  const origins = new Set(urls.map((url) => url.origin))
  const [origin] = origins
  const siteOrigin = options.site !== null && origins.size === 1 && origin !== undefined ? origin : null
  const territory = { scopeByHost, site: options.site, siteOrigin }
  const pages = urls.map((url) => pageWithin(territory, url.href, 0)).filter((page) => page !== null)
  return { pages, territory }
}

/** The page a URL stands for, and where to ask for it; null when the crawl may not go there. */
export function pageWithin(territory: Territory, url: string, depth: number): FoundPage | null {
  if (!URL.canParse(url)) return null
  const { host, origin, protocol } = new URL(url)
  if (protocol !== 'http:' && protocol !== 'https:') return null
  const scope = territory.scopeByHost.get(host)
  if (scope !== undefined) {
    const { site, path, kind } = identifyPage(url, territory.site ?? undefined)
    return { site, path, kind, origin, scope, depth }
  }
  // A mirror links to the site it mirrors: the page is the same, so it is asked of the mirror.
  const { siteOrigin } = territory
  if (siteOrigin === null) return null
  const { site, path, kind } = identifyPage(url)
  const siteScope = territory.scopeByHost.get(new URL(siteOrigin).host)
  if (site !== territory.site || siteScope === undefined) return null
  return { site, path, kind, origin: siteOrigin, scope: siteScope, depth }
}

function seedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new MondoError('usage', `not an http or https URL: ${text}`, {
      hint: 'Give it in full, as in https://okwave.jp/qa/q8165099.html',
    })
  }
  if (url.username !== '' || url.password !== '') {
    throw new MondoError('usage', `a URL with a user name or password: ${url.host}`, {
      hint: 'mondo crawls public pages only; leave the credentials out',
    })
  }
  return url
}
