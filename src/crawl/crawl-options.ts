/** What one crawl is told, in full: the command line and the library fill in their defaults before this. */
export interface CrawlOptions {
  readonly urls: readonly string[]
  /** Says which site the seeds' hosts speak as (mirrors, saved copies, tests on loopback). */
  readonly site: string | null
  /** Names the host scope of the seeds' hosts; null: each host is its own. */
  readonly scope: string | null
  readonly follow: readonly Follow[]
  /** Visits; null without limit. */
  readonly maxPages: number | null
  readonly maxTimeMs: number | null
  /** Requests a second for a host scope. */
  readonly rate: number | 'unlimited'
  /** Slices in flight; with `rate: 'unlimited'` also requests in flight per host scope. */
  readonly concurrency: number
  /** Seconds until every visited page is due again, in place of the revisit rule; null: the rule. */
  readonly revisitAfter: number | null
}

export const follows = ['related', 'list', 'sitemap'] as const

/** `related`: related questions. `list`: list pages, and the questions on them. `sitemap`: what robots.txt names. */
export type Follow = (typeof follows)[number]
