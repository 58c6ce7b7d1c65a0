/** What one crawl is told, in full: the command line and the library fill in their defaults before this. */
export interface CrawlOptions extends UrlFilters {
  readonly urls: readonly string[]
  /** Says which site the seeds' hosts speak as (mirrors, saved copies, tests on loopback). */
  readonly site: string | null
  /** Names the host group of the seeds' hosts; null: each host is its own. */
  readonly hostGroup: string | null
  /** Host groups by name, and what holds for each in place of what holds for all. */
  readonly hostGroups: readonly HostGroup[]
  /** Question ids to ask for; null: none. */
  readonly ids: IdRange | null
  /** Visits; null without limit. */
  readonly maxPages: number | null
  readonly maxTimeMs: number | null
  /** Bytes of bodies received; absent without limit. */
  readonly maxBytes?: number | null
  /** Requests a second for a host group. */
  readonly rate: number | 'unlimited'
  /** Seconds: a robots.txt that asks for a longer Crawl-delay parks the host. */
  readonly maxCrawlDelay: number
  /** Slices in flight; with `rate: 'unlimited'` also requests in flight per host group. */
  readonly concurrency: number
  /** Seconds until every visited page is due again, in place of the revisit rule; null: the rule. */
  readonly revisitAfter: number | null
  /** The parse gate stops a host when more than this share of its pages loses a field; absent: the default. */
  readonly gateLoss?: number
  /** The pages of the hosts are right as they are: what the parse gate knows of their past is forgotten. */
  readonly acceptLayout?: boolean
}

/** Which links are followed, and which pages are asked for at all. */
export interface UrlFilters {
  readonly follow: readonly Follow[]
  /** Globs over path and query (`url-glob.ts`); none: every page. */
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Links from a seed; null without limit. */
  readonly depth: number | null
}

/** One host, or several on one server, that politeness counts as one. */
export interface HostGroup extends Partial<UrlFilters> {
  readonly name: string
  /** With port where it is not the scheme's own. */
  readonly hosts: readonly string[]
  /** Requests a second, in place of the crawl's. */
  readonly rate?: number
  readonly maxCrawlDelay?: number
  /** Visits in one run. */
  readonly maxPages?: number
  /** As the crawl's. */
  readonly gateLoss?: number
}

/** First and last id, both asked for, and where: a URL with `{id}` in it. */
export interface IdRange {
  readonly first: number
  readonly last: number
  readonly template: string
}

export const follows = ['related', 'list', 'sitemap'] as const

/** `related`: related questions. `list`: list pages, and the questions on them. `sitemap`: what robots.txt names. */
export type Follow = (typeof follows)[number]

/** DESIGN.md: a longer Crawl-delay cannot be told from "go away": the host is parked and a person decides. */
export const defaultMaxCrawlDelay = 120
