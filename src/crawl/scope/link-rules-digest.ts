/**
 * By which rules the links of a page were taken, as one digest. A 304 repeats no links: under rules that let more of
 * them in, or under a parser that finds more, the page must be asked for in full once.
 */
import { createHash } from 'node:crypto'
import { parserVersion } from '../../parse/parser-version.ts'
import type { CrawlScope } from './crawl-scope.ts'

export function linkRules(crawlScope: CrawlScope, hostGroup: string): string {
  const { groupByHost, site, siteOrigin } = crawlScope
  // A port that changes from run to run lets nothing more in; where one origin speaks as the site, it is the site.
  const hosts = siteOrigin === null ? [...groupByHost.keys()].sort() : [site]
  const { follow, include, exclude, depth } = crawlScope.filtersFor(hostGroup)
  const rules = { hosts, follow: [...follow].sort(), include, exclude, depth, parserVersion }
  return createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, 16)
}
