/** Host scope: what politeness is counted by. One host, or a named group of hosts on one server. */
import type { HostScope } from '../options.ts'

/** The scope of a URL's host: its named one, else the host with its port, since two ports are two servers. */
export function hostScopeOf(url: string, named: readonly Pick<HostScope, 'name' | 'hosts'>[] = []): string {
  const { host } = new URL(url)
  return named.find(({ hosts }) => hosts.includes(host))?.name ?? host
}

/** A number of each scope that is named one: rates, limits. */
export function ofScopes(
  named: readonly HostScope[],
  setting: 'rate' | 'maxCrawlDelay' | 'maxPages' | 'gateLoss',
): ReadonlyMap<string, number> {
  return new Map(
    named.flatMap((scope) => {
      const value = scope[setting]
      return value === undefined ? [] : [[scope.name, value]]
    }),
  )
}
