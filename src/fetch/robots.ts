/**
 * robots.txt by RFC 9309: which URLs an agent may ask for. Passes every STANDARD expectation of Google's
 * robotstxt-spec-test; where that suite and a reading of the RFC differ (percent-encoded letters stay encoded), the
 * suite is followed.
 */
import { robotsLines } from './robots-lines.ts'
import { patternMatches, type RobotsPattern, robotsPath, robotsPattern } from './robots-pattern.ts'

export interface Robots {
  /** `url` as it is asked for (absolute, escaped); `agent` a product token or a whole User-Agent. */
  allows(url: string, agent: string): boolean
  /** Seconds; null where the agent's group names none. The longest when it names several. */
  crawlDelay(agent: string): number | null
  /** As written. */
  readonly sitemaps: readonly string[]
  explain(url: string, agent: string): RobotsDecision
}

interface RobotsDecision {
  readonly allowed: boolean
  /** The line of the rule that decided; null when none matched, which allows. */
  readonly line: number | null
  /** `Disallow: /private`. */
  readonly rule: string | null
  /** The user-agent line of the group that the agent falls under; null when no group concerns it. */
  readonly group: string | null
}

interface Rule {
  readonly allow: boolean
  readonly pattern: RobotsPattern
  readonly line: number
  readonly text: string
}

interface Group {
  readonly rules: Rule[]
  crawlDelay: number | null
  /** Whether a rule has been read: the next user-agent line then starts another group. */
  closed: boolean
}

/** All groups that name one agent, which RFC 9309 section 2.2.1 makes one. */
interface AgentGroups {
  readonly name: string
  readonly groups: Set<Group>
}

/**
 * @example
 * const robots = parseRobots(new TextEncoder().encode('User-agent: *\nDisallow: /private'))
 * robots.allows('https://site.example/private/1', 'mondo') // false
 */
export function parseRobots(bytes: Uint8Array): Robots {
  const { agents, sitemaps } = readGroups(bytes)
  const groupsOf = (agent: string): AgentGroups | undefined =>
    agents.get(agentToken(agent)) ?? agents.get('*')

  function explain(url: string, agent: string): RobotsDecision {
    const found = groupsOf(agent)
    const rule = mostSpecificRule(found, robotsPath(url))
    return {
      allowed: rule?.allow ?? true,
      line: rule?.line ?? null,
      rule: rule?.text ?? null,
      group: found?.name ?? null,
    }
  }

  return {
    allows: (url, agent) => explain(url, agent).allowed,
    crawlDelay: (agent) => longestDelay(groupsOf(agent)),
    sitemaps,
    explain,
  }
}

function readGroups(bytes: Uint8Array): { agents: Map<string, AgentGroups>; sitemaps: string[] } {
  const agents = new Map<string, AgentGroups>()
  const sitemaps: string[] = []
  let group: Group | null = null

  for (const { number, key, value } of robotsLines(bytes)) {
    if (key === 'user-agent') {
      if (group === null || group.closed) group = { rules: [], crawlDelay: null, closed: false }
      const token = lineToken(value)
      const entry: AgentGroups = agents.get(token) ?? { name: value, groups: new Set() }
      agents.set(token, entry)
      entry.groups.add(group)
    } else if (key === 'allow' || key === 'disallow') {
      // Rules before the first user-agent line concern nobody; an empty path matches nothing but ends the agents.
      if (group === null) continue
      group.closed = true
      if (value === '') continue
      const allow = key === 'allow'
      const text = `${allow ? 'Allow' : 'Disallow'}: ${value}`
      group.rules.push({ allow, pattern: robotsPattern(value), line: number, text })
    } else if (key === 'crawl-delay') {
      // No rule in the RFC's sense: it must not end the agents (section 2.2.4).
      const seconds = Number.parseFloat(value)
      if (group !== null && seconds >= 0 && Number.isFinite(seconds))
        group.crawlDelay = Math.max(group.crawlDelay ?? 0, seconds)
    } else if (key === 'sitemap' && value !== '') {
      sitemaps.push(Buffer.from(value, 'latin1').toString('utf8'))
    }
  }
  return { agents, sitemaps }
}

/** `*`, also with words behind it; else the letters, `_` and `-` that a product token is made of. */
function lineToken(value: string): string {
  return /^\*(?:\s|$)/.test(value) ? '*' : (/^[A-Za-z_-]+/.exec(value)?.[0].toLowerCase() ?? '')
}

/** `mondo` of `mondo/0.1.0 (+https://…)`. */
function agentToken(agent: string): string {
  return (/^[^\s/]+/.exec(agent)?.[0] ?? '').toLowerCase()
}

/** The longest pattern that matches; of two as long, the one that allows. */
function mostSpecificRule(found: AgentGroups | undefined, path: string): Rule | null {
  let best: Rule | null = null
  for (const group of found?.groups ?? []) {
    for (const rule of group.rules) {
      const longer = rule.pattern.length - (best?.pattern.length ?? -1)
      const wins = longer > 0 || (longer === 0 && rule.allow && best?.allow === false)
      if (wins && patternMatches(rule.pattern, path)) best = rule
    }
  }
  return best
}

function longestDelay(found: AgentGroups | undefined): number | null {
  const delays = [...(found?.groups ?? [])].flatMap(({ crawlDelay }) => crawlDelay ?? [])
  return delays.length === 0 ? null : Math.max(...delays)
}
