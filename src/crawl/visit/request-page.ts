/** One hop of a visit: what the polite answer to a page's URL means for the page. */
import { sitemapLimits } from '../../fetch/limits.ts'
import type { RedirectSource } from '../../fetch/private-hosts.ts'
import { isRedirect } from '../../fetch/redirects.ts'
import type { Validators } from '../../fetch/wire-headers.ts'
import type { Clock } from '../../model/clock.ts'
import type { VisitOutcome } from '../../model/visit-outcome.ts'
import type { Reader } from '../../workers/tasks.ts'
import type { FoundPage, FrontierPage } from '../frontier/frontier.ts'
import type { ArchivedCapture, ExchangeRequest, PacedExchange } from '../politeness/paced-exchange.ts'
import { type NotRequested, type PolitenessDeps, politeFetch } from '../politeness/polite-fetch.ts'
import type { RulesInForce } from '../politeness/robots-cache.ts'
import type { CrawlScope } from '../scope/crawl-scope.ts'
import { sitemapPage } from '../scope/follow-links.ts'
import { linkRules } from '../scope/link-rules-digest.ts'
import type { AnswersSeen } from './answers-seen.ts'
import type { ReadResult } from './read-capture.ts'
import { readResponse } from './read-response.ts'
import { failedTry } from './retry.ts'

export interface RequestDeps extends PolitenessDeps {
  readonly clock: Clock
  readonly random: () => number
  readonly crawlScope: CrawlScope
  /** Parses responses, in threads of its own. */
  readonly reader: Reader
  /** The answers seen in this run. They end a chain of pages that repeat one another. */
  readonly answersSeen: AnswersSeen
}

/** `robotsDigest`: the robots.txt that was obeyed; absent where none was read. */
export type RequestOutcome =
  | { readonly kind: 'interrupted'; readonly by: NotRequested }
  | {
      readonly kind: 'redirect'
      readonly to: string
      readonly from: RedirectSource
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

/** Requests `url` as `page`, unless the crawl scope refuses the page. */
export async function requestPage(
  { url, redirectedFrom }: Pick<ExchangeRequest, 'url' | 'redirectedFrom'>,
  page: FrontierPage,
  exchange: PacedExchange,
  deps: RequestDeps,
): Promise<RequestOutcome> {
  const refused = deps.crawlScope.filtersFor(page.hostGroup).refuses(page)
  if (refused !== null) return ended({ kind: 'skipped', by: 'crawl-scope' }, refused)
  const validators = validatorsOf(page, deps.crawlScope)
  const request = {
    url,
    hostGroup: page.hostGroup,
    ...(page.kind === 'sitemap' ? { limits: sitemapLimits } : {}),
    ...(validators === null ? {} : { validators }),
    ...(redirectedFrom === undefined ? {} : { redirectedFrom }),
  }
  const answer = await politeFetch(request, exchange, deps)
  switch (answer.kind) {
    case 'wait':
    case 'stopped':
    case 'parked':
      return { kind: 'interrupted', by: answer }
    case 'robots-unreachable':
      return ended({ kind: 'retry', reason: 'robots-unreachable', notBefore: answer.until }, answer.detail)
    case 'skipped':
      return { ...ended({ kind: 'skipped', by: answer.by }, answer.detail), ...digestOf(answer.rules) }
    case 'failed': {
      const outcome = failedTry(answer.reason, tryContext(page, deps))
      return { ...ended(outcome, answer.detail), ...digestOf(answer.rules) }
    }
    case 'redirect': {
      const { to, from, capture, rules } = answer
      return { kind: 'redirect', to, from, captureId: capture.id, ...digestOf(rules) }
    }
    case 'rate-limited': {
      const outcome = { kind: 'retry', reason: 'rate-limited', notBefore: answer.until } as const
      const said = ended(outcome, `HTTP status ${answer.capture.status}`)
      return withSitemaps({ ...said, captureId: answer.capture.id }, page, answer.rules, deps)
    }
    case 'response': {
      const read = await readAnswer(answer, page, deps, validators !== null)
      if (read.kind === 'redirect') return { ...read, ...digestOf(answer.rules) }
      return withSitemaps(read, page, answer.rules, deps)
    }
  }
}

async function readAnswer(
  { capture }: ArchivedCapture,
  page: FrontierPage,
  deps: RequestDeps,
  isConditional: boolean,
): Promise<Exclude<RequestOutcome, { kind: 'interrupted' }>> {
  const captureId = capture.id
  if (isRedirect(capture)) {
    return { ...ended({ kind: 'failed', reason: 'bad-redirect', status: capture.status }), captureId }
  }
  const { crawlScope, reader, answersSeen } = deps
  const options = { crawlScope, isConditional, reader, answersSeen, ...tryContext(page, deps) }
  const { redirectsTo, ...read } = await readResponse(capture, page, options)
  if (redirectsTo !== undefined) return { kind: 'redirect', to: redirectsTo, from: capture, captureId }
  return { kind: 'ended', captureId, ...read }
}

/** A seed also names the sitemaps of its host's robots.txt, where sitemaps are followed. */
function withSitemaps(
  outcome: Extract<RequestOutcome, { kind: 'ended' }>,
  page: FrontierPage,
  { robots, digest: robotsDigest }: RulesInForce,
  { crawlScope }: RequestDeps,
): RequestOutcome {
  const follow = crawlScope.filtersFor(page.hostGroup).followOf(page.path)
  if (page.depth > 0 || !follow.includes('sitemap')) return { ...outcome, robotsDigest }
  // Against the protocol they may be relative: what is meant is plain.
  const sitemaps = robots.sitemaps
    .map((sitemap) => sitemapPage(URL.parse(sitemap, page.origin)?.href ?? sitemap, page, crawlScope))
    .filter((sitemap) => sitemap !== null)
  return { ...outcome, robotsDigest, found: [...(outcome.found ?? []), ...sitemaps] }
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

function digestOf(rules: RulesInForce | undefined): { readonly robotsDigest?: string } {
  return rules === undefined ? {} : { robotsDigest: rules.digest }
}

function ended(outcome: VisitOutcome, detail?: string): Extract<RequestOutcome, { kind: 'ended' }> {
  const reading: ReadResult = { kind: 'ended', outcome }
  return detail === undefined ? { kind: 'ended', reading } : { kind: 'ended', reading, detail }
}
