/** Explains what robots.txt says about a URL and which line decides. Fetches robots.txt politely if no copy is in force. */
import type { Kysely } from 'kysely'
import type { FetchIntoArchiveDeps } from '../../crawl/politeness/fetch-into-archive.ts'
import { hostGroupOf } from '../../crawl/politeness/host-group.ts'
import { ExchangeLog, pacedExchange } from '../../crawl/politeness/paced-exchange.ts'
import { robotsRow } from '../../crawl/politeness/robots-store.ts'
import type { Database } from '../../database/schema/schema.ts'

/** `mondo robots --json`. Times are ISO 8601, `crawlDelay` is seconds. */
export interface RobotsExplanation {
  readonly url: string
  readonly agent: string
  /** Null while robots.txt is unreachable: then no page may be requested. */
  readonly allowed: boolean | null
  /** The user-agent line of the group that applies to the agent; null if none does. */
  readonly group: string | null
  /** The deciding line and its text; null if no rule matches, which allows the page. */
  readonly line: number | null
  readonly rule: string | null
  readonly crawlDelay: number | null
  readonly sitemaps: readonly string[]
  readonly robotsUrl: string
  /** HTTP status of the last response; null without one. */
  readonly status: number | null
  /** Why the last response could not be used; the last good copy may be in force instead. */
  readonly failure: string | null
  readonly fetchedAt: string | null
  /** When robots.txt is fetched again. */
  readonly until: string | null
  /** Whether it was fetched just now. */
  readonly isNew: boolean
}

export async function explainRobots(
  url: string,
  agent: string,
  { deps, db }: { readonly deps: FetchIntoArchiveDeps; readonly db: Kysely<Database> },
): Promise<RobotsExplanation> {
  const { origin } = new URL(url)
  const log = new ExchangeLog()
  const exchange = pacedExchange({ ...deps, latest: deps.clock.now(), mayStart: () => true }, log)
  const answer = await deps.robots.inForce(origin, hostGroupOf(url, deps.hostGroups), exchange)
  const row = await robotsRow(db, origin)
  const about = {
    url,
    agent,
    robotsUrl: new URL('/robots.txt', origin).href,
    status: row?.status ?? null,
    isNew: log.requests > 0,
  }
  if (answer.kind === 'rules') {
    const { robots, fetchedAt, until } = answer
    const { allowed, group, line, rule } = robots.explain(url, agent)
    return {
      ...about,
      allowed,
      group,
      line,
      rule,
      crawlDelay: robots.crawlDelay(agent),
      sitemaps: robots.sitemaps,
      failure: row?.failure ?? null,
      fetchedAt: fetchedAt.toISOString(),
      until: until.toISOString(),
    }
  }
  const until = 'until' in answer ? answer.until.toISOString() : null
  const failure =
    'detail' in answer
      ? answer.detail
      : answer.kind === 'wait'
        ? `waiting for ${answer.because}`
        : answer.kind
  const nothing = { group: null, line: null, rule: null, crawlDelay: null, sitemaps: [], fetchedAt: null }
  return { ...about, ...nothing, allowed: null, failure, until }
}

export function robotsReport(of: RobotsExplanation): string {
  const lines = [
    `${decisionOf(of)}: ${of.url}`,
    `agent: ${of.agent}, ${of.group === null ? 'named by no group' : `group ${of.group}`}`,
  ]
  if (of.allowed !== null) {
    lines.push(of.line === null ? 'no rule matches, which allows' : `line ${of.line}: ${of.rule}`)
    if (of.crawlDelay !== null) lines.push(`Crawl-delay: ${of.crawlDelay} s`)
    lines.push(...of.sitemaps.map((sitemap) => `Sitemap: ${sitemap}`))
    const came = of.isNew ? 'fetched now' : `fetched ${of.fetchedAt}`
    lines.push(`${of.robotsUrl}: status ${of.status ?? 'none'}, ${came}, fetched again after ${of.until}`)
  }
  if (of.failure !== null) {
    const next = of.allowed === null && of.until !== null ? `, not before ${of.until}` : ''
    lines.push(`last answer: ${of.failure}${next}`)
  }
  return lines.join('\n')
}

function decisionOf({ allowed }: RobotsExplanation): string {
  if (allowed === null) return 'not allowed while robots.txt is out of reach'
  return allowed ? 'allowed' : 'forbidden'
}
