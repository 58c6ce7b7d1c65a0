import { expect, test } from 'vitest'
import { ExchangeLog, pacedExchange } from '../../../src/crawl/politeness/paced-exchange.ts'
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
  expect(log.archived.map((one) => one.capture)).toEqual([capture])
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
