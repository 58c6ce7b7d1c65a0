import { expect, test } from 'vitest'
import { stoppedHosts, summarize } from '../../../src/crawl/engine/summary.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'

const now = new Date('2026-03-01T00:00:00Z')
const hostRow = {
  host_group: 'okwave.jp',
  state: 'parked',
  parked_reason: 'timeout',
  next_allowed_at: now,
  backoff_until: null,
  paused_at: null,
  paused_by: null,
  pause_reason: null,
  gate: null,
}
const host = {
  group: 'okwave.jp',
  state: 'parked',
  parkedReason: 'timeout',
  nextAllowedAt: now,
  backoffUntil: null,
  paused: null,
  gate: null,
}

/** Counts come as text where they are bigint. */
function databaseWith(run: object, counts: readonly object[] = [{ questions: 9, answers: 21 }]) {
  return recordingDatabase<Database>(({ sql }) => {
    if (/from "crawl"\."run"/.test(sql)) return [run]
    if (/from "crawl"\."visit"/.test(sql)) {
      return [
        { outcome: 'links', visits: '2' },
        { outcome: 'loaded', visits: '10' },
      ]
    }
    if (/from qa\.question/.test(sql)) return counts
    if (/as due/.test(sql)) return [{ due: '3' }]
    return /from "crawl"\."host"/.test(sql) ? [hostRow] : []
  })
}
const run = {
  result: 'done',
  exit_code: 0,
  requests: '12',
  bytes: '9007199254740991',
  statuses: { '200': 11, '404': 1 },
  started_at: new Date('2026-02-28T23:59:30Z'),
  ended_at: null,
  options: { groups: ['okwave.jp', 7], sites: ['okwave'] },
  summary: { failedChecks: [{ name: 'orphans', offending: 1 }] },
}

test('a run is counted from its rows', async () => {
  const { db, queries } = databaseWith(run)
  expect(await summarize(db, { runId: 'a-run', now })).toEqual({
    runId: 'a-run',
    result: 'done',
    exitCode: 0,
    requests: 12,
    bytes: 9_007_199_254_740_991,
    seconds: 30,
    pace: 0.4,
    statuses: { '200': 11, '404': 1 },
    outcomes: { links: 2, loaded: 10 },
    questions: 9,
    answers: 21,
    due: 3,
    hosts: [host],
    failedChecks: [{ name: 'orphans', offending: 1 }],
  })
  const given = queries.flatMap(({ parameters }) => parameters.filter(Array.isArray))
  // The sites of the run for questions and answers, its host groups for what is due and for the hosts.
  expect(given).toEqual([['okwave'], ['okwave'], ['okwave.jp'], ['okwave.jp']])
})

test.each([
  [null, null],
  [{}, {}],
  [{ groups: 'okwave.jp', sites: 3 }, { failedChecks: 'none' }],
])('a run with options %j and summary %j has no groups, sites or failed checks', async (options, summary) => {
  const { db, queries } = databaseWith({ ...run, options, summary, result: null, exit_code: null }, [])
  expect(await summarize(db, { runId: 'a-run', now })).toMatchObject({
    result: null,
    exitCode: null,
    questions: 0,
    answers: 0,
    failedChecks: [],
  })
  expect(queries.flatMap(({ parameters }) => parameters.filter(Array.isArray))).toEqual([[], [], [], []])
})

test('hosts that the quality gate stopped are those with a gate', async () => {
  const { db, queries } = databaseWith(run)
  expect(await stoppedHosts(db)).toEqual([host])
  expect(queries[0]?.sql).toContain('gate is not null')
})
