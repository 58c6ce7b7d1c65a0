/**
 * One exchange of a visit: through the gate, over the network, into the archive. Everything that asks a host for
 * something goes through here, so that nothing is asked for unpaced and nothing that came is lost.
 */

import type { WarcWriter } from '../../archive/warc-writer.ts'
import type { Fetcher, FetchResult } from '../../fetch/fetcher.ts'
import type { Capture, CaptureLocation } from '../../model/capture.ts'
import type { Clock } from '../../model/clock.ts'
import type { FailReason } from '../../model/visit-outcome.ts'
import type { Permit, RateLimiter } from './rate-limiter.ts'

/** The gate did not open: nothing was asked. */
export type Interruption = Exclude<Permit, { kind: 'go' }>

export interface Validators {
  readonly etag: string | null
  readonly lastModified: string | null
}

export interface ExchangeRequest {
  readonly url: string
  readonly hostGroup: string
  readonly validators?: Validators
}

export type ExchangeAnswer =
  | { readonly kind: 'captured'; readonly capture: Capture; readonly sentAt: Date; readonly endedAt: Date }
  | { readonly kind: 'blocked'; readonly detail: string; readonly sentAt: Date }
  | { readonly kind: 'failed'; readonly reason: FailReason; readonly detail: string; readonly sentAt: Date }
  | Interruption

export type PoliteExchange = (request: ExchangeRequest) => Promise<ExchangeAnswer>

export interface ArchivedCapture {
  readonly capture: Capture
  readonly location: CaptureLocation
}

/** What a visit has cost so far, and what it brought into the archive. */
export class VisitLog {
  readonly archived: ArchivedCapture[] = []
  requests = 0
  bytes = 0
}

export interface PoliteFetchDeps {
  readonly gate: Pick<RateLimiter, 'enter' | 'sent'>
  readonly fetcher: Pick<Fetcher, 'fetch'>
  readonly archive: Pick<WarcWriter, 'write'>
  readonly clock: Clock
  readonly signal: AbortSignal
  /** The latest start worth waiting for; null: however long the pace asks. */
  readonly latest: Date | null
  /** Whether this worker still owns the host; asked in the moment before a request starts. */
  readonly mayStart: () => boolean
}

/** An exchange that notes what it did in `log`. */
export function politeExchange(parts: PoliteFetchDeps, log: VisitLog): PoliteExchange {
  return async ({ url, hostGroup, validators }) => {
    const passage = await parts.gate.enter({ hostGroup, latest: parts.latest, signal: parts.signal })
    if (passage.kind !== 'go') return passage
    if (!parts.mayStart()) return { kind: 'stopped' }
    const sentAt = passage.at
    log.requests += 1
    const result: FetchResult = await parts.fetcher.fetch(url, validators === undefined ? {} : { validators })
    if (result.kind === 'captured') {
      const { capture } = result
      log.bytes += capture.body.byteLength
      // Before the database is told: it may be away, and what came must not be asked for again.
      log.archived.push({ capture, location: await parts.archive.write(capture) })
      await parts.gate.sent(hostGroup, capture.capturedAt)
      return { kind: 'captured', capture, sentAt, endedAt: parts.clock.now() }
    }
    return { ...result, sentAt }
  }
}
