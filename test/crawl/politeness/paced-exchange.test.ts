import { expect, test } from 'vitest'
import { ExchangeLog, pacedExchange } from '../../../src/crawl/politeness/paced-exchange.ts'
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
