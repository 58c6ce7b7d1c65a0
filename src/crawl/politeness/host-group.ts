/** Host group: what politeness is counted by. One host, or a named group of hosts on one server. */
import type { HostGroup } from '../options.ts'

/** The host group of a URL's host: its named one, else the host with its port, since two ports are two servers. */
export function hostGroupOf(url: string, named: readonly Pick<HostGroup, 'name' | 'hosts'>[] = []): string {
  const { host } = new URL(url)
  return named.find(({ hosts }) => hosts.includes(host))?.name ?? host
}

/** A number of each host group that is named one: rates, limits. */
export function settingByGroup(
  named: readonly HostGroup[],
  setting: 'rate' | 'maxCrawlDelay' | 'maxPages' | 'gateLoss',
): ReadonlyMap<string, number> {
  return new Map(
    named.flatMap((hostGroup) => {
      const value = hostGroup[setting]
      return value === undefined ? [] : [[hostGroup.name, value]]
    }),
  )
}
