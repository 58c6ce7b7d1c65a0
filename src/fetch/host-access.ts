/** What the operator has configured for the requests to one host, beside its User-Agent: headers, cookies and a proxy. */
import type { Header } from '../model/capture.ts'
import type { ConfiguredCookie, Cookies } from './cookies.ts'
import type { Proxies } from './proxies.ts'

/** Headers and cookies go to this host alone, over its own scheme: see `isOwnScheme`. */
export interface HostAccess {
  readonly headers: readonly Header[]
  readonly cookies: readonly ConfiguredCookie[]
  /** Where the cookies of the host stay between visits; null: each visit forgets them. */
  readonly kept: Cookies | null
  /** In place of the proxies of the environment, NO_PROXY included; null: a direct connection. Absent: nothing is configured. */
  readonly proxies?: Proxies | null
}

/** The configured access to the host of a URL; null where nothing is configured. */
export type AccessFor = (url: string) => HostAccess | null

/**
 * Whether a request uses the scheme of its host: that of the host's seed, https where the seeds name both or the host is
 * no seed. So no redirect or link can have a secret sent in clear text.
 *
 * @param seedOrigins As in `https://okwave.jp`.
 */
export function isOwnScheme({ protocol, host }: URL, seedOrigins: ReadonlySet<string> = new Set()): boolean {
  const isHttp = seedOrigins.has(`http://${host}`) && !seedOrigins.has(`https://${host}`)
  return protocol === (isHttp ? 'http:' : 'https:')
}
