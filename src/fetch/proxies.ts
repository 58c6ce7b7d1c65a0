/** Reads the proxy variables of the environment as curl and Node do, and builds the client for them. */
import { type Agent, EnvHttpProxyAgent, Pool } from 'undici'
import { MondoError } from '../model/errors.ts'

/** The proxies in use. */
export interface Proxies {
  /** For http URLs, and for https URLs when `https` is null; null for none. */
  readonly http: string | null
  readonly https: string | null
  /** NO_PROXY: names (with all subdomains), `*.name`, addresses, each with an optional port; `*` for all. */
  readonly except: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The proxies that the environment names; null when it names none. Lower-case names win, as in curl; `host:port` means
 * http. Throws `usage` for any other scheme, rather than connecting without the proxy.
 *
 * @example proxiesOf({ https_proxy: 'proxy.example:3128' }) // { http: null, https: 'http://proxy.example:3128/', except: '' }
 */
export function proxiesOf(environment: Environment): Proxies | null {
  const http = proxyUrl(environment, 'http_proxy')
  const https = proxyUrl(environment, 'https_proxy')
  if (http === null && https === null) return null
  return { http, https, except: environment['no_proxy'] ?? environment['NO_PROXY'] ?? '' }
}

/** One proxy for all requests, as a configuration names it. Throws `usage` as `proxiesOf` does; `name` is named in it. */
export function proxyFor(value: string, name: string): Proxies {
  const url = readProxy(
    value,
    name,
    'Write http://HOST:PORT or https://HOST:PORT, or "none" for a direct connection',
  )
  return { http: url, https: url, except: '' }
}

function proxyUrl(environment: Environment, name: string): string | null {
  const value = environment[name] ?? environment[name.toUpperCase()] ?? ''
  if (value === '') return null
  const hint = 'Set it to http://HOST:PORT, or list the hosts to reach directly in NO_PROXY'
  return readProxy(value, name.toUpperCase(), hint)
}

function readProxy(value: string, name: string, hint: string): string {
  const url = URL.parse(value.includes('://') ? value : `http://${value}`)
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return url.href
  // The message leaves out the value: it may hold a password.
  throw new MondoError('usage', `${name} is not an http or https proxy`, { hint })
}

/** The proxy that a URL is asked through; null where it is asked directly. The same choice as undici's for `proxyAgent`. */
export function proxyForUrl({ http, https, except }: Proxies, url: URL): string | null {
  const host = bare(url.hostname)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const isExcept = except.split(/[,\s]/).some((entry) => entry !== '' && isMeant(entry, host, port))
  return isExcept ? null : url.protocol === 'https:' ? (https ?? http) : http
}

/** `name`, `.name`, `*.name` (without `name` itself), an address, or `*`; each with or without a port. */
function isMeant(entry: string, host: string, port: string): boolean {
  const [, bracketed, plain, wantedPort] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? [
    null,
    null,
    entry,
  ]
  if (wantedPort !== undefined && wantedPort !== port) return false
  const name = bracketed ?? plain ?? ''
  if (name === '*') return true
  const wanted = bare(name.replace(/^\*?\./, ''))
  return (host === wanted && !name.startsWith('*')) || host.endsWith(`.${wanted}`)
}

/** Without the brackets of an IPv6 address and the dot at the end of a full name. */
function bare(name: string): string {
  return name
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
}

/**
 * A dispatcher that uses the proxies, and reaches the hosts of NO_PROXY directly with the agent's own connector and so
 * its address guard. The operator chose the proxy, so it may have a private address.
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
    // undici creates the client for forwarded requests without the other options.
    factory: (origin, options) => new Pool(origin, { ...options, maxHeaderSize: direct.maxHeaderSize }),
  })
}
