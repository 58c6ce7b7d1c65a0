/** One page, fetched politely and kept nowhere: its record, its checks, and what a crawl would do with each of its links. */

import { pageUrl } from '../../crawl/frontier/frontier.ts'
import type { CrawlOptions } from '../../crawl/options.ts'
import { fetchIntoArchive } from '../../crawl/politeness/fetch-into-archive.ts'
import { hostGroupOf } from '../../crawl/politeness/host-group.ts'
import { ExchangeLog, pacedExchange } from '../../crawl/politeness/paced-exchange.ts'
import { type CrawlScope, pageAt } from '../../crawl/scope/crawl-scope.ts'
import { pagesToFollow } from '../../crawl/scope/follow-links.ts'
import { seedsOf } from '../../crawl/scope/seeds.ts'
import { productToken } from '../../fetch/user-agent.ts'
import { type Capture, headerOf } from '../../model/capture.ts'
import { inflatedBody } from '../../model/inflated-body.ts'
import type { ParseOutcome } from '../../model/parse-outcome.ts'
import type { LoadedSites } from '../../parse/site/load-sites.ts'
import type { Sites } from '../../parse/site/sites.ts'
import type { ResolvedCrawl } from '../crawl-settings.ts'
import { type DryRunParts, withDryRun } from '../dry-run/open-dry-run.ts'

/** `mondo try --json`. */
export interface TriedPage {
  readonly url: string
  /** Null where there was no response. */
  readonly status: number | null
  readonly contentType: string | null
  readonly bytes: number
  /** Why there is no response; null where there is one. */
  readonly failure: string | null
  /** URLs that redirected here. */
  readonly redirects: readonly string[]
  /** Which line of robots.txt decides on the page. */
  readonly robots: RobotsDecision | null
  /** As `mondo parse` prints it; null without a whole response. */
  readonly outcome: ParseOutcome | null
  readonly parserVersion: string | null
  readonly encoding: string | null
  readonly links: readonly TriedLink[]
}

export interface RobotsDecision {
  readonly allowed: boolean
  /** Null where no line matches, which allows. */
  readonly line: number | null
  readonly rule: string | null
}

export interface TriedLink {
  readonly url: string
  readonly kind: string
  /** Whether a crawl with these options would ask for it. */
  readonly followed: boolean
  /** The rule that decides against it, such as `excluded by /search*`; null where none does. */
  readonly refused: string | null
  /** Null where robots.txt of its host was not looked at, because the crawl would not go there. */
  readonly robots: RobotsDecision | null
}

/** Throws `usage` for what a crawl refuses too, and what opening the database throws. */
export async function tryPage(
  url: string,
  resolved: ResolvedCrawl,
  { sites, signal }: { readonly sites: LoadedSites; readonly signal: AbortSignal },
): Promise<TriedPage> {
  return await withDryRun(resolved, { sites, signal }, async (parts) =>
    triedPage(url, resolved.options, sites.sites, parts),
  )
}

/** As `tryPage`, with collaborators that the caller has opened. */
export async function triedPage(
  url: string,
  options: CrawlOptions,
  sites: Sites,
  parts: Omit<DryRunParts, 'db' | 'archive'>,
): Promise<TriedPage> {
  const { crawlScope } = seedsOf({ ...options, sites })
  const captures: Capture[] = []
  const archive = {
    write: async (capture: Capture) => {
      captures.push(capture)
      return { file: '', offset: 0, length: 0 }
    },
  }
  const { hostGroups, site } = options
  const fetched = await fetchIntoArchive(requestedUrl(url), { ...parts, archive, hostGroups })
  const last = captures.findLast((capture) => capture.url === fetched.url && fetched.kind === 'captured')
  const exchange = pacedExchange({ ...parts, archive, latest: null, mayStart: () => true }, new ExchangeLog())
  const decide = async (asked: string): Promise<RobotsDecision | null> => {
    const answer = await parts.robots.rules(new URL(asked).origin, hostGroupOf(asked, hostGroups), exchange)
    if (answer.kind !== 'rules') return null
    const { allowed, line, rule } = answer.robots.explain(asked, productToken)
    return { allowed, line, rule }
  }
  const about = {
    url: fetched.url,
    status: last?.status ?? null,
    contentType: last === undefined ? null : headerOf(last.headers, 'content-type'),
    bytes: last?.body.byteLength ?? 0,
    failure: 'detail' in fetched ? fetched.detail : fetched.kind === 'stopped' ? 'stopped' : null,
    redirects: fetched.kind === 'captured' ? fetched.redirects : [],
    robots: fetched.kind === 'stopped' ? null : await decide(fetched.url),
  }
  const body = last === undefined ? null : inflatedBody(last)
  if (last === undefined || body?.kind !== 'whole') return { ...about, ...nothingRead }
  const read = await parts.reader.page(() => Uint8Array.from(body.bytes), {
    url: last.url,
    contentType: about.contentType ?? undefined,
    site: site ?? undefined,
    capturedAt: last.capturedAt,
    checks: body.checks,
  })
  if (read.kind !== 'read') return { ...about, ...nothingRead, failure: read.detail }
  const { outcome, links, parserVersion, encoding } = read.reading
  const from = pageAt(crawlScope, last.url, 0)
  const found =
    from === null ? [] : pagesToFollow(links, { ...from, kind: kindOf(outcome, from.kind) }, crawlScope)
  return { ...about, outcome, parserVersion, encoding, links: await decided(found, crawlScope, decide) }
}

/** As captures name it: with a path, and without a fragment, which no request has. */
function requestedUrl(url: string): string {
  const requested = new URL(url)
  requested.hash = ''
  return requested.href
}

const nothingRead = { outcome: null, parserVersion: null, encoding: null, links: [] } as const

/** A question's links are followed as a question's, whatever its URL looks like. */
function kindOf<Kind extends string>(outcome: ParseOutcome, kind: Kind): Kind | 'question' {
  return outcome.kind === 'question' ? 'question' : kind
}

async function decided(
  found: ReturnType<typeof pagesToFollow>,
  crawlScope: CrawlScope,
  decide: (url: string) => Promise<RobotsDecision | null>,
): Promise<readonly TriedLink[]> {
  const links = new Map<string, TriedLink>()
  for (const page of found) {
    const url = pageUrl(page)
    if (links.has(url)) continue
    const isHere = crawlScope.groupByHost.has(new URL(url).host)
    const robots = isHere ? await decide(url) : null
    const followed = page.refused === null && robots?.allowed === true
    links.set(url, { url, kind: page.kind, followed, refused: page.refused, robots })
  }
  return [...links.values()]
}
