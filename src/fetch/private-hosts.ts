/**
 * Which requests may go to a private address under `allowPrivate`: those to the seeds' own hosts, and never those that
 * a public host redirected.
 */
import { refusedHost, refusedRange } from './address-guard.ts'

/** The response that redirected here; a capture is one. */
export interface RedirectSource {
  readonly url: string
  /** Null where a proxy knows it alone. */
  readonly ipAddress: string | null
}

/** What is known of a request beside its URL. */
export interface RequestOrigin {
  /** Hosts, with their ports where those are not the scheme's own. Absent: any host may be at a private address. */
  readonly privateHosts?: ReadonlySet<string>
  /** Absent: the request follows no redirect. */
  readonly redirectedFrom?: RedirectSource
}

/** Whether a request may go to a private address, where the operator has allowed private addresses at all. */
export function mayBePrivate(target: URL, { privateHosts, redirectedFrom }: RequestOrigin): boolean {
  if (redirectedFrom !== undefined && !isPrivate(redirectedFrom)) return false
  if (privateHosts === undefined || privateHosts.has(target.host)) return true
  // A host of the operator's own may send to another port of its own, as from http to https.
  return redirectedFrom !== undefined && isSameMachine(new URL(redirectedFrom.url), target)
}

/** Whether a redirect leads from a public host to an address that is private by its URL alone. */
export function leadsInside(from: RedirectSource, to: string): boolean {
  return !isPrivate(from) && refusedHost(new URL(to).hostname) !== null
}

/** By the address that was connected to; behind a proxy, where it is not known, by the URL. */
export function isPrivate({ url, ipAddress }: RedirectSource): boolean {
  return ipAddress === null ? refusedHost(new URL(url).hostname) !== null : refusedRange(ipAddress) !== null
}

function isSameMachine(from: URL, to: URL): boolean {
  return from.hostname === to.hostname || (isLoopback(from) && isLoopback(to))
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}
