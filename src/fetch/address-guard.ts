/**
 * The address guard: no page, redirect, robots.txt or DNS answer can lead mondo into the network it runs in (SSRF).
 * It checks in the connector, so it sees the very address of the connection and DNS rebinding gains nothing.
 */
import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { buildConnector } from 'undici'

/** Thrown inside the connector; the fetcher turns it into the result `blocked`. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/** Names the range that a policy refuses an address for (`private`, `loopback`, `linkLocal` …); null: it is let through. */
export type AddressPolicy = (address: string) => string | null

/** Lets ordinary public addresses through, and no other. */
export function refusedRange(address: string): string | null {
  const parsed = destination(address)
  if (parsed === null) return 'invalid'
  const range = parsed.range()
  const isAssigned = parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast)
  if (range === 'unicast') return isAssigned ? null : 'unassigned'
  return range
}

/** Lets the private ranges through as well: for the hosts of the seeds under `allowPrivate`. */
export function refusedEvenIfOwn(address: string): string | null {
  const range = refusedRange(address)
  if (range === null || !ownRanges.has(range)) return range
  const parsed = destination(address)
  return metadata.some((service) => parsed?.kind() === service[0].kind() && parsed.match(service))
    ? 'cloud metadata'
    : null
}

const ownRanges: ReadonlySet<string> = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat'])

/**
 * Services that hand credentials to whoever asks, within private ranges: Alibaba Cloud; AWS (metadata is ::254, EKS Pod
 * Identity ::23); Google Cloud; Oracle Cloud. All others are link-local, as 169.254.169.254 is.
 */
const metadata = ['100.100.100.200/32', 'fd00:ec2::/32', 'fd20:ce::254/128', 'fd00:c1::a9fe:a9fe/128'].map(
  (cidr) => ipaddr.parseCIDR(cidr),
)

/** Where a connection to the address leads: IPv4-mapped and NAT64 addresses lead to the IPv4 address inside. */
function destination(address: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const family = isIP(address)
  if (family === 0) return null
  const parsed = ipaddr.parse(family === 4 ? address : withoutDottedTail(address))
  if (parsed instanceof ipaddr.IPv4) return parsed
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address()
  // DNS64 gives every IPv4-only host an address in 64:ff9b::/96.
  return parsed.match(nat64) ? ipaddr.fromByteArray(parsed.toByteArray().slice(12)) : parsed
}

/** ipaddr.js reads `::8.8.8.8` (IPv4-compatible, deprecated by RFC 4291) as `::ffff:8.8.8.8` (IPv4-mapped). */
function withoutDottedTail(address: string): string {
  return address.replace(/(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})/, (_, ...bytes) => {
    const [a, b, c, d] = bytes.slice(0, 4).map(Number)
    return `${hex(a, b)}:${hex(c, d)}`
  })
}

function hex(high = 0, low = 0): string {
  return (high * 256 + low).toString(16)
}

const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
/** ipaddr.js calls every unnamed range `unicast`; IANA has assigned global unicast from 2000::/3 only. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Judges a URL's host without a connection, for requests through a proxy: why it is refused, or null. Only the proxy
 * resolves names, so of names only those that always mean the local machine are refused (RFC 6761).
 */
export function refusedHost(hostname: string, policy: AddressPolicy = refusedRange): string | null {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) return describeRange(host, policy)
  if (!/(?:^|\.)localhost\.?$/i.test(host) || policy('127.0.0.1') === null) return null
  return `${host} is a loopback name`
}

function describeRange(address: string, policy: AddressPolicy): string | null {
  const range = policy(address)
  return range === null ? null : `${address} is a ${range} address`
}

/** `dns.lookup` with `all: true`; tests hand in their own to act as a name server. */
export type LookupAll = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** A look-up that fails with `AddressRefused` when any address of the name is refused: an honest public name has none. */
export function guardedLookup(
  lookup: LookupAll = systemLookup,
  policy: AddressPolicy = refusedRange,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0]
      if (error !== null) return callback(error, [])
      if (first === undefined) {
        return callback(Object.assign(new Error(`no address for ${hostname}`), { code: 'ENOTFOUND' }), [])
      }
      for (const { address } of addresses) {
        const range = policy(address)
        if (range !== null) {
          return callback(new AddressRefused(`${hostname} is at ${address}, a ${range} address`), [])
        }
      }
      if (options.all === true) return callback(null, addresses)
      return callback(null, first.address, first.family)
    })
  }
}

/**
 * A connector that refuses literal addresses, which never reach a look-up. Odd spellings (`0x7f.1`, `2130706433`,
 * `0177.0.0.1`) arrive here as dotted decimal, because the WHATWG URL parser has normalised them.
 */
export function guardedConnector(
  connect: buildConnector.connector,
  policy: AddressPolicy = refusedRange,
): buildConnector.connector {
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '')
    const refusal = isIP(host) === 0 ? null : describeRange(host, policy)
    if (refusal === null) return connect(options, callback)
    return callback(new AddressRefused(refusal), null)
  }
}
