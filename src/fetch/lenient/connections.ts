/** Opens the connections of the lenient reader: direct ones through the guarded connector, others through a proxy's tunnel. */
import type { Duplex } from 'node:stream'
import { buildConnector, Client } from 'undici'
import { type Proxies, proxyForUrl } from '../proxies.ts'
import type { OpenConnection } from './lenient-request.ts'

/** The proxy opens no tunnel to a host. */
export class TunnelRefused extends Error {
  override readonly name = 'TunnelRefused'
}

export interface ConnectionOptions {
  /** The connector of direct connections; it holds the address guard. */
  readonly connect: buildConnector.connector
  readonly proxies: Proxies | null
  /** In ms, for the proxy and for TLS behind it. */
  readonly connectMs: number
}

/** Behind a proxy also http URLs go through a tunnel: a proxy that forwards them reads the response itself, and strictly. */
export function connectionsOf({ connect, proxies, connectMs }: ConnectionOptions): OpenConnection {
  const withTls = buildConnector({ timeout: connectMs, allowH2: false })
  return async (url) => {
    const proxy = proxies === null ? null : proxyForUrl(proxies, url)
    if (proxy === null) return await connected(connect, url)
    const tunnel = await tunnelTo(url, new URL(proxy), connectMs)
    return url.protocol === 'https:' ? await connected(withTls, url, tunnel) : tunnel
  }
}

async function connected(connect: buildConnector.connector, url: URL, httpSocket?: Duplex): Promise<Duplex> {
  const { protocol, host, port } = url
  const hostname = url.hostname.replace(/^\[|\]$/g, '')
  return await new Promise((resolve, reject) => {
    const options = { hostname, host, protocol, port, ...(httpSocket && { httpSocket }) }
    connect(options as buildConnector.Options, (...[error, socket]) => {
      if (error === null) resolve(socket)
      else reject(error)
    })
  })
}

async function tunnelTo(url: URL, proxy: URL, connectMs: number): Promise<Duplex> {
  const client = new Client(proxy.origin, {
    connect: { timeout: connectMs, allowH2: false },
    headersTimeout: connectMs,
  })
  const path = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`
  try {
    const { statusCode, socket } = await client.connect({
      path,
      headers: { host: path, ...credentials(proxy) },
    })
    if (statusCode === 200) return socket
    socket.destroy()
    throw new TunnelRefused(
      `the host needs the lenient reader, which asks through a tunnel, and the proxy opens none to ${path} (status ${statusCode})`,
    )
  } finally {
    // The socket of a tunnel is the client's no more.
    void client.destroy()
  }
}

function credentials({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}
