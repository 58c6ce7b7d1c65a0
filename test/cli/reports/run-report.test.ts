/** The texts of `mondo runs` and `mondo run`. */
import { expect, test } from 'vitest'
import type { RunRow } from '../../../src/analyse/runs/run-history.ts'
import { logLine, runReport, runsReport, unfinishedReport } from '../../../src/cli/reports/run-report.ts'

const crawl: RunRow = {
  runId: '01234567-89ab-cdef-0123-456789abcdef',
  kind: 'crawl',
  result: 'done',
  exitCode: 0,
  startedAt: new Date('2026-03-01T00:00:00.500Z'),
  endedAt: new Date('2026-03-01T01:05:00Z'),
  seconds: 3900,
  requests: 120,
  bytes: 1_250_000,
  pace: 0.03,
  statuses: { 200: 100, 404: 20 },
  mimeTypes: { 'text/html': 120 },
  outcomes: { loaded: 90, gone: 20 },
  new: 80,
  changed: 10,
  gone: 20,
  rejected: 0,
}
const reparse: RunRow = {
  ...crawl,
  kind: 'reparse',
  result: null,
  exitCode: null,
  endedAt: null,
  new: null,
  changed: null,
  gone: null,
  rejected: null,
}

test('runs are a table, in which a run that has not ended is running', () => {
  expect(runsReport([crawl, reparse]).split('\n')).toEqual([
    'run       kind     started               took       result   exit  requests   MB  new  changed  gone  rejected',
    '01234567  crawl    2026-03-01T00:00:00Z  1 h 5 min  done        0       120  1.3  80   10       20    0',
    '01234567  reparse  2026-03-01T00:00:00Z  1 h 5 min  running             120  1.3  -    -        -     -',
  ])
  expect(runsReport([])).toBe('No run yet. Start one with: mondo crawl URL')
})

test('a run says what it cost and brought, in all and by host', () => {
  const host = {
    group: 'okwave.jp',
    visits: 110,
    requests: 118,
    bytes: 40_000,
    outcomes: { loaded: 90 },
    statuses: {},
  }
  expect(runReport(crawl, [host]).split('\n')).toEqual([
    'crawl 01234567-89ab-cdef-0123-456789abcdef',
    '2026-03-01T00:00:00.500Z to 2026-03-01T01:05:00.000Z (1 h 5 min): done, exit 0',
    'requests: 120, 0.03 a second; 1.3 MB received',
    'questions: 80 new, 10 changed; pages: 20 gone, 0 rejected',
    'responses by status: 200 100, 404 20',
    'pages by media type: text/html 120',
    'visits by outcome: loaded 90, gone 20',
    '',
    'host       visits  requests  MB  statuses  outcomes',
    'okwave.jp     110       118   0            loaded 90',
  ])
  expect(runReport({ ...reparse, statuses: {}, mimeTypes: {} }, []).split('\n')).toEqual([
    'reparse 01234567-89ab-cdef-0123-456789abcdef',
    '2026-03-01T00:00:00.500Z running (1 h 5 min): not ended',
    'requests: 120, 0.03 a second; 1.3 MB received',
    'visits by outcome: loaded 90, gone 20',
  ])
})

test('runs that have not ended are listed with their last sign of life', () => {
  const { runId, kind, startedAt, requests } = crawl
  const aliveAt = new Date('2026-03-01T00:30:00Z')
  expect(unfinishedReport([{ runId, kind, startedAt, aliveAt, requests }])?.split('\n')).toEqual([
    'not ended:',
    'run       kind   started               last sign of life     requests',
    '01234567  crawl  2026-03-01T00:00:00Z  2026-03-01T00:30:00Z       120',
  ])
  expect(unfinishedReport([])).toBeNull()
})

test('a line of the log has nine fields without spaces, - for what there is none of', () => {
  const visit = {
    visitId: 1,
    at: new Date('2026-03-01T00:00:00Z'),
    status: 200,
    bytes: 123,
    url: 'https://okwave.jp/qa/q1.html',
    outcome: 'loaded',
    reason: null,
    requests: 1,
    mimeType: 'text/html; charset=utf-8',
    hostGroup: 'okwave jp',
    digest: 'sha256:x',
    warcFile: 'a.warc.gz',
    warcOffset: 77,
  }
  expect(logLine(visit)).toBe(
    '2026-03-01T00:00:00.000Z 200 123 https://okwave.jp/qa/q1.html loaded text/html okwave%20jp sha256:x a.warc.gz:77',
  )
  const skipped = { ...visit, status: null, bytes: 0, outcome: 'skipped', reason: 'robots', mimeType: null }
  expect(logLine({ ...skipped, digest: null, warcFile: null, warcOffset: null })).toBe(
    '2026-03-01T00:00:00.000Z - 0 https://okwave.jp/qa/q1.html skipped:robots - okwave%20jp - -',
  )
})
