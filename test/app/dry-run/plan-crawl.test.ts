/** What a crawl would do, from robots.txt and prepared rows. No host is asked for anything. */
import { describe, expect, test } from 'vitest'
import type { DryRunParts } from '../../../src/app/dry-run/open-dry-run.ts'
import { type CrawlPlan, planCrawl } from '../../../src/app/dry-run/plan-crawl.ts'
import { crawlOptionsSchema } from '../../../src/crawl/options.ts'
import type { RobotsAnswer } from '../../../src/crawl/politeness/robots-cache.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { parseRobots } from '../../../src/fetch/robots.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'

const now = new Date('2026-11-29T00:00:00Z')
const seconds = (count: number) => new Date(now.getTime() + count * 1000)

interface Told {
  readonly robots?: string | Exclude<RobotsAnswer, { kind: 'rules' }>
  /** Paths of pages that are due, and how many there are in all. */
  readonly due?: readonly string[]
  readonly dueInAll?: number
  readonly paused?: boolean
  readonly blockedUntil?: Date
  readonly nextStart?: Date
  /** URLs of a file. */
  readonly list?: readonly string[]
}

async function planOf(settings: object, told: Told = {}): Promise<CrawlPlan> {
  const { robots = '', due = [], paused = false, list } = told
  const { db } = recordingDatabase<Database>(({ sql }) => {
    if (sql.includes('count(*) as due')) return [{ due: String(told.dueInAll ?? due.length) }]
    if (sql.includes('from crawl.page')) {
      return due.map((path) => ({ site: 'okwave', path, origin: 'https://okwave.jp', depth: 1 }))
    }
    return paused ? [{ paused_at: now, paused_by: 'ops', pause_reason: null }] : []
  })
  const rules = (): RobotsAnswer =>
    typeof robots === 'string'
      ? { kind: 'rules', robots: parseRobots(Buffer.from(robots)), digest: '', fetchedAt: now, until: now }
      : robots
  const clocks = { blockedUntil: told.blockedUntil ?? new Date(0), nextStart: told.nextStart ?? new Date(0) }
  const parts = {
    db,
    clock: { now: () => now },
    rateLimiter: { clocks: async () => clocks },
    robots: { rules: async () => rules() },
  } as unknown as DryRunParts
  const seedList =
    list === undefined
      ? undefined
      : {
          hosts: ['https://okwave.jp/'],
          urls: async function* () {
            yield* list
          },
        }
  const options = crawlOptionsSchema.parse({ urls: [], maxPages: null, ...settings })
  return await planCrawl(options as Parameters<typeof planCrawl>[0], parts, { sites: bundledSites, seedList })
}

const hostOf = async (settings: object, told?: Told) => (await planOf(settings, told)).hosts[0]
const question = (id: number) => `https://okwave.jp/qa/q${id}.html`
const one = { urls: [question(1)] }

test('a seed is asked for at the pace of the options', async () => {
  expect(await planOf(one)).toEqual({
    ...{ dryRun: true, follow: ['related', 'list'], maxPages: null, maxTime: null },
    ...{ pages: 1, seconds: 2.5, secondsAtMost: null, refused: [], refusedPages: 0, requests: 0 },
    hosts: [
      {
        ...{ group: 'okwave.jp', hosts: ['okwave.jp'], rate: 0.5, crawlDelay: null, gapSeconds: 2.5 },
        ...{ blocked: null, isPaused: false, notBefore: null, seeds: 1, due: 0, pages: 1 },
        next: [question(1)],
      },
    ],
  })
})

describe('robots.txt', () => {
  const told = { robots: 'User-agent: *\nCrawl-delay: 10\nDisallow: /qa/q2' }

  test('is obeyed, with the line that decided', async () => {
    const plan = await planOf({ urls: [question(1), question(2)] }, told)
    expect(plan.refused).toEqual([
      { url: question(2), by: 'robots', detail: 'robots.txt, line 3: Disallow: /qa/q2' },
    ])
    expect(plan.hosts[0]).toMatchObject({ seeds: 2, pages: 1, crawlDelay: 10, gapSeconds: 12.5 })
  })

  test('never makes a crawl faster than the options', async () => {
    const robots = 'User-agent: *\nCrawl-delay: 1'
    expect(await hostOf(one, { robots })).toMatchObject({ crawlDelay: 1, gapSeconds: 2.5 })
  })

  test.each([
    [
      { kind: 'unreachable', until: now, detail: 'robots.txt: timeout' },
      'robots.txt: timeout; not before 2026-11-29T00:00:00.000Z',
    ],
    [{ kind: 'blocked', detail: 'a private address' }, 'a private address'],
    [{ kind: 'parked', reason: 'a Crawl-delay of 900 s' }, 'a Crawl-delay of 900 s'],
    [{ kind: 'wait', until: now, because: 'backoff' }, 'it asked for a pause until 2026-11-29T00:00:00.000Z'],
    [{ kind: 'stopped' }, 'stopped'],
  ] as const)('with %j keeps all of the host from being asked for', async (robots, blocked) => {
    const plan = await planOf({ urls: [question(1), question(2)] }, { robots, due: ['/qa/q3.html'] })
    expect(plan.hosts[0]).toMatchObject({ blocked, isPaused: false, pages: 0, next: [], seeds: 2, due: 1 })
    expect(plan).toMatchObject({ pages: 0, seconds: 0, refused: [] })
  })

  test('is not asked for where a person holds the host', async () => {
    const robots = { kind: 'blocked', detail: 'asked' } as const
    expect(await hostOf(one, { robots, paused: true })).toMatchObject({
      blocked: 'paused by ops since 2026-11-29T00:00:00.000Z',
      isPaused: true,
      pages: 0,
    })
  })
})

