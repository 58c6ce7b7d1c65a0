import { expect, test } from 'vitest'
import type { Status } from '../../../src/analyse/status.ts'
import { statusJson } from '../../../src/cli/progress/watch-status.ts'
import { statusReport } from '../../../src/cli/reports/status-report.ts'
import { statusWith } from '../statuses.ts'

const now = new Date('2026-03-01T00:10:00Z')
const soon = new Date('2026-03-01T00:10:20Z')
const ago = new Date('2026-03-01T00:09:50Z')

type Host = NonNullable<Status['lastRun']>['hosts'][number]
const host = (hostGroup: string, more: Partial<Host> = {}): Host => {
  const clocks = { nextAllowedAt: null, backoffUntil: null, paused: null, gate: null }
  return { group: hostGroup, state: 'ready', parkedReason: null, ...clocks, ...more }
}

/** The lines of one part of the report: what stands under its heading. */
function part(report: string, heading: string): string[] {
  return report
    .split('\n\n')
    .flatMap((one) =>
      one.startsWith(heading) ? [one.split('\n').map((line) => line.trimEnd().replace(/ {2,}/g, ' | '))] : [],
    )
    .flat()
}

test('is the same without a database and without a crawl', () => {
  expect(statusReport(null, now)).toBe('No crawl yet. Start one with: mondo crawl URL')
  expect(statusReport({ ...statusWith(), lastRun: null }, now)).toBe(statusReport(null, now))
})

test('shows for each host its clocks, why it is parked, and the slice in progress', () => {
  const hosts = [
    host('blocked.example', { backoffUntil: soon, nextAllowedAt: ago }),
    host('gone.example'),
    host('idle.example', { backoffUntil: ago }),
    host('parked.example', { state: 'parked', parkedReason: 'timeout' }),
    host('work.example', { nextAllowedAt: soon }),
  ]
  const slices = [
    { hostGroup: 'gone.example', state: 'active', since: ago, leaseUntil: ago },
    { hostGroup: 'blocked.example', state: 'waiting', since: soon, leaseUntil: null },
    { hostGroup: 'work.example', state: 'active', since: ago, leaseUntil: soon },
    { hostGroup: 'of-another-crawl.example', state: 'waiting', since: ago, leaseUntil: null },
  ] as const
  expect(part(statusReport(statusWith({ hosts }, { slices }), now), 'host ')).toEqual([
    'host | state | next request | slice',
    'blocked.example | asked for a pause until 2026-03-01T00:10:20.000Z | from 2026-03-01T00:10:20.000Z',
    'gone.example | ready | its worker is gone since 2026-03-01T00:09:50.000Z',
    'parked.example | parked: timeout',
    'work.example | ready | 2026-03-01T00:10:20.000Z | with a worker since 2026-03-01T00:09:50.000Z',
    'of-another-crawl.example | ready | waits for a worker',
  ])
})

test('leaves out the host table when all hosts are ready, and counts hosts beyond the limit', () => {
  expect(statusReport(statusWith({ hosts: [host('a.example')] }), now)).not.toContain('a.example')
  const many = Array.from({ length: 25 }, (_, i) =>
    host(`h${i}.example`, { state: 'parked', parkedReason: 'timeout' }),
  )
  const lines = part(statusReport(statusWith({ hosts: many }), now), 'host ')
  expect(lines).toHaveLength(22)
  expect(lines.at(-1)).toBe('and 5 more hosts')
})

test('groups unreached pages by reason, with a sample URL', () => {
  const url = 'https://sample.example/qa/q1.html'
  const unreached = [
    { site: 'sample', outcome: 'gone', reason: '404', pages: 12, example: url },
    { site: 'sample', outcome: 'not-a-question', reason: null, pages: 1, example: `${url}?x` },
  ] as const
  const rejects = [
    { site: 'sample', reason: 'checks', pages: 2, example: '/qa/q2.html', exampleUrl: `${url}?y` },
    { site: 'sample', reason: 'empty', pages: 1, example: '/qa/q3.html', exampleUrl: null },
  ]
  const report = statusReport(statusWith({}, { unreached, rejects }), now)
  expect(part(report, 'not reached')).toEqual([
    'not reached, or no question:',
    'site | outcome | reason | pages | example',
    `sample | gone | 404 | 12 | ${url}`,
    `sample | not-a-question | 1 | ${url}?x`,
  ])
  expect(part(report, 'rejected:').slice(2)).toEqual([
    `sample | checks | 2 | ${url}?y`,
    'sample | empty | 1 | /qa/q3.html',
  ])
})

test('names the hosts that are read leniently, and counts those beyond the limit', () => {
  const until = new Date('2026-04-01T00:00:00Z')
  const lenient = Array.from({ length: 22 }, (_, i) => ({ hostGroup: `${10 + i}.example`, until }))
  const lines = part(statusReport(statusWith({}, { lenient }), now), 'read leniently')
  expect(lines[0]).toBe('read leniently: these hosts sent HTTP that the strict parser refuses')
  expect(lines[2]).toBe('10.example | 2026-04-01T00:00:00.000Z')
  expect(lines.at(-1)).toBe('and 2 more hosts')
  expect(statusReport(statusWith(), now)).not.toContain('leniently')
  // mondo fetch leaves them without a crawl.
  const fetched = { ...statusWith({}, { lenient }), lastRun: null }
  expect(part(statusReport(fetched, now), 'read leniently')).toEqual(lines)
  expect(statusJson(fetched)).toMatchObject({ lenient })
})
