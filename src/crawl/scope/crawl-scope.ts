/** Territory: where a crawl may go, and why it does not go elsewhere. */
import { maxKeyBytes } from '../../load/storable-record.ts'
import { canonicalElsewhere, homeOfPartner, identifyPage } from '../../parse/links/sites.ts'
import type { FoundPage } from '../frontier/frontier.ts'
import type { HostScope, WayRules } from '../options.ts'
import { hostScopeOf } from '../politeness/host-group.ts'
import { type WayRule, wayRule } from './way-rules.ts'

/** The hosts of the seeds, and links that name their site by its canonical host. */
export interface Territory {
  /** Host with port → the scope it is asked under. */
  readonly scopeByHost: ReadonlyMap<string, string>
  readonly site: string | null
  /** The one origin that speaks as `site`; null where the seeds name several, or no site. */
  readonly siteOrigin: string | null
  readonly hostScopes: readonly HostScope[]
  /** What holds within a scope. */
  readonly wayOf: (scope: string) => WayRule
}

export interface TerritoryOptions extends WayRules {
  /** Of one URL each host: the rest of a list of seeds adds nothing. */
  readonly urls: readonly string[]
  readonly site: string | null
  readonly scope: string | null
  readonly hostScopes: readonly HostScope[]
}

export function territoryOf(options: TerritoryOptions): Territory {
  const { site, scope, hostScopes } = options
  const urls = options.urls.flatMap((url) => hostsFor(url, site)).map((url) => new URL(url))
  const scopeByHost = new Map(urls.map((url) => [url.host, scope ?? hostScopeOf(url.href, hostScopes)]))
  const origins = new Set(urls.map((url) => url.origin))
  const [origin] = origins
  const siteOrigin = site !== null && origins.size === 1 && origin !== undefined ? origin : null
  const ways = new Map(
    [...new Set(scopeByHost.values())].map((name) => [
      name,
      wayRule({ ...options, ...hostScopes.find((one) => one.name === name) }),
    ]),
  )
  const others = wayRule(options)
  return { scopeByHost, site, siteOrigin, hostScopes, wayOf: (name) => ways.get(name) ?? others }
}

/** The scopes that a crawl asks under. */
export function scopesOf({ scopeByHost }: Territory): readonly string[] {
  return [...new Set(scopeByHost.values())]
}

/** The page a URL stands for, and where to ask for it; null when the crawl may not go there. */
export function pageWithin(territory: Territory, url: string, depth: number): FoundPage | null {
  const page = pageAt(territory, url, depth)
  return page === null || page.refused !== null ? null : page
}

/**
 * Like `pageWithin`, but with the reason where the crawl may not go; null for what is no URL of http or https, and for
 * one so long that no key of the frontier holds it.
 */
export function pageAt(territory: Territory, url: string, depth: number): FoundPage | null {
  if (!URL.canParse(url) || Buffer.byteLength(url) > maxKeyBytes) return null
  const home = homeOf(url, territory.site)
  const { host, origin, protocol } = new URL(home)
  if (protocol !== 'http:' && protocol !== 'https:') return null
  const scope = territory.scopeByHost.get(host)
  if (scope !== undefined) {
    const { site, path, kind } = identifyPage(home, territory.site ?? undefined)
    return ruled(territory, { site, path, kind, origin, scope, depth })
  }
  const { site, path, kind } = identifyPage(home)
  // A mirror links to the site it mirrors: the page is the same, so it is asked of the mirror.
  const { siteOrigin } = territory
  const siteScope = siteOrigin === null ? undefined : territory.scopeByHost.get(new URL(siteOrigin).host)
  if (siteOrigin !== null && siteScope !== undefined && site === territory.site) {
    return ruled(territory, { site, path, kind, origin: siteOrigin, scope: siteScope, depth })
  }
  const elsewhere = hostScopeOf(home, territory.hostScopes)
  return { site, path, kind, origin, scope: elsewhere, depth, refused: 'another host' }
}

/** Where a page is asked for: a question that a partner shows under a path of its own, where it is at home. */
function homeOf(url: string, site: string | null): string {
  return site === null ? (canonicalElsewhere(url) ?? url) : url
}

/** A partner's lists are asked for there, and the questions on them where they are at home. */
function hostsFor(url: string, site: string | null): string[] {
  const home = site === null ? homeOfPartner(url) : null
  return home === null ? [url] : [homeOf(url, site), home]
}

function ruled(territory: Territory, page: Omit<FoundPage, 'refused'>): FoundPage {
  return { ...page, refused: territory.wayOf(page.scope).refuses(page) }
}
