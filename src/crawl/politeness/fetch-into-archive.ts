/**
 * One URL into the archive, along the same polite path as a crawl. A page is parsed only where it may be a redirect by
 * `Refresh`; nothing is loaded.
 */
import { forVisit } from '../../fetch/for-visit.ts'
import type { RedirectSource } from '../../fetch/private-hosts.ts'
import { refreshHeader } from '../../fetch/redirects.ts'
import { type Capture, type CaptureLocation, headerOf } from '../../model/capture.ts'
import { inflatedBody } from '../../model/inflated-body.ts'
import type { PageReader } from '../../workers/tasks.ts'
import type { HostGroup } from '../options.ts'
import { followRedirects } from './follow-redirects.ts'
import { hostGroupOf } from './host-group.ts'
import { type ExchangeDeps, ExchangeLog, pacedExchange } from './paced-exchange.ts'
import { refreshTarget } from './page-refresh.ts'
import { type PoliteAnswer, politeFetch } from './polite-fetch.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { RobotsCache } from './robots-cache.ts'

export type Fetched =
  /** `redirects`: the URLs that redirected here, in order; their responses are archived too. */
  | {
      readonly kind: 'captured'
      readonly url: string
      readonly status: number
      readonly at: CaptureLocation
      readonly redirects: readonly string[]
      /** Why the body is not whole; null where it is. */
      readonly truncated: Capture['truncated']
    }
  | {
      readonly kind: 'skipped'
      readonly url: string
      readonly by: 'robots' | 'address-guard'
      readonly detail: string
    }
  | { readonly kind: 'failed'; readonly url: string; readonly detail: string }
  /** The host asked for a pause, or its robots.txt is out of reach: not before `until`, null if a person must decide. */
  | { readonly kind: 'wait'; readonly url: string; readonly until: Date | null; readonly detail: string }
  | { readonly kind: 'stopped'; readonly url: string }

export interface FetchIntoArchiveDeps extends Omit<ExchangeDeps, 'latest' | 'mayStart'> {
  readonly rateLimiter: RateLimiter
  readonly robots: RobotsCache
  /** Reads a page that may send its reader on; see `refreshTarget`. */
  readonly reader: Pick<PageReader, 'page' | 'sites'>
  /** Named host groups; every other host is a group of its own. */
  readonly hostGroups?: readonly HostGroup[]
}

/** Fetches one URL and follows its redirects. Expected failures are values; throws only for database or archive. */
export async function fetchIntoArchive(start: string, deps: FetchIntoArchiveDeps): Promise<Fetched> {
  const fetcher = forVisit(deps.fetcher, deps.clock)
  const exchange = pacedExchange({ ...deps, fetcher, latest: null, mayStart: () => true }, new ExchangeLog())
  const redirects: string[] = []
  let url = start
  const send = async (next: string, _hop: number, redirectedFrom?: RedirectSource): Promise<PoliteAnswer> => {
    url = next
    const request = {
      url,
      hostGroup: hostGroupOf(url, deps.hostGroups),
      ...(redirectedFrom && { redirectedFrom }),
    }
    return await refreshed(await politeFetch(request, exchange, deps), deps)
  }
  const answer = await followRedirects(start, send, (_, isLast) => {
    if (!isLast) redirects.push(url)
    return true
  })
  return fetchedFrom(answer, url, redirects)
}

/** A page that refreshes to another URL, as the redirect that it is. */
async function refreshed(
  answer: PoliteAnswer,
  { reader }: Pick<FetchIntoArchiveDeps, 'reader'>,
): Promise<PoliteAnswer> {
  if (answer.kind !== 'response') return answer
  const { capture, location, rules } = answer
  const { url, status, headers, truncated, capturedAt } = capture
  const body = status >= 200 && status <= 299 && truncated === null ? inflatedBody(capture) : null
  if (body?.kind !== 'whole') return answer
  const { bytes } = body
  if (
    refreshHeader(capture) === null &&
    !/refresh/i.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'))
  )
    return answer
  const contentType = headerOf(headers, 'content-type') ?? undefined
  const read = await reader.page(() => Uint8Array.from(bytes), { url, capturedAt, contentType })
  if (read.kind !== 'read') return answer
  const isQuestionUrl = reader.sites.identify(url).kind === 'question'
  const to = refreshTarget(capture, read.reading, isQuestionUrl)
  return to === null ? answer : { kind: 'redirect', to, from: capture, capture, location, rules }
}

function fetchedFrom(answer: PoliteAnswer, url: string, redirects: readonly string[]): Fetched {
  switch (answer.kind) {
    case 'response':
      return {
        kind: 'captured',
        url,
        status: answer.capture.status,
        at: answer.location,
        redirects,
        truncated: answer.capture.truncated,
      }
    case 'redirect':
      return { kind: 'failed', url, detail: `redirected again, to ${answer.to}` }
    case 'skipped':
      return { kind: 'skipped', url, by: answer.by, detail: answer.detail }
    case 'failed':
      return { kind: 'failed', url, detail: `${answer.reason}: ${answer.detail}` }
    case 'rate-limited':
      return { kind: 'wait', url, until: answer.until, detail: `HTTP status ${answer.capture.status}` }
    case 'robots-unreachable':
      return { kind: 'wait', url, until: answer.until, detail: answer.detail }
    case 'parked':
      return { kind: 'wait', url, until: null, detail: answer.reason }
    case 'wait':
      return { kind: 'wait', url, until: answer.until, detail: `waiting for ${answer.because}` }
    case 'stopped':
      return { kind: 'stopped', url }
  }
}
