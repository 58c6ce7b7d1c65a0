/**
 * robots.txt by RFC 9309: which URLs an agent may request. It passes every STANDARD expectation of Google's
 * robotstxt-spec-test. Where Google's library and the RFC differ on percent-encoding, a URL is allowed only if both allow.
 */
import { robotsLines } from './robots-lines.ts'
import {
  type PathForm,
  patternMatches,
  type RobotsPattern,
  robotsPath,
  robotsPattern,
} from './robots-pattern.ts'

/** The rules of one robots.txt. */
export interface Robots {
  /** `url`: absolute and escaped, as requested. `agent`: a product token or a whole User-Agent. */
  allows(url: string, agent: string): boolean
  /** Seconds; the longest when the agent's group names several, null when it names none. */
  crawlDelay(agent: string): number | null
  /** The URLs of the Sitemap lines, as written. */
  readonly sitemaps: readonly string[]
  /** The same decision as `allows`, with the rule behind it. */
  explain(url: string, agent: string): RobotsDecision
}

interface RobotsDecision {
  readonly allowed: boolean
  /** Line number of the deciding rule; null when none matched, which means allowed. */
  readonly line: number | null
  /** The rule, such as `Disallow: /private`. */
  readonly rule: string | null
  /** The user-agent value of the agent's group; null when no group applies. */
  readonly group: string | null
}

interface Rule {
  readonly allow: boolean
  readonly patterns: Readonly<Record<PathForm, RobotsPattern>>
  readonly line: number
  readonly text: string
}

interface Group {
  readonly rules: Rule[]
  crawlDelay: number | null
  /** Set after the first rule: the next user-agent line then starts a new group. */
  closed: boolean
}

/** All groups that name the same agent; RFC 9309, section 2.2.1, merges them. */
interface AgentGroups {
  readonly name: string
  readonly groups: Set<Group>
}

/** A robots.txt as data: survives a structured clone. */
export interface RobotsRules {
  /** By product token in lower case; `*` for all others. */
  readonly agents: ReadonlyMap<string, AgentGroups>
  readonly sitemaps: readonly string[]
}

/**
 * Parses a robots.txt. Accepts any bytes; unknown lines are ignored.
 *
 * @example
 * const robots = parseRobots(new TextEncoder().encode('User-agent: *\nDisallow: /private'))
 * robots.allows('https://site.example/private/1', 'mondo') // false
 */
export function parseRobots(bytes: Uint8Array): Robots {
  return robotsOf(readRobotsRules(bytes))
}

/** The answers that rules give; the rules are data, and may come from another thread. */
export function robotsOf({ agents, sitemaps }: RobotsRules): Robots {
  const groupsOf = (agent: string): AgentGroups | undefined =>
    agents.get(agentToken(agent)) ?? agents.get('*')

  function explain(url: string, agent: string): RobotsDecision {
    const found = groupsOf(agent)
    const rule = decidingRule(found, url)
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

/** Reads the rules without asking anything of them. */
export function readRobotsRules(bytes: Uint8Array): RobotsRules {
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
      // Rules before the first user-agent line apply to no agent; an empty path matches nothing but ends the agents.
      if (group === null) continue
      group.closed = true
      if (value === '') continue
      const allow = key === 'allow'
      const text = `${allow ? 'Allow' : 'Disallow'}: ${value}`
      const patterns = { encoded: robotsPattern(value), standard: robotsPattern(value, 'standard') }
      group.rules.push({ allow, patterns, line: number, text })
    } else if (key === 'crawl-delay') {
      // Not a rule by the RFC, so it must not end the list of agents (section 2.2.4).
      const seconds = Number.parseFloat(value)
      if (group !== null && seconds >= 0 && Number.isFinite(seconds))
        group.crawlDelay = Math.max(group.crawlDelay ?? 0, seconds)
    } else if (key === 'sitemap' && value !== '') {
      sitemaps.push(Buffer.from(value, 'latin1').toString('utf8'))
    }
  }
  return { agents, sitemaps }
}

/** `*`, even with words after it; else the leading letters, `_` and `-` that form a product token. */
function lineToken(value: string): string {
  return /^\*(?:\s|$)/.test(value) ? '*' : (/^[A-Za-z_-]+/.exec(value)?.[0].toLowerCase() ?? '')
}

/** `mondo` from `mondo/0.1.0 (+https://…)`. */
function agentToken(agent: string): string {
  return (/^[^\s/]+/.exec(agent)?.[0] ?? '').toLowerCase()
}

/** The rule that forbids the URL in either form, else the one that allows it. */
function decidingRule(found: AgentGroups | undefined, url: string): Rule | null {
  const encoded = mostSpecificRule(found, 'encoded', url)
  if (encoded?.allow === false) return encoded
  const standard = mostSpecificRule(found, 'standard', url)
  return standard?.allow === false ? standard : (encoded ?? standard)
}

/** The rule with the longest matching pattern; on a tie, the one that allows. */
function mostSpecificRule(found: AgentGroups | undefined, form: PathForm, url: string): Rule | null {
  const path = robotsPath(url, form)
  let best: Rule | null = null
  for (const group of found?.groups ?? []) {
    for (const rule of group.rules) {
      const pattern = rule.patterns[form]
      const longer = pattern.length - (best?.patterns[form].length ?? -1)
      const wins = longer > 0 || (longer === 0 && rule.allow && best?.allow === false)
      if (wins && patternMatches(pattern, path)) best = rule
    }
  }
  return best
}

function longestDelay(found: AgentGroups | undefined): number | null {
  let longest: number | null = null
  for (const { crawlDelay } of found?.groups ?? []) {
    if (crawlDelay !== null) longest = Math.max(longest ?? 0, crawlDelay)
  }
  return longest
}
