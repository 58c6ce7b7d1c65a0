import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ExchangeAnswer, PacedExchange } from '../../../src/crawl/politeness/paced-exchange.ts'
import { RateLimiter } from '../../../src/crawl/politeness/rate-limiter.ts'
import { RobotsCache } from '../../../src/crawl/politeness/robots-cache.ts'
import type { Store } from '../../../src/database/store.ts'
import type { FetchResult } from '../../../src/fetch/fetcher.ts'
import { SkippingClock } from '../../crawl/skipping-clock.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { emptyTables, freshStore } from '../stores.ts'

const origin = 'https://okwave.jp'
const hostGroup = 'okwave.jp'
const hour = 60 * 60_000
const forbids = 'User-agent: *\nDisallow: /private'

interface Answer {
  readonly status?: number
  readonly body?: string | Uint8Array
  readonly headers?: readonly (readonly [string, string])[]
  readonly fails?: Exclude<FetchResult, { kind: 'captured' }>
}

// What an answer means does not depend on the store.
describe('robots.txt', () => {
  let store: Store
  let clock: SkippingClock
  let asked: string[] = []
  let answers: Record<string, Answer> = {}

  const exchange: PacedExchange = async ({ url, hostGroup: under }): Promise<ExchangeAnswer> => {
    asked.push(`${under} ${url}`)
    const { status = 200, body = '', headers = [], fails } = answers[url] ?? { status: 404 }
    const sentAt = clock.now()
    if (fails !== undefined) return { ...fails, sentAt }
    const capture = {
      id: `urn:uuid:${asked.length}`,
      url,
      capturedAt: sentAt,
      status,
      statusText: '',
      headers,
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
      truncated: null,
      ipAddress: null,
      request: { method: 'GET', headers: [] },
    } as const
    const location = { file: 'a.warc.gz', offset: 0, length: 1 }
    return { kind: 'captured', capture, location, sentAt, endedAt: sentAt }
  }
  const newLimiter = () => new RateLimiter({ db: store.db, clock, random: () => 0, rate: 0.5 })
  const cache = () =>
    new RobotsCache({ db: store.db, rateLimiter: newLimiter(), clock, reader: directReader })
  const file = (answer: Answer) => ({ [`${origin}/robots.txt`]: answer })
  /** What it says of a page that it forbids; or that there are no rules. */
  const says = async (rules = cache()): Promise<string> => {
    const answer = await rules.rules(origin, hostGroup, exchange)
    if (answer.kind !== 'rules') return answer.kind
    return answer.robots.allows(`${origin}/private/1`, 'mondo') ? 'allowed' : 'forbidden'
  }

  beforeAll(async () => {
    store = await freshStore('pglite')
  })
  beforeEach(async () => {
    await emptyTables(store.db)
    clock = new SkippingClock()
    asked = []
  })

  test.each<[string, Answer, string]>([
    ['200 is obeyed', { body: forbids }, 'forbidden'],
    ['401 allows', { status: 401 }, 'allowed'],
    ['403 allows', { status: 403, body: forbids }, 'allowed'],
    ['404 allows', { status: 404 }, 'allowed'],
    ['410 allows', { status: 410 }, 'allowed'],
    ['429 forbids for now', { status: 429, body: '' }, 'unreachable'],
    ['500 forbids for now', { status: 500 }, 'unreachable'],
    ['503 forbids for now', { status: 503, body: forbids }, 'unreachable'],
    [
      'a failed connection forbids for now',
      { fails: { kind: 'failed', reason: 'connect', detail: 'refused' } },
      'unreachable',
    ],
    [
      'a name that does not resolve forbids for now',
      { fails: { kind: 'failed', reason: 'dns', detail: 'ENOTFOUND' } },
      'unreachable',
    ],
    [
      'a time-out forbids for now',
      { fails: { kind: 'failed', reason: 'timeout', detail: '30 s' } },
      'unreachable',
    ],
    [
      'an invalid gzip forbids for now',
      { body: Uint8Array.of(0x1f, 0x8b, 8, 0), headers: [['content-encoding', 'gzip']] },
      'unreachable',
    ],
    [
      'text is obeyed, though it is said to be gzip',
      { body: forbids, headers: [['content-encoding', 'gzip']] },
      'forbidden',
    ],
    [
      'an address that is refused blocks',
      { fails: { kind: 'blocked', by: 'address-guard', detail: '127.0.0.1' } },
      'blocked',
    ],
  ])('%s', async (_, answer, expected) => {
    answers = file(answer)
    expect(await says()).toBe(expected)
  })

  test('a refused address leaves no back-off and no stored answer', async () => {
    answers = file({ fails: { kind: 'blocked', by: 'address-guard', detail: '127.0.0.1' } })
    await says()
    expect(await store.db.selectFrom('crawl.robots').selectAll().execute()).toEqual([])
    const hosts = await store.db.selectFrom('crawl.host').select('backoff_until').execute()
    expect(hosts.filter(({ backoff_until }) => backoff_until !== null)).toEqual([])
    answers = file({ body: forbids })
    expect(await says()).toBe('forbidden')
  })

  test('an unreachable robots.txt is no decision: it blocks the host and is requested again', async () => {
    answers = file({ status: 503, headers: [['retry-after', '90']] })
    const rules = cache()
    const answer = await rules.rules(origin, hostGroup, exchange)
    expect(answer).toMatchObject({ kind: 'unreachable', until: new Date(clock.now().getTime() + 90_000) })
    answers = file({ body: forbids })
    expect([await says(rules), asked.length]).toEqual(['forbidden', 2])
  })

  test('is fetched again after 12 hours, by any process', async () => {
    answers = file({ body: forbids })
    const rules = cache()
    await says(rules)
    clock.advance(12 * hour - 1)
    expect([await says(rules), await says(), asked.length]).toEqual(['forbidden', 'forbidden', 1])
    clock.advance(1)
    answers = file({ body: '' })
    expect([await says(rules), await says(), asked.length]).toEqual(['allowed', 'allowed', 2])
  })

  test('the last good copy stays in force until it is 24 hours old, and no longer', async () => {
    answers = file({ body: forbids })
    await says()
    answers = file({ status: 500 })
    clock.advance(12 * hour)
    expect([await says(), asked.length]).toEqual(['forbidden', 2])
    clock.advance(30 * 60_000 - 1)
    expect([await says(), asked.length]).toEqual(['forbidden', 2])
    clock.advance(11 * hour + 30 * 60_000)
    expect([await says(), asked.length]).toEqual(['forbidden', 3])
    clock.advance(1)
    expect(await says()).toBe('unreachable')
  })

  test('is followed over five redirects, to other hosts under their own groups', async () => {
    const moved = (to: string): Answer => ({ status: 301, headers: [['location', to]] })
    const hops = ['https://www.okwave.jp/1', 'http://www.okwave.jp/2', '/3', 'https://cdn.example/4', '/5']
    const urls = [
      `${origin}/robots.txt`,
      'https://www.okwave.jp/1',
      'http://www.okwave.jp/2',
      'http://www.okwave.jp/3',
      'https://cdn.example/4',
      'https://cdn.example/5',
    ]
    answers = Object.fromEntries(
      urls.map((url, i) => [url, hops[i] === undefined ? { body: forbids } : moved(hops[i])]),
    )
    expect(await says()).toBe('forbidden')
    expect(asked.map((one) => one.split(' ')[0])).toEqual([
      'okwave.jp',
      ...Array(3).fill('www.okwave.jp'),
      ...Array(2).fill('cdn.example'),
    ])
    await emptyTables(store.db)
    // A sixth makes it unavailable, which allows (RFC 9309, section 2.3.1.2).
    answers = { ...answers, 'https://cdn.example/5': moved('/6'), 'https://cdn.example/6': { body: forbids } }
    expect(await says()).toBe('allowed')
  })

  test('is read as far as 500 KiB', async () => {
    const rule = '\nUser-agent: *\nDisallow: /private\n'
    answers = file({ body: `#${'x'.repeat(500 * 1024 - rule.length - 1)}${rule}` })
    expect(await says()).toBe('forbidden')
    await emptyTables(store.db)
    answers = file({ body: `${forbids}\n#${'x'.repeat(1024 * 1024)}` })
    expect(await says()).toBe('forbidden')
  })

  test('keeps every body that was in force, once', async () => {
    const rules = cache()
    const digests: string[] = []
    for (const body of [forbids, '', forbids]) {
      answers = file({ body })
      const answer = await rules.rules(origin, hostGroup, exchange)
      if (answer.kind === 'rules') digests.push(answer.digest)
      clock.advance(12 * hour)
    }
    expect(digests[0]).toBe(digests[2])
    const kept = await store.db.selectFrom('crawl.robots_body').select(['robots_digest', 'body']).execute()
    const texts = new Map(kept.map((one) => [one.robots_digest, new TextDecoder().decode(one.body)]))
    expect(digests.map((digest) => texts.get(digest))).toEqual([forbids, '', forbids])
    expect(kept).toHaveLength(2)
  })

  test('the hosts of a group obey the longest Crawl-delay among them', async () => {
    const other = 'https://sp.okwave.jp'
    answers = {
      ...file({ body: 'User-agent: *\nCrawl-delay: 20' }),
      [`${other}/robots.txt`]: { body: 'User-agent: *\nCrawl-delay: 3' },
    }
    const rules = cache()
    await rules.rules(origin, hostGroup, exchange)
    await rules.rules(other, hostGroup, exchange)
    const host = await store.db.selectFrom('crawl.host').selectAll().executeTakeFirstOrThrow()
    expect(host.crawl_delay_seconds).toBe(20)
  })

  test('an origin that moves to another host group brings its Crawl-delay along', async () => {
    answers = file({ body: 'User-agent: *\nCrawl-delay: 20' })
    await says()
    await cache().rules(origin, 'named', exchange)
    const host = await store.db
      .selectFrom('crawl.host')
      .select('crawl_delay_seconds')
      .where('host_group', '=', 'named')
      .executeTakeFirstOrThrow()
    expect([host.crawl_delay_seconds, asked.length]).toEqual([20, 1])
  })

  test('parks above the longest Crawl-delay that a host group accepts', async () => {
    answers = file({ body: 'User-agent: *\nCrawl-delay: 121' })
    expect(await says()).toBe('parked')
    const patient = new RobotsCache({
      reader: directReader,
      db: store.db,
      rateLimiter: newLimiter(),
      clock,
      maxCrawlDelay: () => 121,
    })
    expect(await says(patient)).toBe('allowed')
  })
})
