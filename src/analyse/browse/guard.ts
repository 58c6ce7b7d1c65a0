/**
 * What every answer of `mondo browse` carries, and which requests it refuses. A page of the web may send requests to this
 * machine, and give its own name the address 127.0.0.1 (DNS rebinding): so the Host header must be one of ours. It may also ask
 * for pages that it cannot read, to keep the database busy: so what other pages load, unlike a link of theirs, is refused.
 */

/** No script, no frame, nothing from elsewhere: what strangers wrote can do nothing here, even if it were markup. */
export const guardHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** The Host headers under which a server on this port of loopback is asked by a person here. */
export function ownHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
}

export interface AskedFor {
  readonly host: string | undefined
  readonly method: string | undefined
  /** As in the request line. */
  readonly target: string | undefined
  /** The Fetch Metadata headers `Sec-Fetch-Site` and `Sec-Fetch-Dest`, which a page of the web cannot change. */
  readonly fetchSite?: string | undefined
  readonly fetchDest?: string | undefined
}

export interface RefusedRequest {
  readonly status: 400 | 403 | 405 | 421
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Null for a request that may go on. */
export function refusal(
  { host, method, target, fetchSite, fetchDest }: AskedFor,
  hosts: readonly string[],
): RefusedRequest | null {
  if (!hosts.includes(host?.toLowerCase() ?? '')) {
    return { status: 421, headers: {}, text: `This server answers as ${hosts.join(', ')} only.\n` }
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return { status: 405, headers: { allow: 'GET, HEAD' }, text: 'It only reads: GET and HEAD.\n' }
  }
  // Absent: no browser, or one from before 2023. A link followed in a window of its own has the destination `document`.
  const isOfAnotherPage = fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none'
  if (isOfAnotherPage && fetchDest !== 'document') {
    return { status: 403, headers: {}, text: 'Other pages may link to this one, and not load it.\n' }
  }
  if (target?.startsWith('/') !== true) return { status: 400, headers: {}, text: 'Give a path.\n' }
  return null
}
