import type { CrawlScopeOptions } from '../../src/crawl/scope/crawl-scope.ts'

/** A crawlScope without rules of its own. */
export const allWays: Omit<CrawlScopeOptions, 'urls' | 'site' | 'hostGroup'> = {
  hostGroups: [],
  follow: ['related', 'list'],
  include: [],
  exclude: [],
  depth: null,
}
