/**
 * What a crawl would do, found out without doing it: the seeds and what is due, held against robots.txt and the scope. It asks
 * hosts for robots.txt at most, archives nothing and changes nothing of the frontier.
 */
import { seedsOfRun } from '../../crawl/engine/begin-run.ts'
import { countDue, pageUrl, takeDue } from '../../crawl/frontier/frontier.ts'
import type { CrawlOptions } from '../../crawl/options.ts'
import { settingByGroup } from '../../crawl/politeness/host-group.ts'
import { ExchangeLog, pacedExchange } from '../../crawl/politeness/paced-exchange.ts'
import { pausedEnd } from '../../crawl/politeness/paused-hosts.ts'
import type { RobotsAnswer } from '../../crawl/politeness/robots-cache.ts'
import { type CrawlScope, hostsOf, pageAt } from '../../crawl/scope/crawl-scope.ts'
import { idUrl } from '../../crawl/scope/id-source.ts'
import type { SeedList } from '../../crawl/scope/seeds.ts'
import { productToken } from '../../fetch/user-agent.ts'
import type { Sites } from '../../parse/site/sites.ts'
import type { DryRunParts } from './open-dry-run.ts'

/** `mondo crawl --dry-run --json`. */
export interface CrawlPlan {
  readonly dryRun: true
  readonly follow: readonly string[]
  readonly maxPages: number | null
  /** Seconds. */
  readonly maxTime: number | null
  /** Known pages that would be asked for, within `maxPages`; links bring more where any are followed. */
  readonly pages: number
  /** How long these take at the pace of their hosts; null without a pace. */
  readonly seconds: number | null
  /** How long `maxPages` would take, if links bring as many; null without a limit or a pace. */
  readonly secondsAtMost: number | null
  readonly hosts: readonly PlannedHost[]
  /** Known pages that would not be asked for, the first hundred. */
  readonly refused: readonly RefusedPage[]
  /** How many these are in all, as far as pages were looked at. */
  readonly refusedPages: number
  /** Requests for robots.txt that this took. */
  readonly requests: number
}

export interface PlannedHost {
  readonly group: string
  readonly hosts: readonly string[]
  /** Requests a second at most, by the options. */
  readonly rate: number | 'unlimited'
  /** Seconds, from robots.txt; null without. */
  readonly crawlDelay: number | null
  /** Seconds between two requests, on average; 0 without a pace. */
  readonly gapSeconds: number
  /** Why nothing of it would be asked for: paused, robots.txt out of reach, a Crawl-delay that is too long. Null if it would. */
  readonly blocked: string | null
  /** Whether a person holds it (`mondo pause`). */
  readonly isPaused: boolean
  /** Not before this time, by the pace or the back-off of earlier requests; null for now. */
  readonly notBefore: Date | null
  readonly seeds: number
  /** Pages that earlier runs left due. */
  readonly due: number
  /** Of both, how many would be asked for. */
  readonly pages: number
  /** The first of them. */
  readonly next: readonly string[]
}

export interface RefusedPage {
  readonly url: string
  readonly by: 'robots' | 'crawl-scope'
  /** As in `robots.txt, line 4: Disallow: /search`. */
  readonly detail: string
}

/** The gap between two requests is lengthened by 0-50 %: a quarter on average. */
const meanJitter = 1.25
/** More due pages of a host than this are counted, and not held against robots.txt. */
const pagesLookedAt = 1_000
/** Less is no more than the pace. */
const shortWaitMs = 60_000
const urlsShown = 10
const refusedShown = 100
/** No run has this id: all that is due counts. */
const noRun = '00000000-0000-0000-0000-000000000000'

/** Throws what the database throws; a host that cannot be reached is part of the plan. */
export async function planCrawl(
  options: CrawlOptions,
  parts: DryRunParts,
  { sites, seedList }: { readonly sites: Sites; readonly seedList?: SeedList | undefined },
): Promise<CrawlPlan> {
  const { pages: seeds, crawlScope, groups } = seedsOfRun(options, sites, seedList)
  const urls = seeds.map(pageUrl)
  const listed = await countedList(seedList, crawlScope, urls)
  const log = new ExchangeLog()
  const robotsOf = robotsReader(parts, log)
  const maxPagesOf = settingByGroup(options.hostGroups, 'maxPages')
  const refused: RefusedPage[] = []
  const hosts: PlannedHost[] = []
  for (const group of groups) {
    const host = await planHost(group, { options, parts, crawlScope, urls, robotsOf, refused })
    const more = idsOf(group, options, crawlScope) + (listed.get(group) ?? 0)
    const wanted = host.pages + more
    const pages = host.blocked === null ? Math.min(wanted, maxPagesOf.get(group) ?? wanted) : 0
    hosts.push({ ...host, seeds: host.seeds + more, pages })
  }
  const known = hosts.reduce((sum, { pages }) => sum + pages, 0)
  const pages = Math.min(known, options.maxPages ?? known)
  return {
    dryRun: true,
    follow: options.follow,
    maxPages: options.maxPages,
    maxTime: options.maxTime,
    pages,
    seconds: secondsFor(hosts, pages, options),
    secondsAtMost: options.maxPages === null ? null : secondsFor(hosts, options.maxPages, options),
    hosts,
    refused: refused.slice(0, refusedShown),
    refusedPages: refused.length,
    requests: log.requests,
  }
}

