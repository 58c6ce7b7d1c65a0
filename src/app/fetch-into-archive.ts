/** URLs into the archive, each through robots.txt, the host gate and the address guard; nothing is parsed. */
import type { HostGroup } from '../crawl/options.ts'
import { hostGroupOf } from '../crawl/politeness/host-group.ts'
import {
  type PoliteExchange,
  type PoliteFetchDeps,
  politeExchange,
  VisitLog,
} from '../crawl/politeness/polite-fetch.ts'
import type { RateLimiter } from '../crawl/politeness/rate-limiter.ts'
import type { RobotsCache } from '../crawl/politeness/robots-cache.ts'
import { isRedirect, maxRedirects, redirectTarget } from '../fetch/redirects.ts'
import { retryAfter } from '../fetch/retry-after.ts'
import { productToken } from '../fetch/user-agent.ts'
import type { CaptureLocation } from '../model/capture.ts'

export type Fetched =
  /** `redirects`: the URLs asked before this one; their captures are in the archive too. */
  | {
      readonly kind: 'captured'
      readonly url: string
      readonly status: number
      readonly at: CaptureLocation
      readonly redirects: readonly string[]
    }
  | {
      readonly kind: 'blocked'
      readonly url: string
      readonly by: 'robots' | 'address-guard'
      readonly detail: string
    }
  | { readonly kind: 'failed'; readonly url: string; readonly detail: string }
  /** The host asked for a pause, or its robots.txt is out of reach: not before `until`. */
  | { readonly kind: 'wait'; readonly url: string; readonly until: Date | null; readonly detail: string }
  | { readonly kind: 'stopped'; readonly url: string }

export interface FetchIntoArchiveDeps extends Omit<PoliteFetchDeps, 'latest' | 'mayStart'> {
  readonly gate: RateLimiter
  readonly robots: RobotsCache
  /** Host groups that are named; every other host is its own. */
  readonly hostGroups?: readonly HostGroup[]
}

/** Fetches one URL; redirects are followed hop by hop, each through the same rules. */
export async function fetchIntoArchive(asked: string, parts: FetchIntoArchiveDeps): Promise<Fetched> {
  const log = new VisitLog()
  const exchange = politeExchange({ ...parts, latest: null, mayStart: () => true }, log)
  const redirects: string[] = []
  let url = asked
  for (;;) {
    const fetched = await fetchOnce(url, exchange, parts)
    if (fetched.kind !== 'response') return fetched
    const { capture, endedAt, sentAt } = fetched.answer
    const hostGroup = hostGroupOf(url, parts.hostGroups)
    if (capture.status === 429 || capture.status === 503) {
      const until = await parts.gate.block(hostGroup, {
        requestSentAt: sentAt,
        retryAfter: retryAfter(capture, endedAt),
      })
      return { kind: 'wait', url, until, detail: `HTTP status ${capture.status}` }
    }
    const to = isRedirect(capture) ? redirectTarget(capture) : null
    if (to !== null) {
      if (redirects.length === maxRedirects) return { kind: 'failed', url, detail: `still sent on to ${to}` }
      redirects.push(url)
      url = to
      continue
    }
    const archived = log.archived.find((one) => one.capture.id === capture.id)
    if (archived === undefined) throw new Error(`capture ${capture.id} is not in the archive`)
    return { kind: 'captured', url, status: capture.status, at: archived.location, redirects }
  }
}

type Response = Extract<Awaited<ReturnType<PoliteExchange>>, { kind: 'captured' }>

async function fetchOnce(
  url: string,
  exchange: PoliteExchange,
  parts: FetchIntoArchiveDeps,
): Promise<
  { readonly kind: 'response'; readonly answer: Response } | Exclude<Fetched, { kind: 'captured' }>
> {
  const hostGroup = hostGroupOf(url, parts.hostGroups)
  const rules = await parts.robots.rules(new URL(url).origin, hostGroup, exchange)
  switch (rules.kind) {
    case 'stopped':
      return { kind: 'stopped', url }
    case 'wait':
      return { kind: 'wait', url, until: rules.until, detail: `waiting for ${rules.because}` }
    case 'unreachable':
      return { kind: 'wait', url, until: rules.until, detail: rules.detail }
    case 'parked':
      return { kind: 'wait', url, until: null, detail: rules.reason }
    case 'blocked':
      return { kind: 'blocked', url, by: 'address-guard', detail: rules.detail }
  }
  const decision = rules.robots.explain(url, productToken)
  if (!decision.allowed) {
    return {
      kind: 'blocked',
      url,
      by: 'robots',
      detail: `robots.txt, line ${decision.line}: ${decision.rule}`,
    }
  }
  const answer = await exchange({ url, hostGroup })
  switch (answer.kind) {
    case 'captured':
      return { kind: 'response', answer }
    case 'stopped':
      return { kind: 'stopped', url }
    case 'wait':
      return { kind: 'wait', url, until: answer.until, detail: `waiting for ${answer.because}` }
    case 'blocked':
      return { kind: 'blocked', url, by: 'address-guard', detail: answer.detail }
    case 'failed':
      return { kind: 'failed', url, detail: `${answer.reason}: ${answer.detail}` }
  }
}
