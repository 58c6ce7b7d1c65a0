/** robots.txt over a row of `crawl.robots` that this file keeps itself. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { ExchangeAnswer } from '../../../src/crawl/politeness/paced-exchange.ts'
import { RobotsCache } from '../../../src/crawl/politeness/robots-cache.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { Capture } from '../../../src/model/capture.ts'
import { capture } from '../../archive/captures.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { SkippingClock } from '../skipping-clock.ts'

const origin = 'https://okwave.jp'
const hostGroup = 'okwave.jp'
const begun = Date.parse('2026-03-01T00:00:00Z')
const at = (hours: number) => new Date(begun + hours * 3_600_000)
const url = `${origin}/qa/q1.html`

interface RobotsRow {
  hostGroup: string
  fetchedAt: Date
  status: number | null
  failure: string | null
  goodBody: Uint8Array | null
  goodFetchedAt: Date | null
}
type Answer = Partial<Capture> | { readonly fails: string } | { readonly blocked: string }

describe('the robots.txt of an origin', () => {
  let clock: SkippingClock
  let row: RobotsRow | null
  let otherBodies: string[]
  let moved: string[]
  let delays: (number | null)[]
  let blocks: unknown[]
  let asked: [url: string, hostGroup: string][]
  let answers: Record<string, Answer>
  beforeEach(() => {
    clock = new SkippingClock()
    row = null
    otherBodies = []
    moved = []
    delays = []
    blocks = []
    asked = []
    answers = {}
  })

  const { db } = recordingDatabase<Database>(({ sql, parameters }) => {
    if (/select "good_body"/.test(sql)) {
      const own = row?.goodBody ?? null
      return [...otherBodies.map((body) => Buffer.from(body)), ...(own === null ? [] : [own])].map(
        (good_body) => ({
          good_body,
        }),
      )
    }
    if (/^select/.test(sql)) return row === null ? [] : [row]
    if (/^insert into "crawl"\."robots" /.test(sql)) {
      const [, group, fetchedAt, status, failure, , goodBody, goodFetchedAt] = parameters
      const good = /good_body/.test(sql) ? { goodBody, goodFetchedAt } : {}
      row = {
        goodBody: null,
        goodFetchedAt: null,
        ...row,
        hostGroup: group,
        fetchedAt,
        status,
        failure,
        ...good,
      } as RobotsRow
    }
    if (/^update "crawl"\."robots"/.test(sql)) moved.push(String(parameters[0]))
    return []
  })
  const exchange = async (request: { url: string; hostGroup: string }): Promise<ExchangeAnswer> => {
    asked.push([request.url, request.hostGroup])
    const answer = answers[request.url] ?? { status: 404 }
    if ('fails' in answer) return { kind: 'failed', reason: 'timeout', detail: answer.fails, sentAt: at(0) }
    if ('blocked' in answer) {
      return { kind: 'blocked', detail: answer.blocked, sentAt: at(0) }
    }
    const one = capture({ url: request.url, headers: [], ...answer })
    return {
      kind: 'captured',
      capture: one,
      location: { file: 'a', offset: 0, length: 1 },
      sentAt: clock.now(),
      endedAt: clock.now(),
    }
  }
  const newCache = (more: object = {}) =>
    new RobotsCache({
      db,
      clock,
      reader: directReader,
      rateLimiter: {
        setCrawlDelay: async (_: string, seconds: number | null) => {
          delays.push(seconds)
        },
        block: async (_: string, incident: unknown) => {
          blocks.push(incident)
          return at(1)
        },
      } as never,
      ...more,
    })
  const rulesOf = (cache: RobotsCache) => cache.rules(origin, hostGroup, exchange as never)
  const serves = (body: string, more: Partial<Capture> = {}) => {
    answers = { [`${origin}/robots.txt`]: { body: Buffer.from(body), ...more } }
  }
  const allows = (answer: Awaited<ReturnType<typeof rulesOf>>) =>
    answer.kind === 'rules' ? answer.robots.explain(url, 'mondo').allowed : answer.kind
  const forbids = 'User-agent: *\nDisallow: /qa/'

  test('is asked for once, for twelve hours', async () => {
    serves(forbids)
    const cache = newCache()
    const first = await rulesOf(cache)
    expect(first).toMatchObject({ kind: 'rules', fetchedAt: at(0), until: at(12) })
    expect(allows(first)).toBe(false)
    clock.advance(12 * 3_600_000 - 1)
    await rulesOf(cache)
    expect(asked).toEqual([[`${origin}/robots.txt`, hostGroup]])
    clock.advance(1)
    await rulesOf(cache)
    expect(asked).toHaveLength(2)
  })

  test('is asked for once by those who ask at the same time', async () => {
    serves(forbids)
    const cache = newCache()
    await Promise.all([rulesOf(cache), rulesOf(cache)])
    expect(asked).toHaveLength(1)
  })

  test('that another process has stored is not asked for', async () => {
    row = {
      hostGroup,
      fetchedAt: at(-11),
      status: 200,
      failure: null,
      goodBody: Buffer.from(forbids),
      goodFetchedAt: at(-11),
    }
    expect(await rulesOf(newCache())).toMatchObject({ kind: 'rules', fetchedAt: at(-11), until: at(1) })
    expect([asked, moved]).toEqual([[], []])
  })

  test('that was stored under another host group moves, and brings its Crawl-delay', async () => {
    row = {
      hostGroup: 'before',
      fetchedAt: at(-1),
      status: 200,
      failure: null,
      goodBody: Buffer.from('User-agent: *\nCrawl-delay: 7'),
      goodFetchedAt: at(-1),
    }
    await rulesOf(newCache())
    expect([moved, delays]).toEqual([[hostGroup], [7]])
  })

  test.each([404, 403, 310])('with status %i allows everything', async (status) => {
    serves(forbids, { status })
    expect(allows(await rulesOf(newCache()))).toBe(true)
  })

  test('that is cut off at the limit counts up to there', async () => {
    serves(forbids, { truncated: 'length' })
    expect(allows(await rulesOf(newCache()))).toBe(false)
  })

  test('a group of several origins obeys the longest Crawl-delay', async () => {
    otherBodies = ['User-agent: *\nCrawl-delay: 9', '']
    serves('User-agent: *\nCrawl-delay: 3')
    await rulesOf(newCache())
    expect(delays).toEqual([9])
    otherBodies = []
    serves('')
    row = null
    await rulesOf(newCache())
    expect(delays).toEqual([9, null])
  })

  test('a Crawl-delay that is longer than is accepted parks the host', async () => {
    serves('User-agent: *\nCrawl-delay: 121')
    const reason = 'robots.txt asks for a Crawl-delay of 121 s'
    expect(await rulesOf(newCache())).toEqual({ kind: 'parked', reason })
    expect((await rulesOf(newCache({ maxCrawlDelay: () => 121 }))).kind).toBe('rules')
  })

  test.each([
    [{ status: 500 }, 'robots.txt: HTTP status 500'],
    [{ status: 429 }, 'robots.txt: HTTP status 429'],
    [{ truncated: 'time' as const }, 'robots.txt: broken off (time)'],
    [
      { headers: [['Content-Encoding', 'gzip']] as const, body: Uint8Array.of(0x1f, 0x8b, 8, 0) },
      'robots.txt: damaged body',
    ],
  ])('with %j is out of reach: nothing is allowed, and the host is blocked', async (fields, detail) => {
    serves(forbids, fields)
    expect(await rulesOf(newCache())).toEqual({ kind: 'unreachable', until: at(1), detail })
    expect(blocks).toEqual([{ requestSentAt: at(0), retryAfter: null }])
  })

  test('that cannot be read is out of reach: nothing is allowed, and the host is blocked', async () => {
    serves('User-agent: *\nAllow: /')
    const undone = { kind: 'undone', reason: 'timeout', detail: 'no end after 30 s of CPU time' } as const
    const reader = { robots: async () => undone }
    expect(await rulesOf(newCache({ reader }))).toEqual({
      kind: 'unreachable',
      until: at(1),
      detail: 'robots.txt: no end after 30 s of CPU time',
    })
    expect(blocks).toEqual([{ requestSentAt: at(0), retryAfter: null }])
    expect(row).toMatchObject({ status: 200, failure: undone.detail, goodBody: null })
  })

  test('out of reach by the network, or refused by the address guard', async () => {
    answers = { [`${origin}/robots.txt`]: { fails: 'no answer' } }
    expect(await rulesOf(newCache())).toMatchObject({ kind: 'unreachable', detail: 'robots.txt: no answer' })
    answers = { [`${origin}/robots.txt`]: { blocked: '10.0.0.1' } }
    expect(await rulesOf(newCache())).toEqual({ kind: 'blocked', detail: 'robots.txt: 10.0.0.1' })
  })

  test('Retry-After of a 503 is kept to', async () => {
    serves('', { status: 503, headers: [['Retry-After', '3600']] })
    await rulesOf(newCache())
    expect(blocks).toEqual([{ requestSentAt: at(0), retryAfter: at(1) }])
  })

  describe('whose refresh fails', () => {
    const lastGood = (hours: number): RobotsRow => ({
      hostGroup,
      fetchedAt: at(hours),
      status: 200,
      failure: null,
      goodBody: Buffer.from(forbids),
      goodFetchedAt: at(hours),
    })

    test('is in force for half an hour more, up to a day after it was good', async () => {
      row = lastGood(-13)
      serves('', { status: 500 })
      expect(await rulesOf(newCache())).toMatchObject({ kind: 'rules', fetchedAt: at(-13), until: at(0.5) })
      expect(blocks).toEqual([])
      // A failed refresh is not repeated by every process that starts.
      await rulesOf(newCache())
      expect(asked).toHaveLength(1)
      row = lastGood(-23.75)
      expect(await rulesOf(newCache())).toMatchObject({ kind: 'rules', until: at(0.25) })
    })

    test('is not in force for longer than a day', async () => {
      row = lastGood(-24)
      serves('', { status: 500 })
      expect((await rulesOf(newCache())).kind).toBe('unreachable')
    })
  })

  test('that redirects is fetched there, under the group of that host; after five hops it allows all', async () => {
    const to = 'https://elsewhere.example/robots.txt'
    answers = {
      [`${origin}/robots.txt`]: { status: 301, headers: [['Location', to]] },
      [to]: { body: Buffer.from(forbids) },
    }
    expect(allows(await rulesOf(newCache({ groupOf: () => 'its group' })))).toBe(false)
    expect(asked).toEqual([
      [`${origin}/robots.txt`, hostGroup],
      [to, 'its group'],
    ])
    row = null
    answers = { [`${origin}/robots.txt`]: { status: 301, headers: [['Location', '/robots.txt']] } }
    expect(allows(await rulesOf(newCache()))).toBe(true)
    expect(row).toMatchObject({ status: 310 })
  })
})
