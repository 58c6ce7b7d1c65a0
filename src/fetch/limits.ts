/** Limits of one exchange, in milliseconds and bytes. */
export interface FetchLimits {
  /** DNS, TCP and TLS together. */
  readonly connectMs: number
  /** From sending the request to the end of the response headers. */
  readonly headersMs: number
  /** Between two chunks of the body. */
  readonly idleMs: number
  /** The whole exchange, body included; stops a server that sends a byte every ten seconds. */
  readonly totalMs: number
  /** Body bytes on the wire, before decompression. */
  readonly wireBytes: number
  /** The status line and headers. */
  readonly headerBytes: number
}

/** undici's own defaults are 300 s for headers and 300 s for each pause in the body, without an overall deadline. */
export const defaultLimits: FetchLimits = {
  connectMs: 10_000,
  headersMs: 15_000,
  idleMs: 15_000,
  totalMs: 30_000,
  wireBytes: 5 * 1024 * 1024,
  // Node's default is 16 KiB, which a site with many cookies and a long Content-Security-Policy can exceed.
  headerBytes: 64 * 1024,
}

/** Of a sitemap: the protocol allows 50 MB, and at 200 kB/s they take four minutes. */
export const sitemapLimits: Partial<FetchLimits> = { wireBytes: 50 * 1024 * 1024, totalMs: 300_000 }
