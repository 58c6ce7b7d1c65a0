/** The history of runs: what each cost and brought, and its log. */
import { describe, expect, test } from 'vitest'
import { findRuns, readRuns, unfinishedRuns } from '../../../src/analyse/runs/run-history.ts'
import { readRunHosts } from '../../../src/analyse/runs/run-hosts.ts'
import { readRunLog } from '../../../src/analyse/runs/run-log.ts'
import { logLine, runReport, runsReport } from '../../../src/cli/reports/run-report.ts'
import { startRun } from '../../../src/crawl/run-store.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { crawlSample } from '../crawl/sample-crawl.ts'
import { freshStore, storeNames } from '../stores.ts'

describe.each(storeNames)('the runs of %s', (name) => {
  test('count requests, media types, new questions and hosts, and log each visit', async () => {
    await using site = await sample()
    const store = await freshStore(name)
    expect(await readRuns(store.db, { limit: 5, now: new Date() })).toEqual([])
    const { summary } = await crawlSample(store, { urls: [`${site.url}/`] })
    const now = new Date()
    const [run, ...others] = await readRuns(store.db, { limit: 5, now })
    if (run === undefined) throw new Error('no run')
    expect(others).toEqual([])
    const { runId, result, exitCode, requests, bytes, statuses, outcomes } = summary
    expect(run).toMatchObject({ runId, result, exitCode, requests, bytes, statuses, outcomes })
    expect(run).toMatchObject({ kind: 'crawl', new: outcomes['loaded'], changed: 0 })
    expect(run.mimeTypes['text/html']).toBeGreaterThan(6)
    expect(await findRuns(store.db, runId.slice(0, 8), now)).toEqual([run])
    expect(await findRuns(store.db, 'last', now)).toEqual([run])
    expect(await findRuns(store.db, '%', now)).toEqual([])

    const hosts = await readRunHosts(store.db, runId)
    expect(hosts).toMatchObject([
      { outcomes, statuses: expect.objectContaining({ 200: expect.any(Number) }) },
    ])
    expect(runReport(run, hosts)).toContain(`${run.new} new`)
    expect(runsReport([run])).toContain(runId.slice(0, 8))

    const logged = []
    for await (const visits of readRunLog(store.db, runId)) logged.push(...visits)
    const lines = logged.map(logLine)
    expect(lines).toHaveLength(Object.values(outcomes).reduce((sum, count) => sum + count, 0))
    expect(lines[0]).toMatch(
      /^\S+Z 200 \d+ http:\/\/127\.0\.0\.1:\d+\/ links text\/html \S+ sha256:\w+ \S+\.warc\.gz:\d+$/,
    )
    expect(lines.some((line) => / - 0 \S+ skipped:robots - \S+ - -$/.test(line))).toBe(true)
    for (const line of lines) expect(line.split(' ')).toHaveLength(9)
    expect(await unfinishedRuns(store.db)).toEqual([])
  })
})

test('a re-parse has no counts of visits, instead of noughts', async () => {
  const store = await freshStore('pglite')
  const start = { now: new Date('2026-11-01T00:00:00Z'), mondoVersion: '1', parserVersion: '1', options: {} }
  await startRun(store.db, { ...start, kind: 'reparse' })
  const runs = await readRuns(store.db, { limit: 5, now: new Date('2026-11-01T00:00:01Z') })
  expect(runs).toMatchObject([{ kind: 'reparse', new: null, changed: null, gone: null, rejected: null }])
  expect(runsReport(runs)).toMatch(/ - +- +- +-\s*$/)
  expect(runs.map((run) => runReport(run, [])).join()).not.toContain('questions:')
})

async function sample() {
  const site = await startSampleSite({ questions: 6 })
  return { url: site.url, [Symbol.asyncDispose]: () => site.close() }
}
