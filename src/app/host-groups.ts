/** The named host groups of a configuration, as one crawl is to keep them. */
import type { HostGroup } from '../crawl/options.ts'
import { hostGroupOf } from '../crawl/politeness/host-group.ts'
import { MondoError } from '../model/errors.ts'
import type { Config } from './config.ts'
import type { CrawlSettings } from './crawl-settings.ts'
import { durationSeconds } from './duration.ts'

/** What a flag says holds for every host group; but a rate only slows a host group down that has one of its own. */
export function resolveHostGroups(settings: CrawlSettings, config: Config): HostGroup[] {
  const groups = Object.entries(config.hostGroups ?? {}).map(([name, hostGroup]): HostGroup => {
    const { hosts, rate, maxCrawlDelay, maxPages, contact: _, ...way } = hostGroup
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
  assertOneHostGroup(settings, groups)
  return groups
}

function slower(rate: number, flag: CrawlSettings['rate']): number {
  return typeof flag === 'number' ? Math.min(rate, flag) : rate
}

function assertOneHostGroup({ hostGroup, urls }: CrawlSettings, groups: readonly HostGroup[]): void {
  if (hostGroup === undefined) return
  for (const url of urls.filter((one) => URL.canParse(one))) {
    const named = groups.find(({ name }) => name === hostGroupOf(url, groups))
    if (named === undefined || named.name === hostGroup) continue
    throw new MondoError('usage', `host-group: ${new URL(url).host} is in host group ${named.name} already`, {
      hint: 'Leave --host-group out, or change the configuration',
    })
  }
}
