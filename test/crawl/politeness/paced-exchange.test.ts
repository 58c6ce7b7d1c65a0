import { expect, test } from 'vitest'
import { ExchangeLog, pacedExchange } from '../../../src/crawl/politeness/paced-exchange.ts'
import type { Permit } from '../../../src/crawl/politeness/rate-limiter.ts'
import type { FetchResult } from '../../../src/fetch/fetcher.ts'
import type { Capture } from '../../../src/model/capture.ts'

const at = new Date('2026-03-01T00:00:00Z')
const capture: Capture = {
  id: 'urn:uuid:1',
  url: 'https://okwave.jp/',
  capturedAt: at,
  status: 200,
  statusText: 'OK',
  headers: [],
  body: new Uint8Array(),
  truncated: null,
  ipAddress: null,
  request: { method: 'GET', headers: [] },
}

test('archives a response even if the database is unreachable when the start is recorded', async () => {
  const log = new ExchangeLog()
  const written: Capture[] = []
  const exchange = pacedExchange(
    {
      rateLimiter: {
        acquire: async () => ({ kind: 'granted', at }),
        sent: () => Promise.reject(new Error('the database is away')),
      },
      fetcher: { fetch: async () => ({ kind: 'captured', capture }) },
      archive: {
        write: async (one) => {
          written.push(one)
          return { file: 'a.warc.gz', offset: 0, length: 1 }
        },
      },
      clock: { now: () => at, sleep: () => Promise.resolve() },
      signal: new AbortController().signal,
      latest: null,
      mayStart: () => true,
    },
    log,
  )
  await expect(exchange({ url: capture.url, hostGroup: 'okwave.jp' })).rejects.toThrow('the database is away')
  expect(written).toEqual([capture])
  const { body, ...head } = capture
  expect(log.archived).toMatchObject([{ capture: head, bodyBytes: body.byteLength }])
  expect(log.archived[0]?.capture).not.toHaveProperty('body')
})

test('repeats a request once, at its pace, where a kept connection closed before a response began', async () => {
  const lost = { kind: 'failed', reason: 'disconnect', detail: 'other side closed' } as const
  const kept = { ...lost, onKeptConnection: true } as const
  const asked = async (...results: readonly FetchResult[]) => {
    const log = new ExchangeLog()
    let permits = 0
    const left = [...results]
    const exchange = pacedExchange(
      {
        rateLimiter: {
          acquire: async () => {
            permits += 1
            return { kind: 'granted', at }
          },
          sent: () => Promise.resolve(),
        },
        fetcher: { fetch: async () => left.shift() ?? lost },
        archive: { write: async () => ({ file: 'a.warc.gz', offset: 0, length: 1 }) },
        clock: { now: () => at, sleep: () => Promise.resolve() },
        signal: new AbortController().signal,
        latest: null,
        mayStart: () => true,
      },
      log,
    )
    const { kind } = await exchange({ url: capture.url, hostGroup: 'okwave.jp' })
    return { kind, requests: log.requests, permits }
  }
  const whole = { kind: 'captured', capture } as const
  expect(await asked(kept, whole)).toEqual({ kind: 'captured', requests: 2, permits: 2 })
  expect(await asked(kept, kept, whole)).toEqual({ kind: 'failed', requests: 2, permits: 2 })
  expect(await asked(lost, whole)).toEqual({ kind: 'failed', requests: 1, permits: 1 })
})

test('tells the rate limiter how long a host took to fail, unless it failed at once or has no address', async () => {
  const toldOf = async (reason: 'timeout' | 'connect' | 'dns', seconds: number) => {
    const told: (number | undefined)[] = []
    let now = at.getTime()
    const exchange = pacedExchange(
      {
        rateLimiter: {
          acquire: async () => ({ kind: 'granted', at }),
          sent: async (_hostGroup, sentAt, took) => {
            expect(sentAt).toEqual(at)
            told.push(took)
          },
        },
        fetcher: {
          fetch: async () => {
            now += seconds * 1000
            return { kind: 'failed', reason, detail: 'no answer' }
          },
        },
        archive: { write: () => Promise.reject(new Error('nothing to archive')) },
        clock: { now: () => new Date(now), sleep: () => Promise.resolve() },
        signal: new AbortController().signal,
        latest: null,
        mayStart: () => true,
      },
      new ExchangeLog(),
    )
    expect(await exchange({ url: capture.url, hostGroup: 'okwave.jp' })).toMatchObject({
      kind: 'failed',
      reason,
    })
    return told
  }
  expect(await toldOf('timeout', 30)).toEqual([30])
  expect(await toldOf('connect', 0.01)).toEqual([])
  expect(await toldOf('dns', 30)).toEqual([])
})

