/**
 * One request: rate limiter, network, archive. The only caller of `Fetcher.fetch`, so that no request escapes the rate
 * limit and no response is lost.
 */
import type { WarcWriter } from '../../archive/warc-writer.ts'
import type { Cookies } from '../../fetch/cookies.ts'
import type { CrawlClient, FetchResult } from '../../fetch/fetcher.ts'
import type { FetchLimits } from '../../fetch/limits.ts'
import type { RedirectSource } from '../../fetch/private-hosts.ts'
import type { Validators } from '../../fetch/wire-headers.ts'
import type { Capture, CaptureLocation } from '../../model/capture.ts'
import type { Clock } from '../../model/clock.ts'
import type { FailReason } from '../../model/visit-outcome.ts'
import type { CrawlObserver } from '../observer.ts'
import { slowAnswerSeconds } from './adaptive-pace.ts'
import { type KeptCapture, keptCapture } from './kept-capture.ts'
import type { LenientHosts } from './lenient-hosts.ts'
import type { Permit, RateLimiter } from './rate-limiter.ts'

/** The rate limiter granted no request: nothing was sent. */
export type Interruption = Exclude<Permit, { kind: 'granted' }>

export interface ExchangeRequest {
  readonly url: string
  /** The host group whose rate limit and back-off apply. */
  readonly hostGroup: string
  /** Makes the request conditional. */
  readonly validators?: Validators
  /** In place of those of every request. */
  readonly limits?: Partial<FetchLimits>
  /** The response that redirected here; absent where none did. */
  readonly redirectedFrom?: RedirectSource
  /** In place of those of the visit. */
  readonly cookies?: Cookies
}

export interface ArchivedCapture {
  readonly capture: Capture
  readonly location: CaptureLocation
}

/** `captured`: the response is in the archive, whatever its status. `blocked`: the address guard refused to connect. */
export type ExchangeAnswer =
  | ({ readonly kind: 'captured'; readonly sentAt: Date; readonly endedAt: Date } & ArchivedCapture)
  | { readonly kind: 'blocked'; readonly detail: string; readonly sentAt: Date }
  | { readonly kind: 'failed'; readonly reason: FailReason; readonly detail: string; readonly sentAt: Date }
  | Interruption

interface Sent {
  readonly kind: 'sent'
  readonly sentAt: Date
  readonly receivedAt: Date
  readonly result: FetchResult
}

export type PacedExchange = (request: ExchangeRequest) => Promise<ExchangeAnswer>

/** Requests sent, body bytes received as sent on the wire, and the captures archived, in order. */
export class ExchangeLog {
  readonly archived: KeptCapture[] = []
  /** Responses by HTTP status. */
  readonly statuses = new Map<number, number>()
  requests = 0
  bytes = 0
}

export interface ExchangeDeps {
  readonly rateLimiter: Pick<RateLimiter, 'acquire' | 'sent'>
  readonly fetcher: Pick<CrawlClient, 'fetch'>
  readonly archive: Pick<WarcWriter, 'write'>
  readonly clock: Clock
  readonly signal: AbortSignal
  /** The latest start worth waiting for; null: wait as long as the rate limit asks. */
  readonly latest: Date | null
  /** Whether this worker still holds the lease of the host group; asked just before a request starts. */
  readonly mayStart: () => boolean
  readonly observer?: CrawlObserver
  /** Absent where nothing is requested (a replay). */
  readonly lenientHosts?: Pick<LenientHosts, 'has' | 'add'>
}

/**
 * A function that sends one request and records it in `log`. It throws what the archive or the database throws, never
 * for the network.
 */
export function pacedExchange(deps: ExchangeDeps, log: ExchangeLog): PacedExchange {
  const { rateLimiter, clock, latest, signal, lenientHosts } = deps
  return async (request) => {
    const { hostGroup } = request
    const send = async (until: Date | null, lenient: boolean): Promise<Sent | Interruption> => {
      const permit = await rateLimiter.acquire({ hostGroup, latest: until, signal })
      if (permit.kind !== 'granted') return permit
      if (!deps.mayStart()) return { kind: 'stopped' }
      log.requests += 1
      const result = await observedFetch({ ...request, lenient }, deps)
      return { kind: 'sent', sentAt: permit.at, receivedAt: clock.now(), result }
    }
    let sent = await send(latest, (await lenientHosts?.has(hostGroup)) ?? false)
    if (sent.kind === 'sent' && sent.result.kind === 'failed' && sent.result.onKeptConnection === true) {
      // Once, and at the pace of any request: the server may have seen the first after all.
      const again = await send(null, false)
      if (again.kind === 'sent') sent = again
    }
    let needsLenient = false
    if (sent.kind === 'sent' && sent.result.kind !== 'blocked' && sent.result.isRefusedByParser === true) {
      const again = await send(null, true)
      if (again.kind === 'sent' && tellsMore(again.result, sent.result)) {
        needsLenient = again.result.kind === 'captured'
        sent = again
      }
    }
    if (sent.kind !== 'sent') return sent
    const { sentAt, result } = sent
    const seconds = (sent.receivedAt.getTime() - sentAt.getTime()) / 1000
    if (result.kind === 'failed') {
      const { reason, detail } = result
      // A host that times out is slow. A quick failure is no quick answer, and a name that is not found says nothing of the host.
      if (seconds >= slowAnswerSeconds && reason !== 'dns') await rateLimiter.sent(hostGroup, sentAt, seconds)
      return { kind: 'failed', reason, detail, sentAt }
    }
    if (result.kind === 'blocked') return { ...result, sentAt }
    const { capture } = result
    log.bytes += capture.body.byteLength
    log.statuses.set(capture.status, (log.statuses.get(capture.status) ?? 0) + 1)
    // Archived before the database is written: if the database is away, the response must not be requested again.
    const location = await deps.archive.write(capture)
    // No request lasts an hour or less than nothing: then the clock was set, and the time is not known.
    const elapsedMs = sent.receivedAt.getTime() - capture.capturedAt.getTime()
    const isKnown = elapsedMs >= 0 && elapsedMs < 3_600_000
    log.archived.push(keptCapture(capture, location, isKnown ? elapsedMs : undefined))
    if (needsLenient) await lenientHosts?.add(hostGroup)
    await rateLimiter.sent(hostGroup, capture.capturedAt, seconds)
    return { kind: 'captured', capture, location, sentAt, endedAt: clock.now() }
  }
}

/** Whether the lenient reader has more of a response than the parser: an error of its own is the true one. */
function tellsMore(lenient: FetchResult, strict: FetchResult): boolean {
  if (strict.kind !== 'captured') return true
  return lenient.kind === 'captured' && lenient.capture.truncated === null
}

async function observedFetch(
  { url, hostGroup, ...options }: ExchangeRequest & { readonly lenient: boolean },
  { fetcher, clock, observer }: ExchangeDeps,
): Promise<FetchResult> {
  const startedAt = clock.now().getTime()
  const result = await fetcher.fetch(url, options)
  observer?.exchanged?.({
    hostGroup,
    answer: result.kind === 'captured' ? result.capture.status : result.kind,
    bytes: result.kind === 'captured' ? result.capture.body.byteLength : 0,
    seconds: (clock.now().getTime() - startedAt) / 1000,
  })
  return result
}
