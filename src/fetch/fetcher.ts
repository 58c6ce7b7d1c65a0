/** The HTTP client: one request for one URL, kept byte for byte as a capture, within limits on time and size. */
import { randomUUID } from 'node:crypto'
import { lookup as systemLookup } from 'node:dns'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import type { Capture, Header } from '../model/capture.ts'
import type { Clock } from '../model/clock.ts'
import { compressionRemoved } from '../model/http/transfer-codings.ts'
import type { FailReason } from '../model/visit-outcome.ts'
import {
  type AddressPolicy,
  guardedConnector,
  guardedLookup,
  type LookupAll,
  refusedEvenIfOwn,
  refusedHost,
  refusedRange,
} from './address-guard.ts'
import type { Cookies } from './cookies.ts'
import { exchange } from './exchange.ts'
import type { ExchangeEnd } from './exchange-handler.ts'
import { addressRefusal, detailOf, failReason, isRefusedByParser } from './fail-reason.ts'
import { connectionsOf } from './lenient/connections.ts'
import { LenientRequest, type OpenConnection } from './lenient/lenient-request.ts'
import { defaultLimits, type FetchLimits } from './limits.ts'
import {
  isPrivate,
  leadsInside,
  mayBePrivate,
  type RedirectSource,
  type RequestOrigin,
} from './private-hosts.ts'
import { type Proxies, proxyAgent } from './proxies.ts'
import { redactedHeaders, requestHeaders, type Validators } from './wire-headers.ts'

/** Settings and collaborators of a `Fetcher`. */
export interface FetcherOptions {
  readonly userAgent: string
  /**
   * Lets requests through to loopback and private addresses, for tests and for sites on your own network: to the hosts
   * that `privateHosts` names. Link-local addresses and cloud metadata services stay refused.
   */
  readonly allowPrivate: boolean
  readonly clock: Clock
  readonly limits?: Partial<FetchLimits>
  /** From `proxiesOf`; none by default. */
  readonly proxies?: Proxies | null
  /** Replaces the network. The dispatcher is then responsible for address checks and the connect deadline. */
  readonly dispatcher?: Dispatcher
  /** Replaces the system's name look-up. */
  readonly lookup?: LookupAll
}

/** Options of one request. */
export interface FetchOptions extends RequestOrigin {
  /** From an earlier capture; the server may then answer 304. */
  readonly validators?: Validators
  /** Of the seeds of the crawl; see `isOwnScheme`. */
  readonly seedOrigins?: ReadonlySet<string>
  /** Headers configured for the host. The capture keeps their names only. */
  readonly headers?: readonly Header[]
  /** Cookies to send, and where those of the response go. Absent: none are sent or taken. */
  readonly cookies?: Cookies
  /** Reads the response leniently, over a connection of its own: for a host whose HTTP the parser refuses. */
  readonly lenient?: boolean
  readonly signal?: AbortSignal
  /** In place of the fetcher's own. */
  readonly limits?: Partial<FetchLimits>
}

/** A response of any status is a capture. `blocked`: a retry would not help. `failed`: no response to keep. */
export type FetchResult =
  | {
      readonly kind: 'captured'
      readonly capture: Capture
      /** The capture is cut because the parser refused the body: the lenient reader may take it. */
      readonly isRefusedByParser?: true
    }
  | { readonly kind: 'blocked'; readonly by: 'address-guard'; readonly detail: string }
  | {
      readonly kind: 'failed'
      readonly reason: FailReason
      readonly detail: string
      /**
       * The connection had been kept from an earlier request and closed before a response began: most likely the server
       * had given it up just then, and never saw the request.
       */
      readonly onKeptConnection?: true
      /** The parser refused the response: the lenient reader may take it. */
      readonly isRefusedByParser?: true
    }

/** The client that a crawl needs. */
export type CrawlClient = Pick<Fetcher, 'fetch' | 'leadsInside'>

