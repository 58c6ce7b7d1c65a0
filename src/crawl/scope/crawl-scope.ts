/** The crawl scope: which hosts and pages a crawl may request, and the reason for each page it may not. */
import { glob } from '../../model/glob.ts'
import { longestUrl } from '../../model/stored-url.ts'
import { nameAndVersion } from '../../parse/parser-version.ts'
import type { Sites } from '../../parse/site/sites.ts'
import type { FoundPage } from '../frontier/frontier.ts'
import type { HostGroup, UrlFilters } from '../options.ts'
import { hostGroupOf } from '../politeness/host-group.ts'

/** The hosts of the seeds, and links to their site under its canonical host. */
export interface CrawlScope {
  /** Host with port → its host group. */
  readonly groupByHost: ReadonlyMap<string, string>
  /** The origins of the seeds, as in `https://okwave.jp`. */
  readonly origins: ReadonlySet<string>
  readonly site: string | null
  /** The known sites. */
  readonly sites: Sites
  /** The one origin that serves `site`; null where the seeds name several, or no site. */
  readonly siteOrigin: string | null
  readonly hostGroups: readonly HostGroup[]
  /** The URL filters of a host group. */
  readonly filtersFor: (hostGroup: string) => CompiledFilters
}

export interface CrawlScopeOptions extends UrlFilters {
  /** At least one URL of each host; further ones add nothing. */
  readonly urls: readonly string[]
  readonly site: string | null
  readonly hostGroup: string | null
  readonly sites: Sites
  readonly hostGroups: readonly HostGroup[]
}

export function resolveCrawlScope(options: CrawlScopeOptions): CrawlScope {
  const { site, hostGroup, hostGroups, sites } = options
  const urls = options.urls.flatMap((url) => hostsFor(url, site, sites)).map((url) => new URL(url))
  const groupByHost = new Map(urls.map((url) => [url.host, hostGroup ?? hostGroupOf(url.href, hostGroups)]))
  const origins = new Set(urls.map((url) => url.origin))
  const [origin] = origins
  const siteOrigin = site !== null && origins.size === 1 && origin !== undefined ? origin : null
  const filters = new Map(
    [...new Set(groupByHost.values())].map((name) => [
      name,
      compileFilters({ ...options, ...hostGroups.find((one) => one.name === name) }),
    ]),
  )
  const others = compileFilters(options)
  return {
    groupByHost,
    origins,
    site,
    sites,
    siteOrigin,
    hostGroups,
    filtersFor: (name) => filters.get(name) ?? others,
  }
}

/** The host groups of a crawl. */
export function hostGroupsOf({ groupByHost }: CrawlScope): readonly string[] {
  return [...new Set(groupByHost.values())]
}

/** The page of a URL and where to request it; null where the crawl may not. */
export function pageInScope(crawlScope: CrawlScope, url: string, depth: number): FoundPage | null {
  const page = pageAt(crawlScope, url, depth)
  return page === null || page.refused !== null ? null : page
}

/**
 * Like `pageInScope`, but a page that the crawl may not request comes with the reason. Null for anything but an http or
 * https URL, and for one too long for a key of the frontier.
 */
export function pageAt(crawlScope: CrawlScope, url: string, depth: number): FoundPage | null {
  if (!URL.canParse(url) || Buffer.byteLength(url) > longestUrl) return null
  const { sites } = crawlScope
  const home = homeOf(url, crawlScope.site, sites)
  const { host, origin, protocol } = new URL(home)
  if (protocol !== 'http:' && protocol !== 'https:') return null
  const hostGroup = crawlScope.groupByHost.get(host)
  if (hostGroup !== undefined) {
    const { site, path, kind } = sites.identify(home, crawlScope.site ?? undefined)
    return ruled(crawlScope, { site, path, kind, origin, hostGroup, depth })
  }
  const { site, path, kind } = sites.identify(home)
  // A mirror links to the site it mirrors: the page is the same, so it is requested from the mirror.
  const { siteOrigin } = crawlScope
  const siteGroup = siteOrigin === null ? undefined : crawlScope.groupByHost.get(new URL(siteOrigin).host)
  if (siteOrigin !== null && siteGroup !== undefined && site === crawlScope.site) {
    return ruled(crawlScope, { site, path, kind, origin: siteOrigin, hostGroup: siteGroup, depth })
  }
  const elsewhere = hostGroupOf(home, crawlScope.hostGroups)
  return { site, path, kind, origin, hostGroup: elsewhere, depth, refused: 'another host' }
}

