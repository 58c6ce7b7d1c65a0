/**
 * The one polite path from a URL to an archived response: robots.txt first, then a paced request, then back-off where
 * the host asks for it (429, 503). `crawl`, `mondo fetch` and `mondo fixture add` all come through here, once for every
 * hop of a redirect.
 */
import { redirectTarget } from '../../fetch/redirects.ts'
import { retryAfter } from '../../fetch/retry-after.ts'
import { productToken } from '../../fetch/user-agent.ts'
import type { FailReason } from '../../model/visit-outcome.ts'
import type { RedirectAnswer } from './follow-redirects.ts'
import type {
  ArchivedCapture,
  ExchangeAnswer,
  ExchangeRequest,
  Interruption,
  PacedExchange,
} from './paced-exchange.ts'
import type { RateLimiter } from './rate-limiter.ts'
import type { RobotsCache, RulesInForce } from './robots-cache.ts'

export interface PolitenessDeps {
  readonly robots: Pick<RobotsCache, 'rules'>
  readonly rateLimiter: Pick<RateLimiter, 'block'>
}

/** The page was not requested. `parked`: robots.txt asks for a longer Crawl-delay than is accepted. */
export type NotRequested = Interruption | { readonly kind: 'parked'; readonly reason: string }

interface UnderRules {
  /** The rules of robots.txt that were in force. */
  readonly rules: RulesInForce
}

export type PoliteAnswer =
  | NotRequested
  /** robots.txt is unreachable: nothing is allowed before `until`. */
  | { readonly kind: 'robots-unreachable'; readonly until: Date; readonly detail: string }
  /** `rules` is absent where the address guard refused the host before robots.txt was read. */
  | {
      readonly kind: 'skipped'
      readonly by: 'robots' | 'address-guard'
      readonly detail: string
      readonly rules?: RulesInForce
    }
  | ({ readonly kind: 'failed'; readonly reason: FailReason; readonly detail: string } & UnderRules)
  /** 429 or 503: the host group is blocked until then. */
  | ({ readonly kind: 'rate-limited'; readonly until: Date } & ArchivedCapture & UnderRules)
  | (RedirectAnswer & ArchivedCapture & UnderRules)
  /** Every other response, error statuses and redirects without a usable target included. */
  | ({ readonly kind: 'response' } & ArchivedCapture & UnderRules)

/** Requests one URL if robots.txt allows it. Expected failures are answers; throws only for database or archive. */
export async function politeFetch(
  request: ExchangeRequest,
  exchange: PacedExchange,
  { robots, rateLimiter }: PolitenessDeps,
): Promise<PoliteAnswer> {
  const { url, hostGroup, redirectedFrom } = request
  // Where a redirect may not lead, its target's robots.txt is not requested either.
  const onTheWay: PacedExchange =
    redirectedFrom === undefined ? exchange : (asked) => exchange({ redirectedFrom, ...asked })
  const answer = await robots.rules(new URL(url).origin, hostGroup, onTheWay)
  if (answer.kind === 'unreachable') return { ...answer, kind: 'robots-unreachable' }
  if (answer.kind === 'blocked') return { ...answer, kind: 'skipped', by: 'address-guard' }
  if (answer.kind !== 'rules') return answer
  const { kind: _, ...rules } = answer
  const { allowed, line, rule } = rules.robots.explain(url, productToken)
  if (!allowed) return { kind: 'skipped', by: 'robots', detail: `robots.txt, line ${line}: ${rule}`, rules }
  return await classify(await exchange(request), { rules, hostGroup, rateLimiter })
}

async function classify(
  answer: ExchangeAnswer,
  of: UnderRules & Pick<PolitenessDeps, 'rateLimiter'> & { readonly hostGroup: string },
): Promise<PoliteAnswer> {
  const { rules, hostGroup, rateLimiter } = of
  switch (answer.kind) {
    case 'wait':
    case 'stopped':
      return answer
    case 'blocked':
      return { kind: 'skipped', by: 'address-guard', detail: answer.detail, rules }
    case 'failed':
      return { ...answer, rules }
    case 'captured': {
      const { capture, location, sentAt, endedAt } = answer
      if (capture.status === 429 || capture.status === 503) {
        const incident = { requestSentAt: sentAt, retryAfter: retryAfter(capture, endedAt) }
        const until = await rateLimiter.block(hostGroup, incident)
        return { kind: 'rate-limited', until, capture, location, rules }
      }
      const to = redirectTarget(capture)
      return to === null
        ? { kind: 'response', capture, location, rules }
        : { kind: 'redirect', to, from: capture, capture, location, rules }
    }
  }
}