describe('pages that are due', () => {
  test('are asked for beside the seeds, each page once', async () => {
    const due = ['/qa/q1.html', '/qa/q2.html']
    expect(await hostOf(one, { due })).toMatchObject({
      ...{ seeds: 1, due: 2, pages: 2, next: [question(1), question(2)] },
    })
  })

  test('are left out where the scope does, and that is told of the first hundred', async () => {
    const due = Array.from({ length: 101 }, (_, id) => `/other/${id}`)
    const plan = await planOf({ ...one, include: ['/qa/*'] }, { due })
    expect(plan.hosts[0]).toMatchObject({ due: 101, pages: 1 })
    expect(plan.refusedPages).toBe(101)
    expect(plan.refused).toHaveLength(100)
    expect(plan.refused[0]).toMatchObject({ url: 'https://okwave.jp/other/0', by: 'crawl-scope' })
    expect(plan.refused[0]?.detail).not.toBe('')
  })

  test('beyond those that are looked at are taken to be allowed', async () => {
    const due = ['/qa/q1.html', '/qa/q2.html']
    expect(await hostOf(one, { due, dueInAll: 5_000 })).toMatchObject({ due: 5_000, pages: 5_000 })
  })

  test('are named up to ten', async () => {
    const due = Array.from({ length: 11 }, (_, id) => `/qa/q${id}.html`)
    const host = await hostOf({ urls: ['https://okwave.jp/'] }, { due })
    expect(host?.pages).toBe(12)
    expect(host?.next).toHaveLength(10)
  })
})

describe('how long a plan takes', () => {
  const groups = ['a.example', 'b.example', 'c.example']
  const urls = groups.map((group) => `https://${group}/questions/1`)

  test('counts hosts beside one another, as many as may be asked at once', async () => {
    expect(await planOf({ urls, concurrency: 3 })).toMatchObject({ pages: 3, seconds: 2.5 })
    expect(await planOf({ urls, concurrency: 2 })).toMatchObject({ pages: 3, seconds: 3.75 })
    expect(await planOf({ urls, concurrency: 1 })).toMatchObject({ pages: 3, seconds: 7.5 })
  })

  test('is that of the slowest host, and of all that links may bring', async () => {
    const hostGroups = [{ name: 'slow', hosts: ['a.example'], rate: 0.1 }]
    expect(await planOf({ urls, hostGroups, maxPages: 300 })).toMatchObject({
      ...{ pages: 3, seconds: 12.5, secondsAtMost: 1250 },
    })
  })

  test('is not known without a pace', async () => {
    expect(await planOf({ ...one, rate: 'unlimited', maxPages: 9 })).toMatchObject({
      ...{ seconds: null, secondsAtMost: null, hosts: [{ rate: 'unlimited', gapSeconds: 0 }] },
    })
  })

  test('is shared evenly where no page is known yet', async () => {
    const robots = 'User-agent: *\nDisallow: /'
    expect(await planOf({ urls, concurrency: 3, maxPages: 6 }, { robots })).toMatchObject({
      ...{ pages: 0, seconds: 0, secondsAtMost: 5 },
    })
  })

  test('stops at the most pages of the run and of each host', async () => {
    expect(await planOf({ urls, maxPages: 2 })).toMatchObject({ pages: 2 })
    const hostGroups = [{ name: 'okwave', hosts: ['okwave.jp'], maxPages: 1 }]
    expect(await hostOf({ urls: [question(1), question(2)], hostGroups })).toMatchObject({
      seeds: 2,
      pages: 1,
    })
  })
})

describe('a host that may not be asked yet', () => {
  test('is asked when both its clocks allow, which a minute does not matter for', async () => {
    const notBefore = async (told: Told) => (await hostOf(one, told))?.notBefore
    expect(await notBefore({ nextStart: seconds(60) })).toBeNull()
    expect(await notBefore({ nextStart: seconds(61) })).toEqual(seconds(61))
    expect(await notBefore({ nextStart: seconds(61), blockedUntil: seconds(90) })).toEqual(seconds(90))
    expect(await notBefore({ nextStart: seconds(95), blockedUntil: seconds(90) })).toEqual(seconds(95))
  })
})

describe('seeds that are many', () => {
  test('of a range of ids are counted at the host of their pages', async () => {
    const ids = { first: 10, last: 19, template: 'https://okwave.jp/qa/q{id}.html' }
    const plan = await planOf({ urls: ['https://a.example/questions/1'], ids })
    expect(plan.hosts).toMatchObject([
      { group: 'a.example', seeds: 1, pages: 1 },
      { group: 'okwave.jp', seeds: 10, pages: 10 },
    ])
    expect(plan.pages).toBe(11)
  })

  test('of a file are looked at up to a thousand, and the others counted', async () => {
    const list = ['https://elsewhere.example/', ...Array.from({ length: 1_002 }, (_, id) => question(id))]
    const robots = 'User-agent: *\nDisallow: /qa/q7.html'
    const plan = await planOf({}, { list, robots })
    expect(plan.hosts).toMatchObject([{ group: 'okwave.jp', seeds: 1_002, pages: 1_001 }])
    expect(plan.refused.map(({ url }) => url)).toEqual([question(7)])
  })

  test('are asked for whatever the paths of the run are', async () => {
    const list = [question(1), 'https://okwave.jp/other']
    expect(await hostOf({ include: ['/qa/*'] }, { list })).toMatchObject({ seeds: 2, pages: 2 })
  })
})
