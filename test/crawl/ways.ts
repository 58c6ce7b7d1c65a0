import type { CrawlScopeOptions } from '../../src/crawl/scope/crawl-scope.ts'
import { bundledSites } from '../../src/parse/site/sites.ts'

/** A crawlScope of the bundled sites, without rules of its own. */
export const allWays: Omit<CrawlScopeOptions, 'urls' | 'site' | 'hostGroup'> = {
  hostGroups: [],
  follow: ['related', 'list'],
  include: [],
  exclude: [],
  depth: null,
  sites: bundledSites,
}
