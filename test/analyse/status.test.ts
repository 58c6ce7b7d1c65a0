/** The status of a database from prepared rows, and what is said of one that cannot be read. */
import { describe, expect, test } from 'vitest'
import { readStatus } from '../../src/analyse/status.ts'
import type { Database } from '../../src/database/schema/schema.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'

const now = new Date('2026-11-29T00:00:00Z')
const run = {
  ...{
    run_id: 'c',
    result: 'done',
    exit_code: 0,
    requests: 1,
    bytes: 1,
    statuses: {},
    options: {},
    summary: {},
  },
  ...{ started_at: now, ended_at: null },
}

/** With these rows for statements that have these words. */
async function statusOf(answers: Readonly<Record<string, readonly object[]>>) {
  const { db, queries } = recordingDatabase<Database>(({ sql }) => {
    const found = Object.entries(answers).find(([words]) => sql.includes(words))
    return found?.[1] ?? []
  })
  return { status: await readStatus(db, now), queries }
}

test('before the first crawl there is nothing to tell', async () => {
  expect((await statusOf({})).status).toEqual({
    ...{ lastRun: null, rejects: [], stopped: [], paused: [], unreached: [], traps: [], lenient: [] },
    ...{ slices: [], reparse: null, unfinished: [] },
  })
})

test('the last crawl has its times, and examples have URLs where the page is known', async () => {
  const { status, queries } = await statusOf({
    'as rejected': [
      { site: 'goo', reason: 'checks', pages: 2, example: '/q1', origin: 'https://goo.example' },
      { site: 'goo', reason: 'empty', pages: 1, example: '/q2', origin: null },
    ],
    'as unreached': [
      { site: 'goo', outcome: 'gone', reason: '404', pages: 2, path: '/q3', origin: 'https://goo.example' },
      { site: 'goo', outcome: 'failed', reason: 'timeout', pages: 1, path: '/q4', origin: null },
    ],
    'from "crawl"."run"': [run],
    'qa.question': [{ questions: 1, answers: 2 }],
    'as due': [{ due: 0 }],
  })
  expect(status.lastRun).toMatchObject({ runId: 'c', startedAt: now, endedAt: null, result: 'done' })
  expect(status.rejects).toEqual([
    { site: 'goo', reason: 'checks', pages: 2, example: '/q1', exampleUrl: 'https://goo.example/q1' },
    { site: 'goo', reason: 'empty', pages: 1, example: '/q2', exampleUrl: null },
  ])
  expect(status.unreached).toEqual([
    { site: 'goo', outcome: 'gone', reason: '404', pages: 2, example: 'https://goo.example/q3' },
    { site: 'goo', outcome: 'failed', reason: 'timeout', pages: 1, example: '/q4' },
  ])
  expect(queries[0]?.sql).toMatch(/where "kind" = \$1 order by "started_at" desc limit \$2$/)
  expect(queries[0]?.parameters).toEqual(['crawl', 1])
})

describe('a status that cannot be read', () => {
  const failing = async (code: string) => {
    const failure = Object.assign(new Error('no table'), { code })
    const { db } = recordingDatabase<Database>(() => {
      throw failure
    })
    return { failure, read: readStatus(db, now) }
  }

  test('for an analyst says where to look instead', async () => {
    await expect((await failing('42501')).read).rejects.toMatchObject({
      code: 'usage',
      message: 'This login may read qa only, and the status is read from crawl.',
      hint: 'Connect as the owner of the database. qa.freshness and qa.crawl_health show what an analyst may see.',
    })
  })

  test.each(['42P01', '42703'])('with %s says to bring the database up to date', async (code) => {
    await expect((await failing(code)).read).rejects.toMatchObject({
      code: 'database-refused',
      message: 'The status of this database cannot be read: no table',
      hint: 'Bring the database up to date with mondo db migrate, and connect as its owner: status reads crawl.',
    })
  })

  test('for any other reason is that reason', async () => {
    const { failure, read } = await failing('08006')
    await expect(read).rejects.toBe(failure)
  })
})