/** Connections under one address policy. */
interface Route {
  readonly policy: AddressPolicy
  readonly dispatcher: Dispatcher
  /** The last address connected to, by origin: undici does not report the socket of a response. */
  readonly addresses: ReadonlyMap<string, string>
  /** Connections opened so far, by origin. */
  readonly opened: ReadonlyMap<string, number>
  /** Connections of the lenient reader; null where a dispatcher replaces the network. */
  readonly open: OpenConnection | null
}

/**
 * The client. Close it to end its connections.
 *
 * @example
 * const fetcher = new Fetcher({ userAgent: userAgent('https://crawler.example'), allowPrivate: false, clock })
 * const result = await fetcher.fetch('https://site.example/qa/q1.html')
 * await fetcher.close()
 */
export class Fetcher {
  readonly #userAgent: string
  readonly #clock: Clock
  readonly #limits: FetchLimits
  /** With a proxy, the guard never sees the address of the connection and has to judge the host name. */
  readonly #judgesByName: boolean
  readonly #public: Route
  /** Null without `allowPrivate`. A pool of its own: a kept connection is not judged again. */
  readonly #own: Route | null
  readonly #ownsDispatcher: boolean
  readonly #lookup: LookupAll

  constructor(options: FetcherOptions) {
    this.#userAgent = options.userAgent
    this.#clock = options.clock
    this.#limits = { ...defaultLimits, ...options.limits }
    this.#judgesByName = (options.proxies ?? null) !== null
    this.#public = this.#route(options, refusedRange)
    this.#own = options.allowPrivate ? this.#route(options, refusedEvenIfOwn) : null
    this.#ownsDispatcher = options.dispatcher === undefined
    this.#lookup = options.lookup ?? systemLookup
  }

