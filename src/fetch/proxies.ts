/** Which proxies the environment names, as curl and Node read it, and the client that goes through them. */
import { type Agent, EnvHttpProxyAgent, Pool } from 'undici'
import { MondoError } from '../model/errors.ts'

export interface Proxies {
  /** For http URLs, and for https URLs where there is no other; null: none. */
  readonly http: string | null
  readonly https: string | null
  /** NO_PROXY: names (and all below them), `*.name`, addresses, each with a port or without; `*` for all. */
  readonly except: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Null where the environment names none. The lower-case names win, as everywhere; `host:port` means http.
 * Throws `usage` for what is no http or https proxy, rather than going round it.
 *
 * @example proxiesOf({ https_proxy: 'proxy.example:3128' }) // { http: null, https: 'http://proxy.example:3128/', except: '' }
 */
export function proxiesOf(environment: Environment): Proxies | null {
  const http = proxyUrl(environment, 'http_proxy')
  const https = proxyUrl(environment, 'https_proxy')
  if (http === null && https === null) return null
  return { http, https, except: environment['no_proxy'] ?? environment['NO_PROXY'] ?? '' }
}

function proxyUrl(environment: Environment, name: string): string | null {
  const value = environment[name] ?? environment[name.toUpperCase()] ?? ''
  if (value === '') return null
  const url = URL.parse(value.includes('://') ? value : `http://${value}`)
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url.href
  // Not the value itself: it may hold a password.
  throw new MondoError('usage', `${name.toUpperCase()} is no http or https proxy`, {
    hint: `Set it to http://HOST:PORT, or name the hosts to be asked directly in NO_PROXY`,
  })
}

/**
 * Asks through the proxies, and the hosts of NO_PROXY directly, with the agent's own connector and so its address
 * guard. A proxy is what the operator has set up: it may be at a private address.
 */
export function proxyAgent(
  proxies: Proxies,
  direct: Agent.Options & { readonly maxHeaderSize: number },
  connectMs: number,
): EnvHttpProxyAgent {
  const tls = { timeout: connectMs, allowH2: false }
  return new EnvHttpProxyAgent({
    ...direct,
    httpProxy: proxies.http ?? '',
    httpsProxy: proxies.https ?? '',
    noProxy: proxies.except,
    requestTls: tls,
    proxyTls: tls,
    // The client for forwarded requests is made without the other options.
    factory: (origin, options) => new Pool(origin, { ...options, maxHeaderSize: direct.maxHeaderSize }),
  })
}
