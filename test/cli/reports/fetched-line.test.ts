import { expect, test } from 'vitest'
import { fetchedLine } from '../../../src/cli/reports/fetched-line.ts'

const url = 'https://okwave.jp/qa/q1.html'
const at = { file: 'a.warc.gz', offset: 120, length: 7 }
const until = new Date('2026-03-01T00:00:00Z')

test.each([
  [{ kind: 'captured', url, status: 200, at, redirects: [] }, `200 ${url} a.warc.gz#120`],
  [
    { kind: 'blocked', url, by: 'robots', detail: 'line 2: Disallow: /' },
    `blocked by robots ${url} line 2: Disallow: /`,
  ],
  [{ kind: 'failed', url, detail: 'no answer' }, `failed ${url} no answer`],
  [{ kind: 'wait', url, until, detail: 'backoff' }, `not before 2026-03-01T00:00:00.000Z ${url} backoff`],
  [{ kind: 'wait', url, until: null, detail: 'parked' }, `not before a person decides ${url} parked`],
  [{ kind: 'stopped', url }, `stopped before ${url}`],
] as const)('%j is one line', (fetched, line) => {
  expect(fetchedLine(fetched)).toBe(line)
})
