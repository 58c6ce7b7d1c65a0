/** The named host scopes of a configuration, as one crawl is to keep them. */
import type { HostScope } from '../crawl/options.ts'
import { hostScopeOf } from '../crawl/politeness/host-group.ts'
import { MondoError } from '../model/errors.ts'
import type { Config } from './config.ts'
import type { CrawlSettings } from './crawl-settings.ts'
import { durationSeconds } from './duration.ts'

/** What a flag says holds for every scope; but a rate only slows a scope down that has one of its own. */
export function hostScopesOf(settings: CrawlSettings, config: Config): HostScope[] {
  const scopes = Object.entries(config.scopes ?? {}).map(([name, scope]): HostScope => {
    const { hosts, rate, maxCrawlDelay, maxPages, contact: _, ...way } = scope
    const own = Object.entries(way).filter(
      ([key, value]) => value !== undefined && Reflect.get(settings, key) === undefined,
    )
    return {
      name,
      hosts,
      ...Object.fromEntries(own),
      ...(rate === undefined ? {} : { rate: slower(rate, settings.rate) }),
      ...(maxPages === undefined ? {} : { maxPages }),
      ...(maxCrawlDelay === undefined
        ? {}
        : { maxCrawlDelay: durationSeconds(maxCrawlDelay, 'maxCrawlDelay') }),
    }
  })
  assertOneScope(settings, scopes)
  return scopes
}

function slower(rate: number, flag: CrawlSettings['rate']): number {
  return typeof flag === 'number' ? Math.min(rate, flag) : rate
}

function assertOneScope({ hostScope, urls }: CrawlSettings, scopes: readonly HostScope[]): void {
  if (hostScope === undefined) return
  for (const url of urls.filter((one) => URL.canParse(one))) {
    const named = scopes.find(({ name }) => name === hostScopeOf(url, scopes))
    if (named === undefined || named.name === hostScope) continue
    throw new MondoError('usage', `host-scope: ${new URL(url).host} is in scope ${named.name} already`, {
      hint: 'Leave --host-scope out, or change the configuration',
    })
  }
}
