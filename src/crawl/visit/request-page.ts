/** One URL of a visit: robots.txt first, then one exchange, then what its answer means for the page. */
import { isRedirect, redirectTarget } from '../../fetch/redirects.ts'
import { retryAfter } from '../../fetch/retry-after.ts'
import { productToken } from '../../fetch/user-agent.ts'
import type { Clock } from '../../model/clock.ts'
import type { VisitOutcome } from '../../model/visit-outcome.ts'
import type { FoundPage, FrontierPage } from '../frontier/frontier.ts'
import type { Exchange, ExchangeAnswer, Interruption, Validators } from '../politeness/polite-fetch.ts'
import type { HostGate } from '../politeness/rate-limiter.ts'
import type { RobotsCache } from '../politeness/robots-cache.ts'
import type { Territory } from '../scope/crawl-scope.ts'
import { sitemapPage } from '../scope/follow-links.ts'
import { linkRules } from '../scope/link-rules-digest.ts'
import { failedTry } from './failed-try.ts'
import { type Reading, readCapture } from './read-response.ts'

export interface AskParts {
  readonly robots: Pick<RobotsCache, 'rules'>
  readonly gate: Pick<HostGate, 'block'>
  readonly clock: Clock
  readonly random: () => number
  readonly territory: Territory
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
      readonly reading: Reading
      readonly found?: readonly FoundPage[]
      readonly captureId?: string
      readonly encoding?: string | null
      readonly detail?: string
      readonly robotsDigest?: string
    }

export async function askForPage(
  url: string,
  page: FrontierPage,
  exchange: Exchange,
  parts: AskParts,
): Promise<Asked> {
  const refused = parts.territory.wayOf(page.scope).refuses(page)
  if (refused !== null) return ended({ kind: 'blocked', by: 'scope' }, refused)
  const rules = await parts.robots.rules(new URL(url).origin, page.scope, exchange)
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
  const asked = await askUnderRules(url, page, exchange, parts)
  if (asked.kind === 'interrupted') return asked
  const { follow } = parts.territory.wayOf(page.scope)
  if (
    asked.kind !== 'ended' ||
    asked.captureId === undefined ||
    page.depth > 0 ||
    !follow.includes('sitemap')
  ) {
    return { ...asked, robotsDigest }
  }
  const sitemaps = robots.sitemaps
    .map((sitemap) => sitemapPage(sitemap, page, parts.territory))
    .filter((sitemap) => sitemap !== null)
  return { ...asked, robotsDigest, found: [...(asked.found ?? []), ...sitemaps] }
}

async function askUnderRules(
  url: string,
  page: FrontierPage,
  exchange: Exchange,
  parts: AskParts,
): Promise<Asked> {
  const validators = validatorsOf(page, parts.territory)
  const answer = await exchange({ url, scope: page.scope, ...(validators === null ? {} : { validators }) })
  switch (answer.kind) {
    case 'wait':
    case 'stopped':
      return { kind: 'interrupted', by: answer }
    case 'blocked':
      return ended({ kind: 'blocked', by: 'address-guard' }, answer.detail)
    case 'failed':
      return ended(failedTry(answer.reason, tryContext(page, parts)), answer.detail)
    case 'captured':
      return await meaningOf(answer, page, parts, validators !== null)
  }
}

async function meaningOf(
  { capture, sentAt, endedAt }: Extract<ExchangeAnswer, { kind: 'captured' }>,
  page: FrontierPage,
  parts: AskParts,
  isConditional: boolean,
): Promise<Asked> {
  const captureId = capture.id
  if (capture.status === 429 || capture.status === 503) {
    const asksFor = retryAfter(capture, endedAt)
    const notBefore = await parts.gate.block(page.scope, { requestSentAt: sentAt, retryAfter: asksFor })
    const outcome = { kind: 'retry', reason: 'rate-limited', notBefore } as const
    return { ...ended(outcome, `HTTP status ${capture.status}`), captureId }
  }
  if (isRedirect(capture)) {
    const to = redirectTarget(capture)
    if (to !== null) return { kind: 'redirect', to, captureId }
    return { ...ended({ kind: 'failed', reason: 'bad-redirect', status: capture.status }), captureId }
  }
  const { territory } = parts
  return {
    kind: 'ended',
    captureId,
    ...readCapture(capture, page, { territory, isConditional, ...tryContext(page, parts) }),
  }
}

/**
 * Only what was read whole may be answered with "unchanged", and only where its links would be taken by the same rules
 * today: a 304 repeats none of them.
 */
function validatorsOf(page: FrontierPage, territory: Territory): Validators | null {
  const { etag, lastModified, lastOutcome } = page
  const wasRead = lastOutcome === 'loaded' || lastOutcome === 'unchanged' || lastOutcome === 'links'
  if (!wasRead || (etag === null && lastModified === null)) return null
  return page.linkRules === linkRules(territory, page.scope) ? { etag, lastModified } : null
}

function tryContext(page: FrontierPage, { clock, random }: AskParts) {
  return { tries: page.tries, now: clock.now(), random }
}

function ended(outcome: VisitOutcome, detail?: string): Extract<Asked, { kind: 'ended' }> {
  const reading: Reading = { kind: 'ended', outcome }
  return detail === undefined ? { kind: 'ended', reading } : { kind: 'ended', reading, detail }
}
