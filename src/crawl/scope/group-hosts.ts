/** The hosts of a crawlScope that one lease stands for. */
import type { CrawlScope } from './crawl-scope.ts'

/** With their ports where they are not the scheme's own. */
export function hostsOf({ groupByHost }: CrawlScope, hostGroup: string): string[] {
  return [...groupByHost].filter(([, of]) => of === hostGroup).map(([host]) => host)
}
