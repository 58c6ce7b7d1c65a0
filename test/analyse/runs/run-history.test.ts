/** Runs counted from prepared rows. What the statements mean is for the integration tests. */
import { describe, expect, test } from 'vitest'
import { findCrawls, findRuns, readRuns, unfinishedRuns } from '../../../src/analyse/runs/run-history.ts'
import { type LoggedVisit, readRunLog } from '../../../src/analyse/runs/run-log.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'

const now = new Date('2026-11-29T01:00:00Z')
const crawl = {
  ...{ run_id: 'c', kind: 'crawl', result: 'done', exit_code: 0 },
  started_at: new Date('2026-11-29T00:00:00Z'),
  ended_at: new Date('2026-11-29T00:01:40Z'),
  ...{ requests: '333', bytes: '9007199254740991', statuses: { 200: 333 } },
}
const reparse = { ...crawl, run_id: 'r', kind: 'reparse', requests: '0', bytes: '0' }

function historyOf(...runs: readonly object[]) {
  return recordingDatabase<Database>(({ sql }) => {
    if (sql.startsWith('select "run_id"')) return runs
    if (sql.includes('outcome as name')) {
      return [
        { run_id: 'c', name: 'gone', count: 2 },
        { run_id: 'c', name: 'loaded', count: 5 },
        { run_id: 'r', name: 'gone', count: 9 },
      ]
    }
    if (sql.includes('content_type')) return [{ run_id: 'c', name: 'text/html', count: 7 }]
    return [
      { run_id: 'c', name: 'new', count: 3 },
      { run_id: 'c', name: 'changed', count: 1 },
    ]
  })
}
const read = async (...runs: readonly object[]) => await readRuns(historyOf(...runs).db, { limit: 20, now })

test('a crawl is counted from its visits', async () => {
  expect(await read(crawl)).toEqual([
    {
      ...{ runId: 'c', kind: 'crawl', result: 'done', exitCode: 0 },
      ...{ startedAt: crawl.started_at, endedAt: crawl.ended_at, seconds: 100 },
      ...{ requests: 333, bytes: 9007199254740991, pace: 3.33, statuses: { 200: 333 } },
      ...{ mimeTypes: { 'text/html': 7 }, outcomes: { gone: 2, loaded: 5 } },
      ...{ new: 3, changed: 1, gone: 2, rejected: 0 },
    },
  ])
})

test('a run of another kind brings no questions of its own', async () => {
  const [row] = await read(reparse)
  expect(row).toMatchObject({ new: null, changed: null, gone: null, rejected: null, mimeTypes: {}, pace: 0 })
})

test('a crawl without visits has counts of 0', async () => {
  const [row] = await read({ ...crawl, run_id: 'x' })
  expect(row).toMatchObject({ outcomes: {}, mimeTypes: {}, new: 0, changed: 0, gone: 0, rejected: 0 })
})

test('a run that goes on is counted up to now, and never backwards', async () => {
  const [going] = await read({ ...crawl, ended_at: null })
  expect(going).toMatchObject({ endedAt: null, seconds: 3600, pace: 0.09 })
  const [ahead] = await read({ ...crawl, ended_at: null, started_at: new Date('2026-11-29T02:00:00Z') })
  expect(ahead).toMatchObject({ seconds: 0, pace: 0 })
})

test('without runs nothing is counted', async () => {
  const { db, queries } = historyOf()
  expect(await readRuns(db, { limit: 20, now })).toEqual([])
  expect(queries).toHaveLength(1)
  expect(queries[0]?.sql).toMatch(/order by "started_at" desc, "run_id" limit \$1$/)
})

describe('runs by id', () => {
  const asked = async (id: string) => {
    const { db, queries } = historyOf(crawl)
    expect(await findRuns(db, id, now)).toHaveLength(1)
    return queries[0]
  }

  test('begin with it, in either case, and nothing in it stands for anything else', async () => {
    const query = await asked('0A%_')
    expect(query?.sql).toMatch(/where run_id::text like \$1 limit \$2$/)
    expect(query?.parameters).toEqual([String.raw`0a\%\_%`, 5])
  })

  test('are the newest one for "last"', async () => {
    const query = await asked('last')
    expect(query?.sql).toMatch(/order by "started_at" desc limit \$1$/)
    expect(query?.parameters).toEqual([1])
  })

  test('are crawls only where those are meant', async () => {
    const { db, queries } = historyOf(crawl)
    expect(await findCrawls(db, 'c')).toEqual(['c'])
    expect(queries[0]?.parameters).toEqual(['crawl', 'c%', 5])
  })
})

test('unfinished runs have numbers for requests', async () => {
  const { db } = recordingDatabase<Database>(() => [{ runId: 'c', requests: '12' }])
  expect(await unfinishedRuns(db)).toEqual([{ runId: 'c', requests: 12 }])
})

test('the log of a run is read in batches, each behind the last visit of the one before', async () => {
  const visits = Array.from({ length: 2_000 }, (_, id) => ({ visitId: id + 1 }))
  const { db, queries } = recordingDatabase<Database>(({ parameters }) =>
    visits.filter(({ visitId }) => visitId > Number(parameters[1])).slice(0, Number(parameters[2])),
  )
  const batches: LoggedVisit[][] = []
  for await (const batch of readRunLog(db, 'c')) batches.push(batch)
  expect(batches.map((batch) => [batch.length, batch[0]?.visitId])).toEqual([
    [1_000, 1],
    [1_000, 1_001],
  ])
  expect(queries.map(({ parameters }) => parameters)).toEqual([
    ['c', 0, 1_000],
    ['c', 1_000, 1_000],
    ['c', 2_000, 1_000],
  ])
})
