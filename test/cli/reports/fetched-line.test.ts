import { expect, test } from 'vitest'
import { fetchedLine } from '../../../src/cli/reports/fetched-line.ts'

const url = 'https://okwave.jp/qa/q1.html'
const at = { file: 'a.warc.gz', offset: 120, length: 7 }
const until = new Date('2026-03-01T00:00:00Z')

const captured = (truncated: 'length' | 'time' | 'disconnect' | null) =>
  ({ kind: 'captured', url, status: 200, at, redirects: [], truncated }) as const

test.each([
  [captured(null), `200 ${url} a.warc.gz#120`],
  [captured('length'), `200 ${url} a.warc.gz#120 truncated: the body is longer than is accepted`],
  [captured('time'), `200 ${url} a.warc.gz#120 truncated: the body took too long`],
  [captured('disconnect'), `200 ${url} a.warc.gz#120 truncated: the connection ended within the body`],
  [
    { kind: 'skipped', url, by: 'robots', detail: 'line 2: Disallow: /' },
    `skipped (robots) ${url} line 2: Disallow: /`,
  ],
  [{ kind: 'failed', url, detail: 'no answer' }, `failed ${url} no answer`],
  [{ kind: 'wait', url, until, detail: 'backoff' }, `not before 2026-03-01T00:00:00.000Z ${url} backoff`],
  [{ kind: 'wait', url, until: null, detail: 'parked' }, `not before a person decides ${url} parked`],
  [{ kind: 'stopped', url }, `stopped before ${url}`],
] as const)('%j is one line', (fetched, line) => {
  expect(fetchedLine(fetched)).toBe(line)
})
