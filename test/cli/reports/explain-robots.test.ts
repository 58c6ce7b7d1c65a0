import { describe, expect, test } from 'vitest'
import {
  explainRobots,
  type RobotsExplanation,
  robotsReport,
} from '../../../src/cli/reports/explain-robots.ts'
import type { FetchIntoArchiveDeps } from '../../../src/crawl/politeness/fetch-into-archive.ts'
import type { RobotsAnswer } from '../../../src/crawl/politeness/robots-cache.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { parseRobots } from '../../../src/fetch/robots.ts'
import { answeringHost } from '../../crawl/politeness/answering-host.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'

const explanation: RobotsExplanation = {
  url: 'https://okwave.jp/qa/q1.html',
  agent: 'mondo',
  allowed: true,
  group: '*',
  line: 3,
  rule: 'Allow: /qa/',
  crawlDelay: 2,
  sitemaps: ['https://okwave.jp/sitemap.xml'],
  robotsUrl: 'https://okwave.jp/robots.txt',
  status: 200,
  failure: null,
  fetchedAt: '2026-03-01T00:00:00.000Z',
  until: '2026-03-02T00:00:00.000Z',
  isNew: false,
}
const lines = (change: Partial<RobotsExplanation>) => robotsReport({ ...explanation, ...change }).split('\n')

test('an explanation is the decision, the group, the line, and the copy that says so', () => {
  expect(lines({})).toEqual([
    'allowed: https://okwave.jp/qa/q1.html',
    'agent: mondo, group *',
    'line 3: Allow: /qa/',
    'Crawl-delay: 2 s',
    'Sitemap: https://okwave.jp/sitemap.xml',
    'https://okwave.jp/robots.txt: status 200, fetched 2026-03-01T00:00:00.000Z, fetched again after 2026-03-02T00:00:00.000Z',
  ])
})

test('an agent without a group and a URL without a rule are allowed', () => {
  const nothing = { group: null, line: null, rule: null, crawlDelay: null, sitemaps: [] }
  expect(lines({ ...nothing, isNew: true, status: null })).toEqual([
    'allowed: https://okwave.jp/qa/q1.html',
    'agent: mondo, named by no group',
    'no rule matches, which allows',
    'https://okwave.jp/robots.txt: status none, fetched now, fetched again after 2026-03-02T00:00:00.000Z',
  ])
})

test('a last good copy may be in force though the last answer failed', () => {
  const said = lines({ allowed: false, failure: 'HTTP status 500' })
  expect(said[0]).toBe('forbidden: https://okwave.jp/qa/q1.html')
  expect(said.at(-1)).toBe('last answer: HTTP status 500')
})

test('out of reach nothing is allowed, and it says until when', () => {
  const gone = { allowed: null, group: null, line: null, rule: null, failure: 'timeout' }
  expect(lines(gone)).toEqual([
    'not allowed while robots.txt is out of reach: https://okwave.jp/qa/q1.html',
    'agent: mondo, named by no group',
    'last answer: timeout, not before 2026-03-02T00:00:00.000Z',
  ])
  expect(lines({ ...gone, until: null }).at(-1)).toBe('last answer: timeout')
})

describe('robots.txt of a host', () => {
  const fetchedAt = new Date('2026-03-01T00:00:00Z')
  const until = new Date('2026-03-01T12:00:00Z')
  const body = 'User-agent: *\nCrawl-delay: 7\nDisallow: /search\nSitemap: https://okwave.jp/s.xml'
  const rules: RobotsAnswer = {
    kind: 'rules',
    robots: parseRobots(Buffer.from(body)),
    digest: '',
    fetchedAt,
    until,
  }
  const explained = async (answer: RobotsAnswer, row: object | null, isNew = false) => {
    const { deps } = answeringHost({}, { robots: answer })
    const inForce: FetchIntoArchiveDeps['robots']['inForce'] = async (_, hostGroup, exchange) => {
      if (isNew) await exchange({ url: 'https://okwave.jp/robots.txt', hostGroup })
      return answer
    }
    const { db } = recordingDatabase<Database>(() => (row === null ? [] : [row]))
    const asked = { deps: { ...deps, robots: { inForce } } as unknown as FetchIntoArchiveDeps, db }
    return await explainRobots('https://okwave.jp/search?q=a', 'mondo', asked)
  }

  test('decides by a line, and says where its copy comes from', async () => {
    expect(await explained(rules, { status: 200, failure: null })).toEqual({
      ...{ url: 'https://okwave.jp/search?q=a', agent: 'mondo', robotsUrl: 'https://okwave.jp/robots.txt' },
      ...{ allowed: false, group: '*', line: 3, rule: 'Disallow: /search', crawlDelay: 7 },
      ...{ sitemaps: ['https://okwave.jp/s.xml'], status: 200, failure: null, isNew: false },
      ...{ fetchedAt: fetchedAt.toISOString(), until: until.toISOString() },
    })
    expect(await explained(rules, null, true)).toMatchObject({ status: null, failure: null, isNew: true })
    expect(await explained(rules, { status: 503, failure: 'HTTP status 503' })).toMatchObject({
      ...{ status: 503, failure: 'HTTP status 503' },
    })
  })

  test.each<readonly [RobotsAnswer, string, Date | null]>([
    [{ kind: 'unreachable', until, detail: 'robots.txt: timeout' }, 'robots.txt: timeout', until],
    [{ kind: 'blocked', detail: 'a private address' }, 'a private address', null],
    [{ kind: 'wait', until, because: 'backoff' }, 'waiting for backoff', until],
    [{ kind: 'stopped' }, 'stopped', null],
  ])('that cannot be had decides nothing: %j', async (answer, failure, next) => {
    expect(await explained(answer, null)).toMatchObject({
      ...{ allowed: null, failure, until: next?.toISOString() ?? null, group: null, line: null, rule: null },
      ...{ crawlDelay: null, sitemaps: [], fetchedAt: null },
    })
  })
})