  /**
   * One exchange. It does not follow redirects: the crawl follows them hop by hop, each through robots.txt, the rate
   * limiter and the address guard. Rejects only with the reason of `signal`.
   */
  async fetch(url: string, options: FetchOptions = {}): Promise<FetchResult> {
    const target = URL.parse(url)
    const own = target !== null && mayBePrivate(target, options) ? this.#own : null
    const { policy, dispatcher, addresses, opened: connections, open } = own ?? this.#public
    const refusal = target === null ? 'not a URL' : this.#refused(target, policy)
    if (target === null || refusal !== null) {
      return { kind: 'blocked', by: 'address-guard', detail: `${refusal}: ${url}` }
    }
    target.hash = ''
    const lenient =
      options.lenient === true && open !== null ? new LenientRequest(open, this.#limits.headerBytes) : null
    const { validators, headers: configured, cookies } = options
    const cookie = cookies?.headerFor(target) ?? null
    const parts = { userAgent: this.#userAgent, validators, configured, cookie, isKept: lenient === null }
    const headers = requestHeaders(target, parts)
    const opened = connections.get(target.origin)
    const end = await exchange({
      dispatcher: lenient ?? dispatcher,
      url: target,
      headers,
      limits: { ...this.#limits, ...options.limits },
      clock: this.#clock,
      signal: options.signal,
    })
    switch (end.kind) {
      case 'deadline':
        return { kind: 'failed', reason: 'timeout', detail: end.detail }
      case 'error':
        return keptOrNot(
          failure(end.error, end.sent, lenient === null && open !== null),
          opened !== undefined && opened === connections.get(target.origin),
        )
      case 'response': {
        const { sentAt, ...response } = end.response
        const { truncated } = end
        const capture: Capture = {
          id: `urn:uuid:${randomUUID()}`,
          url: target.href,
          capturedAt: sentAt,
          ...(lenient?.responseOf(end) ?? { ...response, body: uncompressed(end), truncated }),
          ipAddress: addresses.get(target.origin) ?? null,
          request: { method: 'GET', headers: redactedHeaders(headers, configured) },
        }
        cookies?.take(target, capture.headers)
        const isRefused = lenient === null && open !== null && isRefusedByParser(end.error)
        return { kind: 'captured', capture, ...(isRefused && { isRefusedByParser: true }) }
      }
    }
  }

  /**
   * Whether a redirect leads from a public host to a private address. If private addresses are allowed, the name is looked up
   * here, because the page may enter the frontier and be requested later without the redirect. False if a dispatcher or a
   * proxy looks names up.
   */
  async leadsInside(from: RedirectSource, to: string): Promise<boolean> {
    if (leadsInside(from, to)) return true
    const { hostname } = new URL(to)
    if (this.#own === null || this.#judgesByName || !this.#ownsDispatcher || isPrivate(from)) return false
    return await new Promise((resolve) => {
      // A name without an address is looked up again before it is requested.
      this.#lookup(hostname, { all: true }, (error, addresses) =>
        resolve(error === null && addresses.some(({ address }) => refusedRange(address) !== null)),
      )
    })
  }

  /** Waits for requests in flight. A dispatcher that the caller handed in stays open. */
  async close(): Promise<void> {
    if (!this.#ownsDispatcher) return
    await Promise.all([this.#public, this.#own].map((route) => route?.dispatcher.close()))
  }

  /** Why a URL is not requested at all; null when it is. */
  #refused(url: URL, policy: AddressPolicy): string | null {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'neither http nor https'
    if (url.username !== '' || url.password !== '') return 'credentials in the URL'
    return this.#judgesByName ? refusedHost(url.hostname, policy) : null
  }

  #route({ lookup, proxies = null, dispatcher: given }: FetcherOptions, policy: AddressPolicy): Route {
    const addresses = new Map<string, string>()
    const opened = new Map<string, number>()
    if (given !== undefined) return { policy, dispatcher: given, addresses, opened, open: null }
    const timeout = this.#limits.connectMs
    // HTTP/1.1 only: a WARC record can hold it unchanged, and every https server speaks it.
    const allowH2 = false
    const guarded = { timeout, allowH2, lookup: guardedLookup(lookup, policy) }
    const connect = guardedConnector(buildConnector(guarded), policy)
    const noted: buildConnector.connector = (options, callback) => {
      connect(options, (...[error, socket]) => {
        if (error !== null) return callback(error, null)
        const origin = new URL(`${options.protocol}//${options.host ?? options.hostname}`).origin
        opened.set(origin, (opened.get(origin) ?? 0) + 1)
        if (socket.remoteAddress !== undefined) addresses.set(origin, socket.remoteAddress)
        return callback(null, socket)
      })
    }
    const direct = { allowH2, maxHeaderSize: this.#limits.headerBytes, connect: noted }
    const dispatcher = proxies === null ? new Agent(direct) : proxyAgent(proxies, direct, timeout)
    const open = connectionsOf({ connect: noted, proxies, connectMs: timeout })
    return { policy, dispatcher, addresses, opened, open }
  }
}

/** `wasKept`: no connection was opened since. Where others open one meanwhile, it is not known, and not said. */
function keptOrNot(result: FetchResult, wasKept: boolean): FetchResult {
  const isLost = result.kind === 'failed' && result.reason === 'disconnect'
  return isLost && wasKept ? { ...result, onKeptConnection: true } : result
}

/** undici undoes chunks, and leaves `gzip, chunked` compressed. */
function uncompressed({ response, truncated }: Extract<ExchangeEnd, { kind: 'response' }>): Uint8Array {
  return truncated === null ? compressionRemoved(response.headers, response.body) : response.body
}

function failure(error: unknown, sent: boolean, mayBeLenient: boolean): FetchResult {
  const refusal = addressRefusal(error)
  if (refusal !== null) return { kind: 'blocked', by: 'address-guard', detail: refusal.message }
  const reason = failReason(error, sent)
  if (reason === null) throw error
  const isRefused = mayBeLenient && isRefusedByParser(error)
  return { kind: 'failed', reason, detail: detailOf(error), ...(isRefused && { isRefusedByParser: true }) }
}
