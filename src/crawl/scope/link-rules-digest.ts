/**
 * A digest of the rules by which the links of a page are followed. A 304 repeats no links: when the rules, or the parser,
 * now let more of them in, the page must be requested in full once.
 */
import { createHash } from 'node:crypto'
import { type CrawlScope, parserVersionOfGroup } from './crawl-scope.ts'

/** Equal digests: the links of a page would be followed alike. */
export function linkRules(crawlScope: CrawlScope, hostGroup: string): string {
  const { groupByHost, site, siteOrigin } = crawlScope
  // A port that changes from run to run lets nothing more in; where one origin serves the site, the site stands for it.
  const hosts = siteOrigin === null ? [...groupByHost.keys()].sort() : [site]
  const { follow, include, exclude, depth, paths = [] } = crawlScope.filtersFor(hostGroup)
  const parserVersion = parserVersionOfGroup(crawlScope, hostGroup)
  const followed = paths.filter((one) => one.follow !== undefined).map((one) => [one.path, one.follow])
  const byPath = followed.length === 0 ? {} : { paths: followed }
  const rules = { hosts, follow: [...follow].sort(), include, exclude, depth, parserVersion, ...byPath }
  return createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, 16)
}
