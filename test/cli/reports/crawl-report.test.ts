import { describe, expect, test } from 'vitest'
import {
  announcement,
  crawlReport,
  failedCheckLines,
  parkedLines,
  strangeSiteLine,
  unreadLines,
} from '../../../src/cli/reports/crawl-report.ts'
import type { HostSummary, RunSummary } from '../../../src/crawl/engine/summary.ts'
import { type CrawlOptions, crawlOptionsSchema } from '../../../src/crawl/options.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'

describe('the announcement', () => {
  const said = (options: Partial<CrawlOptions>, listed: readonly string[] = []) =>
    announcement(
      { ...crawlOptionsSchema.parse({ urls: ['https://okwave.jp/list/new_question'] }), ...options },
      listed,
    )

  test('names the hosts once each, whether from seeds, files or ids', () => {
    const ids = { first: 1, last: 2, template: 'https://qa.example/q{id}' }
    const listed = ['https://list.example/a', 'https://okwave.jp/qa/q1.html']
    expect(said({ ids }, listed)).toBe(
      'mondo: all pages that are due of okwave.jp, list.example, qa.example; ' +
        '0.5 requests a second for a host (never faster, up to half slower)',
    )
  })

  test('tells how long it takes: a quarter longer than the pace for the mean jitter', () => {
    expect(said({ maxPages: 100, rate: 0.5 })).toBe(
      'mondo: at most 100 pages of okwave.jp; 0.5 requests a second for a host (never faster, up to half slower); about 4 min',
    )
  })

  test('hosts are asked side by side, up to the concurrency, unless they are one group', () => {
    const listed = ['https://a.example/', 'https://b.example/']
    const duration = (options: Partial<CrawlOptions>) =>
      said({ maxPages: 288, rate: 1, ...options }, listed)
        .split('; ')
        .at(-1)
    expect(duration({})).toBe('about 2 min')
    expect(duration({ concurrency: 2 })).toBe('about 3 min')
    expect(duration({ hostGroup: 'all' })).toBe('about 6 min')
  })

  test('without a pace nothing is estimated; a time limit is named', () => {
    expect(said({ rate: 'unlimited', maxPages: 10, maxTime: 7_200 })).toBe(
      'mondo: at most 10 pages of okwave.jp; without a pace, 4 requests at a time; at most 2 h',
    )
  })
})

const summary: RunSummary = {
  runId: 'a-run',
  result: 'done',
  exitCode: 0,
  requests: 12,
  bytes: 1_250_000,
  seconds: 24.5,
  pace: 0.49,
  statuses: { '200': 10, '404': 1 },
  outcomes: { links: 2, loaded: 10 },
  questions: 9,
  answers: 21,
  due: 3,
  hosts: [],
  failedChecks: [],
}

test('a site without a definition is said, for its name may be mistyped', () => {
  const said = (site: string | null) =>
    strangeSiteLine({ site, urls: ['http://127.0.0.1/qa/q1.html'] }, bundledSites)
  expect(said('okwav')).toMatch(/^mondo: no site definition is named okwav: .*There are: okwave, /)
  for (const site of [null, 'okwave', 'pt.stackoverflow.com']) expect(said(site)).toBeNull()
})

describe('the report', () => {
  test('one of each is no plural', () => {
    const one = { ...summary, requests: 1, questions: 1, answers: 1, due: 1 }
    expect(crawlReport(one)).toMatch(/: 1 request in .*1 question, 1 answer; 1 page still due$/s)
  })

  test('counts requests, bytes, visits by outcome and rows', () => {
    expect(crawlReport(summary).split('\n')).toEqual([
      'done: 12 requests in 25 s, 0.49 a second; 1.3 MB received',
      'responses by status: 200: 10, 404: 1, without a response: 1',
      '',
      'outcome  visits',
      'links         2',
      'loaded       10',
      '',
      'in the database: 9 questions, 21 answers; 3 pages still due',
    ])
  })

  test('of a run that is under way says so, and shows no table without a visit', () => {
    expect(
      crawlReport({
        ...summary,
        result: null,
        requests: 1,
        bytes: 0,
        statuses: { '200': 1 },
        outcomes: {},
      }).split('\n'),
    ).toEqual([
      'so far: 1 request in 25 s, 0.49 a second; 0.0 MB received',
      'responses by status: 200: 1',
      '',
      'in the database: 9 questions, 21 answers; 3 pages still due',
    ])
  })

  test('says that nothing was read if all pages failed, and says nothing if one was read', () => {
    const said = (outcomes: RunSummary['outcomes'], result: RunSummary['result'] = 'done') =>
      unreadLines({ ...summary, outcomes, result }, ' --db pglite:d')
    const reasons = 'See why: mondo frontier ls --status failed --db pglite:d'
    expect(said({ failed: 1, retry: 4 })).toEqual([
      `mondo: nothing was read, because the page failed. ${reasons}`,
    ])
    expect(said({ failed: 3, skipped: 1 })).toEqual([
      `mondo: nothing was read, because all 3 pages failed. ${reasons}`,
    ])
    expect(said({ failed: 3, links: 1 })).toEqual([])
    expect(said({ failed: 3 }, 'parked')).toEqual([])
    expect(said({})).toEqual([])
  })

  test('names each failed data check with its rows', () => {
    const failedChecks = [
      { name: 'one-best-answer', offending: 1 },
      { name: 'no-orphans', offending: 2 },
    ]
    expect(failedCheckLines({ ...summary, failedChecks }, ' --data d')).toEqual([
      'mondo: the data check one-best-answer failed: 1 row. Look at them with: mondo check --data d',
      'mondo: the data check no-orphans failed: 2 rows. Look at them with: mondo check --data d',
    ])
  })

  test('names the parked hosts; what the quality gate stopped has a report of its own', () => {
    const host = (group: string, more: Partial<HostSummary>): HostSummary => ({
      group,
      state: 'parked',
      parkedReason: 'timeout',
      nextAllowedAt: null,
      backoffUntil: null,
      paused: null,
      gate: null,
      ...more,
    })
    const gate = { reason: 'drift', trippedAt: '', runId: '', parserVersion: '', broken: [] } as never
    const hosts = [
      host('a.example', {}),
      host('b.example', { state: 'ready' }),
      host('c.example', { parkedReason: 'drift', gate }),
      host('d.example', { gate }),
    ]
    const line = (group: string) =>
      `mondo: host ${group} is parked: timeout. Its frontier is kept: run the same command again later`
    expect(parkedLines({ ...summary, hosts })).toEqual([line('a.example'), line('d.example')])
    const refused = host('e.example', { parkedReason: 'robots.txt: connect ECONNREFUSED 127.0.0.1:1' })
    expect(parkedLines({ ...summary, hosts: [refused] })[0]).toContain(
      'parked: robots.txt: nothing listens there. Its',
    )
  })
})
