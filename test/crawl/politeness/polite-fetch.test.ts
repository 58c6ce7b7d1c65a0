import { describe, expect, test } from 'vitest'
import { followRedirects } from '../../../src/crawl/politeness/follow-redirects.ts'
import type { ExchangeAnswer } from '../../../src/crawl/politeness/paced-exchange.ts'
import { politeFetch } from '../../../src/crawl/politeness/polite-fetch.ts'
import { parseRobots } from '../../../src/fetch/robots.ts'

const at = new Date('2026-03-01T00:00:00Z')
const url = 'https://okwave.jp/qa/q1.html'
const hostGroup = 'okwave.jp'
const location = { file: 'a.warc.gz', offset: 0, length: 1 }

function response(status: number, headers: readonly (readonly [string, string])[] = []): ExchangeAnswer {
  const capture = {
    id: 'urn:uuid:1',
    url,
    capturedAt: at,
    status,
    statusText: '',
    headers,
    body: new Uint8Array(),
    truncated: null,
    ipAddress: null,
    request: { method: 'GET', headers: [] },
  } as const
  return { kind: 'captured', capture, location, sentAt: at, endedAt: at }
}

describe('politeFetch', () => {
  const blocks: unknown[] = []
  const fetched = (answer: ExchangeAnswer, robots = '') => {
    const requested: string[] = []
    const exchange = async (request: { readonly url: string }): Promise<ExchangeAnswer> => {
      requested.push(request.url)
      return answer
    }
    const rules = { robots: parseRobots(Buffer.from(robots)), digest: 'd', fetchedAt: at, until: at }
    const deps = {
      robots: { rules: async () => ({ kind: 'rules', ...rules }) as const },
      rateLimiter: {
        block: async (group: string, incident: unknown) => {
          blocks.push({ group, incident })
          return new Date('2026-03-01T00:02:00Z')
        },
      },
    }
    return { requested, answer: politeFetch({ url, hostGroup }, exchange, deps) }
  }

  test('requests nothing that robots.txt forbids, and names the line', async () => {
    const { requested, answer } = fetched(response(200), 'User-agent: *\nDisallow: /qa/')
    expect(await answer).toMatchObject({
      kind: 'skipped',
      by: 'robots',
      detail: 'robots.txt, line 2: Disallow: /qa/',
    })
    expect(requested).toEqual([])
  })

  test.each([429, 503])('blocks the host group on %i, for as long as Retry-After says', async (status) => {
    blocks.length = 0
    const { answer } = fetched(response(status, [['retry-after', '120']]))
    expect(await answer).toMatchObject({ kind: 'rate-limited', until: new Date('2026-03-01T00:02:00Z') })
    const incident = { requestSentAt: at, retryAfter: new Date('2026-03-01T00:02:00Z') }
    expect(blocks).toEqual([{ group: hostGroup, incident }])
  })

  test.each([
    [302, [['location', '/qa/q2.html']], { kind: 'redirect', to: 'https://okwave.jp/qa/q2.html' }],
    [302, [], { kind: 'response' }],
    [500, [], { kind: 'response' }],
    [200, [], { kind: 'response' }],
  ] as const)('classifies %i with %j', async (status, headers, expected) => {
    const { answer } = fetched(response(status, headers))
    expect(await answer).toMatchObject({ ...expected, location, rules: { digest: 'd' } })
  })

  test('passes on a refusal of the rate limiter', async () => {
    const wait = { kind: 'wait', until: at, because: 'pace' } as const
    expect(await fetched(wait).answer).toEqual(wait)
  })
})

describe('followRedirects', () => {
  const endless = async (_: string, hop: number) => ({ kind: 'redirect', to: `${url}?${hop}` }) as const

  test('sends at most six requests, and marks the last redirect', async () => {
    const seen: boolean[] = []
    const answer = await followRedirects(url, endless, (_, isLast) => {
      seen.push(isLast)
      return true
    })
    expect(answer).toEqual({ kind: 'redirect', to: `${url}?5` })
    expect(seen).toEqual([false, false, false, false, false, true])
  })

  test('stops at a redirect that is not accepted', async () => {
    expect(await followRedirects(url, endless, () => false)).toEqual({ kind: 'redirect', to: `${url}?0` })
  })
})
