/** Host group: the unit of politeness. One host, or a named group of hosts on one server. */
import type { HostGroup } from '../options.ts'

/** The host group of a URL: the named group of its host, else the host with its port, since two ports are two servers. */
export function hostGroupOf(url: string, named: readonly Pick<HostGroup, 'name' | 'hosts'>[] = []): string {
  const { host } = new URL(url)
  return named.find(({ hosts }) => hosts.includes(host))?.name ?? host
}

/** One numeric setting of all named host groups that have it, by group name. */
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