/** Where a page is requested: a question that a partner shows under its own path is requested at its canonical URL. */
function homeOf(url: string, site: string | null, sites: Sites): string {
  return site === null ? (sites.canonicalElsewhere(url) ?? url) : url
}

/** A partner's lists are requested from the partner, the questions on them at their canonical URLs. */
function hostsFor(url: string, site: string | null, sites: Sites): string[] {
  const home = site === null ? sites.homeOfPartner(url) : null
  return home === null ? [url] : [homeOf(url, site, sites), home]
}

function ruled(crawlScope: CrawlScope, page: Omit<FoundPage, 'refused'>): FoundPage {
  return { ...page, refused: crawlScope.filtersFor(page.hostGroup).refuses(page) }
}

/** The definitions for the hosts of a crawl, as `NAME.VERSION`. */
export function definitionsInScope({ groupByHost, site, sites }: CrawlScope): readonly string[] {
  const found = [...groupByHost.keys()].map((host) =>
    sites.definitionOf(`https://${host}/`, site ?? undefined),
  )
  return [...new Set(found.flatMap((one) => (one === null ? [] : nameAndVersion(one))))].sort()
}

/** Which parser reads the pages of a host group: the parser version for each definition of one of its hosts. */
export function parserVersionOfGroup(crawlScope: CrawlScope, hostGroup: string): string {
  const { site, sites } = crawlScope
  const versions = hostsOf(crawlScope, hostGroup).map((host) =>
    sites.parserVersionOf(`https://${host}/`, site ?? undefined),
  )
  return [...new Set(versions)].sort().join(' ')
}

/** The hosts that one lease covers, with their ports where those are not the scheme's own. */
export function hostsOf({ groupByHost }: CrawlScope, hostGroup: string): string[] {
  return [...groupByHost].filter(([, of]) => of === hostGroup).map(([host]) => host)
}

export interface CompiledFilters extends UrlFilters {
  /** Why a page is out of scope; null when it is in scope, as seeds (depth 0) always are. */
  refuses(page: { readonly path: string; readonly depth: number }): string | null
  /** Which links of a page are followed, by its path. */
  followOf(path: string | undefined): UrlFilters['follow']
  /** Seconds until a page is due again, by its path; null where no setting says so. */
  revisitAfterOf(path: string): number | null
}

function compileFilters({ follow, include, exclude, depth, paths = [] }: UrlFilters): CompiledFilters {
  const policies = paths.map((policy) => ({ ...policy, matches: glob(policy.path) }))
  const included = include.map(glob)
  const excluded = exclude.map((pattern) => ({ pattern, matches: glob(pattern) }))
  return {
    follow,
    include,
    exclude,
    depth,
    paths,
    followOf: (path) =>
      policies.find((one) => one.follow !== undefined && path !== undefined && one.matches(path))?.follow ??
      follow,
    revisitAfterOf: (path) =>
      policies.find((one) => one.revisitAfter !== undefined && one.matches(path))?.revisitAfter ?? null,
    refuses(page) {
      if (page.depth === 0) return null
      if (depth !== null && page.depth > depth) return `deeper than ${depth}`
      const out = excluded.find(({ matches }) => matches(page.path))
      if (out !== undefined) return `excluded by ${out.pattern}`
      return included.length === 0 || included.some((matches) => matches(page.path)) ? null : 'not included'
    },
  }
}
