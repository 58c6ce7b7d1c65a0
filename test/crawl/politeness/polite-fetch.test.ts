import { expect, test } from 'vitest'
import { politeExchange, VisitLog } from '../../../src/crawl/politeness/polite-fetch.ts'
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

test('what came is archived though the database is away when its sending is to be noted', async () => {
  const log = new VisitLog()
  const written: Capture[] = []
  const exchange = politeExchange(
    {
      gate: {
        enter: async () => ({ kind: 'go', at }),
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
