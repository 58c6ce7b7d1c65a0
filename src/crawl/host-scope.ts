/** Host scope: what politeness is counted by. One host, or a named group of hosts on one server. */

/** The scope of a host that nobody named: the host with its port, since two ports are two servers. */
export function hostScopeOf(url: string): string {
  return new URL(url).host
}
