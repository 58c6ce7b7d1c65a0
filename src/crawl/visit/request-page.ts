/** One URL of a visit: robots.txt first, then one exchange, then what its answer means for the page. */
import { isRedirect, redirectTarget } from '../../fetch/redirects.ts'
import { retryAfter } from '../../fetch/retry-after.ts'
import { productToken } from '../../fetch/user-agent.ts'
import type { Clock } from '../../model/clock.ts'
import type { VisitOutcome } from '../../model/visit-outcome.ts'
import type { FoundPage, FrontierPage } from '../frontier/frontier.ts'
import type { ExchangeAnswer, Interruption, PoliteExchange, Validators } from '../politeness/polite-fetch.ts'
import type { RateLimiter } from '../politeness/rate-limiter.ts'
import type { RobotsCache } from '../politeness/robots-cache.ts'
import type { CrawlScope } from '../scope/crawl-scope.ts'
import { sitemapPage } from '../scope/follow-links.ts'
import { linkRules } from '../scope/link-rules-digest.ts'
import { failedTry } from './failed-try.ts'
import { type ReadResult, readResponse } from './read-response.ts'

export interface RequestDeps {
  readonly robots: Pick<RobotsCache, 'rules'>
  readonly gate: Pick<RateLimiter, 'block'>
  readonly clock: Clock
  readonly random: () => number
  readonly crawlScope: CrawlScope
}

/** `robotsDigest`: the rules that it was asked for under; absent where it did not come to that. */
export type Asked =
  | { readonly kind: 'interrupted'; readonly by: Interruption | { kind: 'parked'; reason: string } }
  | {
      readonly kind: 'redirect'
      readonly to: string
      readonly captureId: string
      readonly robotsDigest?: string
    }
  | {
      readonly kind: 'ended'
      readonly reading: ReadResult
      readonly found?: readonly FoundPage[]
      readonly captureId?: string
      readonly encoding?: string | null
      readonly detail?: string
      readonly robotsDigest?: string
    }

export async function requestPage(
  url: string,
  page: FrontierPage,
  exchange: PoliteExchange,
  parts: RequestDeps,
): Promise<Asked> {
  const refused = parts.crawlScope.filtersFor(page.hostGroup).refuses(page)
  if (refused !== null) return ended({ kind: 'blocked', by: 'crawl-scope' }, refused)
  const rules = await parts.robots.rules(new URL(url).origin, page.hostGroup, exchange)
  if (rules.kind === 'unreachable') {
    return ended({ kind: 'retry', reason: 'robots-unreachable', notBefore: rules.until }, rules.detail)
  }
  if (rules.kind === 'blocked') return ended({ kind: 'blocked', by: 'address-guard' }, rules.detail)
  if (rules.kind !== 'rules') return { kind: 'interrupted', by: rules }
  const { robots, digest: robotsDigest } = rules
  const decision = robots.explain(url, productToken)
  if (!decision.allowed) {
    const rule = `robots.txt, line ${decision.line}: ${decision.rule}`
    return { ...ended({ kind: 'blocked', by: 'robots' }, rule), robotsDigest }
  }
  const asked = await sendRequest(url, page, exchange, parts)
  if (asked.kind === 'interrupted') return asked
  const { follow } = parts.crawlScope.filtersFor(page.hostGroup)
  if (
    asked.kind !== 'ended' ||
    asked.captureId === undefined ||
    page.depth > 0 ||
    !follow.includes('sitemap')
  ) {
    return { ...asked, robotsDigest }
  }
  const sitemaps = robots.sitemaps
    .map((sitemap) => sitemapPage(sitemap, page, parts.crawlScope))
    .filter((sitemap) => sitemap !== null)
  return { ...asked, robotsDigest, found: [...(asked.found ?? []), ...sitemaps] }
}

async function sendRequest(
  url: string,
  page: FrontierPage,
  exchange: PoliteExchange,
  parts: RequestDeps,
): Promise<Asked> {
  const validators = validatorsOf(page, parts.crawlScope)
  const answer = await exchange({
    url,
    hostGroup: page.hostGroup,
    ...(validators === null ? {} : { validators }),
  })
  switch (answer.kind) {
    case 'wait':
    case 'stopped':
      return { kind: 'interrupted', by: answer }
    case 'blocked':
      return ended({ kind: 'blocked', by: 'address-guard' }, answer.detail)
    case 'failed':
      return ended(failedTry(answer.reason, tryContext(page, parts)), answer.detail)
    case 'captured':
      return await classifyResponse(answer, page, parts, validators !== null)
  }
}

async function classifyResponse(
  { capture, sentAt, endedAt }: Extract<ExchangeAnswer, { kind: 'captured' }>,
  page: FrontierPage,
  parts: RequestDeps,
  isConditional: boolean,
): Promise<Asked> {
  const captureId = capture.id
  if (capture.status === 429 || capture.status === 503) {
    const asksFor = retryAfter(capture, endedAt)
    const notBefore = await parts.gate.block(page.hostGroup, { requestSentAt: sentAt, retryAfter: asksFor })
    const outcome = { kind: 'retry', reason: 'rate-limited', notBefore } as const
    return { ...ended(outcome, `HTTP status ${capture.status}`), captureId }
  }
  if (isRedirect(capture)) {
    const to = redirectTarget(capture)
    if (to !== null) return { kind: 'redirect', to, captureId }
    return { ...ended({ kind: 'failed', reason: 'bad-redirect', status: capture.status }), captureId }
  }
  const { crawlScope } = parts
  return {
    kind: 'ended',
    captureId,
    ...readResponse(capture, page, { crawlScope, isConditional, ...tryContext(page, parts) }),
  }
}

/**
 * Only what was read whole may be answered with "unchanged", and only where its links would be taken by the same rules
 * today: a 304 repeats none of them.
 */
function validatorsOf(page: FrontierPage, crawlScope: CrawlScope): Validators | null {
  const { etag, lastModified, lastOutcome } = page
  const wasRead = lastOutcome === 'loaded' || lastOutcome === 'unchanged' || lastOutcome === 'links'
  if (!wasRead || (etag === null && lastModified === null)) return null
  return page.linkRules === linkRules(crawlScope, page.hostGroup) ? { etag, lastModified } : null
}

function tryContext(page: FrontierPage, { clock, random }: RequestDeps) {
  return { tries: page.tries, now: clock.now(), random }
}

function ended(outcome: VisitOutcome, detail?: string): Extract<Asked, { kind: 'ended' }> {
  const reading: ReadResult = { kind: 'ended', outcome }
  return detail === undefined ? { kind: 'ended', reading } : { kind: 'ended', reading, detail }
}
