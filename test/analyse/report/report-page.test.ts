/** What a reader sees of a report, and what a browser may do with it. All rows are invented. */
import { describe, expect, test } from 'vitest'
import type { Report } from '../../../src/analyse/report/read-report.ts'
import { reportBody, reportFile } from '../../../src/analyse/report/report-page.ts'
import { mondoVersion } from '../../../src/model/package-files.ts'
import { linesOf, type Row, resultOf } from '../browse/pages/answering.ts'

const from = new Date('2026-11-29T00:00:00Z')
const to = new Date('2026-11-29T01:02:03Z')
const run: Row = { run_id: '01234567', started_at: from, ended_at: to, result: 'done' }

const report: Report = {
  title: 'Run 01234567',
  readAt: new Date('2026-11-30T12:00:00Z'),
  runs: resultOf([run]),
  runsStatement: 'select runs',
  totals: {
    ...{ visits: 1234, loaded: 1000, unchanged: 200, rejected: 0, failed: 1 },
    ...{ requests: 1300, bytes: 5_000_000, questions: 900, answers: 2000 },
  },
  totalsStatement: 'select totals',
  chapters: [
    {
      title: 'Pace and hosts',
      figures: [
        {
          ...{ id: 'hosts', title: 'Hosts', about: 'As they are.', statement: 'select hosts' },
          ...{ empty: 'No host was asked.', result: resultOf([]) },
        },
      ],
    },
  ],
}
const shown = async (changed: Partial<Report> = {}) =>
  await linesOf({ main: reportBody({ ...report, ...changed }) })

test('a report is its span, its totals, its runs and its chapters', async () => {
  expect(await shown()).toEqual([
    'Run 01234567',
    '2026-11-29 00:00:00 to 2026-11-29 01:02:03 UTC, result done. Read at 2026-11-30 12:00:00 UTC.',
    ...['pages visited', '1,234', 'new or changed', '1,000', 'unchanged', '200'],
    ...['rejected', '0', 'failed', '1', 'requests', '1,300', 'received', '5 MB'],
    ...['questions here', '900', 'answers here', '2,000'],
    ...['Pace and hosts', 'The run', 'Runs', 'run id | started at | ended at | result |'],
    '01234567 | 2026-11-29 00:00:00 | 2026-11-29 01:02:03 | done |',
    ...['Pace and hosts', 'Hosts', 'As they are.', 'No host was asked.'],
  ])
  const html = String(await reportBody(report))
  expect(html).toContain('<a href="#pace-and-hosts">')
  expect(html).toContain('<h2 id="pace-and-hosts">')
  expect(html).toContain('<code>select totals</code>')
  expect(html).toContain('<code>select runs</code>')
})

test('rejected and failed pages are pointed out, and nothing else is', async () => {
  const alarms = async (totals: Report['totals']) =>
    [...String(await reportBody({ ...report, totals })).matchAll(/class="alarm"><dt>(\w+)/g)].map(
      ([, name]) => name,
    )
  expect(await alarms({ visits: 1, rejected: 1, failed: 1 })).toEqual(['rejected', 'failed'])
  expect(await alarms({ visits: 1, rejected: 0, failed: 0 })).toEqual([])
  expect(await shown({ totals: {} })).toEqual(expect.arrayContaining(['received', '0 B']))
})

describe('the span of a report', () => {
  const span = async (...runs: readonly Row[]) => (await shown({ runs: resultOf(runs) }))[1]
  const read = 'Read at 2026-11-30 12:00:00 UTC.'

  test('of a run that has not ended, or of which the result is not known', async () => {
    expect(await span({ ...run, ended_at: null })).toBe(
      `Began 2026-11-29 00:00:00, and has not ended. ${read}`,
    )
    expect(await span({ ...run, result: null })).toContain('UTC, result unknown.')
  })

  test('of several crawls is their number', async () => {
    expect(await span(run, run)).toBe(`2 crawls. ${read}`)
    expect(await span()).toBe(`0 crawls. ${read}`)
    expect(await shown({ runs: resultOf([run, run]) })).toContain('The runs')
  })
})

test('a report is one file that fetches nothing and runs nothing', async () => {
  const file = await reportFile({ ...report, title: 'a\u202eb' })
  expect(file).toContain('<title>ab – mondo</title>')
  expect(file).toContain(
    `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
  )
  expect(file).toContain(`Made by mondo ${mondoVersion()}.`)
  expect(file).toMatch(/<style>\n[^<]*\.tiles[^<]*<\/style>/)
  expect(file).not.toMatch(/<script|<link|src=/)
})
