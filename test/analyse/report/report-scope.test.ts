/** What a report is about: a run, the last one or a span, and steps of time that make no more columns than a chart shows. */
import { describe, expect, test } from 'vitest'
import type { ReadSession, SqlResult } from '../../../src/analyse/read-session.ts'
import { type ReportOptions, reportScope, timeStep } from '../../../src/analyse/report/report-scope.ts'

test.each([
  [0, '1 second', 1],
  [60_000, '1 second', 1],
  [60_001, '2 seconds', 2],
  [120_001, '5 seconds', 5],
  [300_001, '10 seconds', 10],
  [600_001, '30 seconds', 30],
  [1_800_001, '1 minute', 60],
  [3_600_000, '1 minute', 60],
  [3_600_001, '2 minutes', 120],
  [7_200_001, '5 minutes', 300],
  [18_000_001, '10 minutes', 600],
  [36_000_001, '30 minutes', 1_800],
  [86_400_000, '30 minutes', 1_800],
  [108_000_001, '1 hour', 3_600],
  [216_000_001, '3 hours', 3 * 3_600],
  [648_000_001, '6 hours', 6 * 3_600],
  [30 * 86_400_000, '1 day', 86_400],
  [60 * 86_400_000 + 1, '7 days', 7 * 86_400],
  [420 * 86_400_000 + 1, '28 days', 28 * 86_400],
  [10_000 * 86_400_000, '28 days', 28 * 86_400],
])('a span of %d ms is shown in steps of %s', (span, interval, seconds) => {
  expect(timeStep(span)).toEqual({ interval, ms: seconds * 1000 })
})

const id = '01234567-89ab-cdef-0123-456789abcdef'

/** A database with these runs, whose visits were to two hosts over 61 seconds. */
async function scopeOf(options: Partial<ReportOptions>, runs: readonly string[], isEmpty = false) {
  const asked: string[] = []
  const all = async (statement: string): Promise<SqlResult> => {
    asked.push(statement)
    if (statement.includes('from crawl.run r')) return { columns: ['run_id'], rows: runs.map((run) => [run]) }
    return { columns: [], rows: isEmpty ? [] : [[['b.example', 'a.example'], ['sample', 'goo'], 61]] }
  }
  const scope = await reportScope({ all } as unknown as ReadSession, {
    ...{ runId: null, since: null, until: null },
    ...options,
  })
  return { scope, asked }
}

describe('a report of a run', () => {
  test('is of the last crawl where no other is named', async () => {
    const { scope, asked } = await scopeOf({}, [id])
    expect(scope).toMatchObject({
      title: 'Run 01234567',
      visits: `v.run_id = '${id}'::uuid`,
      captures: `c.run_id = '${id}'::uuid`,
      hostGroups: ['a.example', 'b.example'],
      sites: ['goo', 'sample'],
      step: { interval: '2 seconds', ms: 2000 },
    })
    expect(scope?.runsStatement).toBe(asked[0])
    expect(asked[0]).toMatch(/where r\.kind = 'crawl'\norder by r\.started_at desc limit 1$/)
    expect(asked[1]).toContain(`from crawl.visit v where v.run_id = '${id}'::uuid`)
  })

  test('is none before the first', async () => {
    expect((await scopeOf({}, [])).scope).toBeNull()
  })

  test('takes the beginning of an id, in either case, in which nothing stands for anything else', async () => {
    const { asked } = await scopeOf({ runId: String.raw`0A%_\'` }, [id])
    expect(asked[0]).toContain(String.raw`where r.run_id::text like  E'0a\\%\\_\\\\''%'`)
    expect(asked[0]).toMatch(/limit 2$/)
  })

  test.each([
    [[], 'There is no run 0123.', 'Give the id of a run: mondo sql '],
    [[id, id], 'Several runs begin with 0123.', 'Give more of its id: mondo sql '],
  ])('that is one of %j is refused', async (runs, message, hint) => {
    await expect(scopeOf({ runId: '0123' }, runs)).rejects.toMatchObject({
      code: 'usage',
      message,
      hint: `${hint}"select run_id, started_at, result from crawl.run order by started_at desc limit 10"`,
    })
  })

  test('without visits has no hosts and the finest step', async () => {
    expect((await scopeOf({}, [id], true)).scope).toMatchObject({
      hostGroups: [],
      sites: [],
      step: { interval: '1 second' },
    })
  })
})

describe('a report of a span', () => {
  const since = new Date('2026-11-28T00:00:00Z')
  const until = new Date('2026-11-29T12:30:00Z')
  const [from, to] = ["'2026-11-28T00:00:00.000Z'::timestamptz", "'2026-11-29T12:30:00.000Z'::timestamptz"]

  test('until now has no end', async () => {
    const { scope, asked } = await scopeOf({ since }, [id, id])
    expect(scope).toMatchObject({
      title: 'Since 2026-11-28 00:00 UTC',
      visits: `v.visited_at >= ${from}`,
      captures: `c.captured_at >= ${from}`,
    })
    expect(asked[0]).toContain(
      `where r.kind = 'crawl' and coalesce(r.ended_at, r.alive_at) >= ${from}\norder by`,
    )
  })

  test('with an end has the runs that were at work in it', async () => {
    const { scope, asked } = await scopeOf({ since, until }, [id])
    expect(scope).toMatchObject({
      title: '2026-11-28 00:00 to 2026-11-29 12:30 UTC',
      visits: `v.visited_at >= ${from} and v.visited_at < ${to}`,
      captures: `c.captured_at >= ${from} and c.captured_at < ${to}`,
    })
    expect(asked[0]).toContain(`>= ${from} and r.started_at < ${to}\norder by`)
  })

  test('in which nothing ran is none', async () => {
    expect((await scopeOf({ since }, [])).scope).toBeNull()
  })
})