interface HostContext {
  readonly options: CrawlOptions
  readonly parts: DryRunParts
  readonly crawlScope: CrawlScope
  /** Of all seeds. */
  readonly urls: readonly string[]
  readonly robotsOf: (origin: string, group: string) => Promise<RobotsAnswer>
  /** Filled. */
  readonly refused: RefusedPage[]
}

async function planHost(group: string, context: HostContext): Promise<PlannedHost> {
  const { options, parts, crawlScope, robotsOf, refused } = context
  const { db, clock, rateLimiter } = parts
  const now = clock.now()
  const ofGroup = { hostGroup: group, runId: noRun, now }
  const found = await takeDue(db, { ...ofGroup, limit: pagesLookedAt })
  const due = await countDue(db, { groups: [group], runId: noRun, now })
  const seeds = context.urls.filter((url) => pageAt(crawlScope, url, 0)?.hostGroup === group)
  const paused = await pausedEnd(db, group)
  let blocked = paused?.reason ?? null
  let crawlDelay: number | null = null
  const next: string[] = []
  let allowed = 0
  const filters = crawlScope.filtersFor(group)
  const known = found.map((page) => ({ url: pageUrl(page), refusal: filters.refuses(page) }))
  const asked = new Map(
    [...seeds.map((url) => ({ url, refusal: null })), ...known].map((one) => [one.url, one]),
  )
  for (const { url, refusal } of asked.values()) {
    if (refusal !== null) {
      refused.push({ url, by: 'crawl-scope', detail: refusal })
      continue
    }
    if (blocked !== null) continue
    const answer = await robotsOf(new URL(url).origin, group)
    if (answer.kind !== 'rules') {
      blocked = reasonOf(answer)
      continue
    }
    crawlDelay = answer.robots.crawlDelay(productToken)
    const { allowed: isAllowed, line, rule } = answer.robots.explain(url, productToken)
    if (!isAllowed) {
      refused.push({ url, by: 'robots', detail: `robots.txt, line ${line}: ${rule}` })
      continue
    }
    allowed += 1
    if (next.length < urlsShown) next.push(url)
  }
  const { blockedUntil, nextStart } = await rateLimiter.clocks(db, group)
  const waits = [blockedUntil, nextStart].filter((at) => at.getTime() > now.getTime() + shortWaitMs)
  const rate = settingByGroup(options.hostGroups, 'rate').get(group) ?? options.rate
  const gap = rate === 'unlimited' ? 0 : Math.max(1 / rate, crawlDelay ?? 0) * meanJitter
  return {
    group,
    hosts: hostsOf(crawlScope, group),
    rate,
    crawlDelay,
    gapSeconds: gap,
    blocked,
    isPaused: paused !== null,
    notBefore: waits.toSorted((a, b) => b.getTime() - a.getTime())[0] ?? null,
    seeds: seeds.length,
    due,
    // Due pages beyond those that were looked at are taken to be allowed.
    pages: allowed + Math.max(0, due - found.length),
    next,
  }
}

/** One robots.txt an origin, asked for as politely as by a crawl. */
function robotsReader(
  parts: DryRunParts,
  log: ExchangeLog,
): (origin: string, group: string) => Promise<RobotsAnswer> {
  const exchange = pacedExchange({ ...parts, latest: null, mayStart: () => true }, log)
  return async (origin, group) => await parts.robots.rules(origin, group, exchange)
}

function reasonOf(answer: Exclude<RobotsAnswer, { kind: 'rules' }>): string {
  switch (answer.kind) {
    case 'unreachable':
      return `${answer.detail}; not before ${answer.until.toISOString()}`
    case 'blocked':
      return answer.detail
    case 'parked':
      return answer.reason
    case 'wait':
      return `it asked for a pause until ${answer.until.toISOString()}`
    case 'stopped':
      return 'stopped'
  }
}

/** Host groups are asked beside one another, `concurrency` of them at a time. */
function secondsFor(
  hosts: readonly PlannedHost[],
  pages: number,
  { concurrency, rate }: CrawlOptions,
): number | null {
  const open = hosts.filter(({ blocked }) => blocked === null)
  if (rate === 'unlimited' || open.length === 0) return rate === 'unlimited' ? null : 0
  const known = open.reduce((sum, host) => sum + host.pages, 0)
  const each = open.map(({ gapSeconds, pages: own }) => {
    const share = known === 0 ? pages / open.length : (pages * own) / known
    return gapSeconds * share
  })
  const sum = each.reduce((total, seconds) => total + seconds, 0)
  return Math.max(...each, sum / Math.min(concurrency, open.length))
}

/** The URLs of a file by host group; the first of them are looked at as seeds. */
async function countedList(
  list: SeedList | undefined,
  crawlScope: CrawlScope,
  urls: string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  if (list === undefined) return counts
  for await (const url of list.urls()) {
    const page = pageAt(crawlScope, url, 0)
    if (page === null || page.refused !== null) continue
    if (urls.length < pagesLookedAt) urls.push(url)
    else counts.set(page.hostGroup, (counts.get(page.hostGroup) ?? 0) + 1)
  }
  return counts
}

/** Number of ids in the range whose pages belong to this host group. */
function idsOf(group: string, { ids }: CrawlOptions, crawlScope: CrawlScope): number {
  if (ids === null || pageAt(crawlScope, idUrl(ids, ids.first), 0)?.hostGroup !== group) return 0
  return ids.last - ids.first + 1
}
