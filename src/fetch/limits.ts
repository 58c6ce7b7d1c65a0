/** What one exchange may cost, in time and bytes. */
export interface FetchLimits {
  /** DNS, TCP and TLS together. */
  readonly connectMs: number
  /** From the request sent to the last byte of the response's headers. */
  readonly headersMs: number
  /** Between two pieces of the body. */
  readonly idleMs: number
  /** The whole exchange, body included: what ends a server that drips a byte every ten seconds. */
  readonly totalMs: number
  /** Body bytes as they came over the wire, before anything is inflated. */
  readonly wireBytes: number
  /** The status line and headers. */
  readonly headerBytes: number
}

/** undici's own defaults are 300 s for headers and 300 s for every pause in the body, with no deadline over all. */
export const defaultLimits: FetchLimits = {
  connectMs: 10_000,
  headersMs: 15_000,
  idleMs: 15_000,
  totalMs: 30_000,
  wireBytes: 5 * 1024 * 1024,
  // Node's default is 16 KiB, which a site with many cookies and a long Content-Security-Policy can exceed.
  headerBytes: 64 * 1024,
}
