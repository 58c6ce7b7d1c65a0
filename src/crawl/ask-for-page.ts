/** One URL of a visit: robots.txt first, then one exchange, then what its answer means for the page. */
import { isRedirect, redirectTarget } from '../fetch/redirects.ts'
import { retryAfter } from '../fetch/retry-after.ts'
import { productToken } from '../fetch/user-agent.ts'
import type { Clock } from '../model/clock.ts'
import type { VisitOutcome } from '../model/visit-outcome.ts'
import type { Follow } from './crawl-options.ts'
import type { Exchange, ExchangeAnswer, Interruption } from './exchange.ts'
import { failedTry } from './failed-try.ts'
import { sitemapPages } from './follow.ts'
import type { FoundPage, FrontierPage } from './frontier.ts'
import type { HostGate } from './host-gate.ts'
import { type Reading, readCapture } from './read-capture.ts'
import type { RobotsCache } from './robots-cache.ts'
import type { Territory } from './seeds.ts'

export interface AskParts {
  readonly robots: RobotsCache
  readonly gate: HostGate
  readonly clock: Clock
  readonly random: () => number
  readonly follow: readonly Follow[]
  readonly territory: Territory
}

export type Asked =
  | { readonly kind: 'interrupted'; readonly by: Interruption | { kind: 'parked'; reason: string } }
  | { readonly kind: 'redirect'; readonly to: string; readonly captureId: string }
  | {
      readonly kind: 'ended'
      readonly reading: Reading
      readonly found?: readonly FoundPage[]
      readonly captureId?: string
      readonly encoding?: string | null
      readonly detail?: string
    }

export async function askForPage(
  url: string,
  page: FrontierPage,
  exchange: Exchange,
  parts: AskParts,
): Promise<Asked> {
  const rules = await parts.robots.rules(new URL(url).origin, page.scope, exchange)
  if (rules.kind === 'unreachable') {
    return ended({ kind: 'retry', reason: 'robots-unreachable', notBefore: rules.until }, rules.detail)
  }
  if (rules.kind !== 'rules') return { kind: 'interrupted', by: rules }
  const decision = rules.robots.explain(url, productToken)
  if (!decision.allowed) {
    return ended({ kind: 'blocked', by: 'robots' }, `robots.txt, line ${decision.line}: ${decision.rule}`)
  }

  const answer = await exchange({ url, scope: page.scope, validators: validatorsOf(page) })
  switch (answer.kind) {
    case 'wait':
    case 'stopped':
      return { kind: 'interrupted', by: answer }
    case 'blocked':
      return ended({ kind: 'blocked', by: 'address-guard' }, answer.detail)
    case 'failed':
      return ended(failedTry(answer.reason, tryContext(page, parts)), answer.detail)
    case 'captured': {
      const asked = await meaningOf(answer, page, parts)
      if (asked.kind !== 'ended' || page.depth > 0 || !parts.follow.includes('sitemap')) return asked
      const sitemaps = sitemapPages(rules.robots.sitemaps, page, parts.territory)
      return { ...asked, found: [...(asked.found ?? []), ...sitemaps] }
    }
  }
}

async function meaningOf(
  { capture, sentAt, endedAt }: Extract<ExchangeAnswer, { kind: 'captured' }>,
  page: FrontierPage,
  parts: AskParts,
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
  const { follow, territory } = parts
  return {
    kind: 'ended',
    captureId,
    ...readCapture(capture, page, { follow, territory, ...tryContext(page, parts) }),
  }
}

/** Only what was read whole may be answered with "unchanged". */
function validatorsOf(page: FrontierPage): { etag: string | null; lastModified: string | null } {
  const wasRead =
    page.lastOutcome === 'loaded' || page.lastOutcome === 'unchanged' || page.lastOutcome === 'links'
  return wasRead ? page : { etag: null, lastModified: null }
}

function tryContext(page: FrontierPage, { clock, random }: AskParts) {
  return { tries: page.tries, now: clock.now(), random }
}

function ended(outcome: VisitOutcome, detail?: string): Extract<Asked, { kind: 'ended' }> {
  const reading: Reading = { kind: 'ended', outcome }
  return detail === undefined ? { kind: 'ended', reading } : { kind: 'ended', reading, detail }
}