const refused = {
  kind: 'failed',
  reason: 'protocol',
  detail: 'the response is not HTTP/1.1 as it is written',
  isRefusedByParser: true,
} as const
const cut = {
  kind: 'captured',
  capture: { ...capture, truncated: 'disconnect' },
  isRefusedByParser: true,
} as const
const whole = { kind: 'captured', capture } as const
const noHttp = { kind: 'failed', reason: 'protocol', detail: 'no HTTP status line, but "SSH"' } as const

/** Asks once; `results` in the order of the requests, `permits` in the order of their starts. */
async function askedOnce(results: readonly FetchResult[], permits: readonly Permit[] = [], isKnown = false) {
  const log = new ExchangeLog()
  const [left, starts] = [[...results], [...permits]]
  const waited: (Date | null)[] = []
  const asked: (boolean | undefined)[] = []
  const remembered: string[] = []
  const latest = new Date('2026-03-01T00:01:00Z')
  const exchange = pacedExchange(
    {
      rateLimiter: {
        acquire: async (request) => {
          waited.push(request.latest)
          return starts.shift() ?? { kind: 'granted', at }
        },
        sent: () => Promise.resolve(),
      },
      fetcher: {
        fetch: async (_url, options) => {
          asked.push(options?.lenient)
          return left.shift() ?? noHttp
        },
      },
      archive: { write: async () => ({ file: 'a.warc.gz', offset: 0, length: 1 }) },
      clock: { now: () => at, sleep: () => Promise.resolve() },
      signal: new AbortController().signal,
      latest,
      mayStart: () => true,
      lenientHosts: { has: async () => isKnown, add: async (hostGroup) => void remembered.push(hostGroup) },
    },
    log,
  )
  const answer = await exchange({ url: capture.url, hostGroup: 'okwave.jp' })
  const got =
    answer.kind === 'captured'
      ? (answer.capture.truncated ?? 'whole')
      : answer.kind === 'failed'
        ? answer.detail
        : answer.kind
  return { got, asked, remembered, requests: log.requests, starts: waited.map((start) => start === latest) }
}

test('asks again leniently, at its pace, where the parser refused the response, and remembers the host', async () => {
  const twice = { asked: [false, true], requests: 2, starts: [true, false] }
  expect(await askedOnce([refused, whole])).toEqual({ ...twice, got: 'whole', remembered: ['okwave.jp'] })
  expect(await askedOnce([cut, whole])).toEqual({ ...twice, got: 'whole', remembered: ['okwave.jp'] })
})

test('gives the true reason where the lenient reader cannot read the response either, and remembers nothing', async () => {
  const twice = { asked: [false, true], requests: 2, starts: [true, false], remembered: [] }
  expect(await askedOnce([refused, noHttp])).toEqual({ ...twice, got: noHttp.detail })
  expect(await askedOnce([cut, noHttp])).toEqual({ ...twice, got: 'disconnect' })
  expect(await askedOnce([cut, cut])).toEqual({ ...twice, got: 'disconnect' })
})

test('keeps the first answer where no second request is granted', async () => {
  const stopped = [{ kind: 'granted', at }, { kind: 'stopped' }] as const
  expect(await askedOnce([refused], stopped)).toMatchObject({
    got: refused.detail,
    requests: 1,
    remembered: [],
  })
  expect(await askedOnce([cut], stopped)).toMatchObject({ got: 'disconnect', requests: 1, remembered: [] })
})

test('asks a remembered host leniently at once, and any other once where it is no matter of the parser', async () => {
  expect(await askedOnce([whole], [], true)).toMatchObject({ got: 'whole', asked: [true], remembered: [] })
  expect(await askedOnce([noHttp])).toMatchObject({ asked: [false], requests: 1 })
})
