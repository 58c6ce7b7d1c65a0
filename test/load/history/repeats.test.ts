/** Observations that repeat the one before, many to a row. */
import { describe, expect, test } from 'vitest'
import { pagesPerGroup } from '../../../src/database/schema/migrations/repeats.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { Observation } from '../../../src/load/history/observation.ts'
import { expandRepeats, type Repeat, saveRepeats } from '../../../src/load/history/repeats.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'

const repeat = (pageNumber: number, changed: Partial<Observation> = {}): Repeat => ({
  pageNumber,
  observation: {
    ...{ site: 'sample', question_id: String(pageNumber), path: `/q${pageNumber}`, part: '', run_id: null },
    ...{ captured_at: '2026-11-01T00:00:00.000Z', capture_id: '', record_digest: 'a', parser_version: '1' },
    ...{ layout: 'l', checks: null, complete: true, next_path: null },
    ...changed,
  },
})
const four = [1, 2, 3, 4].map((number) => repeat(number))

/** Rows that were written, by table. */
async function saved(repeats: readonly Repeat[]) {
  const { db, queries } = recordingDatabase<Database>()
  await saveRepeats(db, repeats)
  const rows = (table: string) =>
    queries
      .filter(({ sql }) => sql.includes(`insert into crawl.${table} `))
      .flatMap(({ parameters }) => JSON.parse(String(parameters[0])))
  return { repeats: rows('repeat'), observations: rows('full_observation') }
}

test('four of one group are one row', async () => {
  const { repeats, observations } = await saved(four)
  expect(repeats).toEqual([
    {
      ...{
        page_group: 0,
        layout: 'l',
        checks: null,
        parser_version: '1',
        places: [1, 2, 3, 4],
        capture_ids: [],
      },
      captured_at: Array(4).fill('2026-11-01T00:00:00.000Z'),
    },
  ])
  expect(observations).toEqual([])
})

test('the row names captures where any has a name', async () => {
  const { repeats } = await saved([...four.slice(1), repeat(1, { capture_id: 'c1' })])
  expect(repeats).toMatchObject([{ places: [2, 3, 4, 1], capture_ids: ['', '', '', 'c1'] }])
})

describe('rows of their own', () => {
  test('have fewer than four, counted once each', async () => {
    const { repeats, observations } = await saved([...four.slice(1), ...four.slice(1)])
    expect(repeats).toEqual([])
    expect(observations).toHaveLength(3)
  })

  test.each<Partial<Observation>>([{ part: 'a' }, { complete: false }, { run_id: 'r' }, { next_path: '/n' }])(
    'have all of a group in which one has %j',
    async (changed) => {
      const { repeats, observations } = await saved([...four, repeat(5, changed)])
      expect([repeats, observations.length]).toEqual([[], 5])
    },
  )

  test('are one a group of pages, and of layout, checks and parser', async () => {
    const next = [1, 2, 3, 4].map((number) => repeat(number + pagesPerGroup))
    const { repeats } = await saved([...four, ...next])
    expect(repeats).toMatchObject([
      { page_group: 0, places: [1, 2, 3, 4] },
      { page_group: 1, places: [1, 2, 3, 4] },
    ])
    const { repeats: apart } = await saved([...four.slice(1), repeat(1, { parser_version: '2' })])
    expect(apart).toEqual([])
  })
})

test('repeats of a question become rows, and leave their group', async () => {
  const expanded = [
    { page_group: 0, place: 1 },
    { page_group: 0, place: 2 },
    { page_group: 3, place: 1 },
  ]
  const run = async (rows: readonly object[]) => {
    const { db, queries } = recordingDatabase<Database>(({ sql }) =>
      sql.includes('expanded as') ? rows : [],
    )
    await expandRepeats(db, [{ site: 'sample', question_id: '1' }])
    return queries
  }
  const [, update, remove] = await run(expanded)
  const groups = [
    { page_group: 0, places: [1, 2] },
    { page_group: 3, places: [1] },
  ]
  expect(update?.sql).toContain('update crawl.repeat')
  expect(remove?.sql).toContain('delete from crawl.repeat')
  for (const query of [update, remove]) expect(JSON.parse(String(query?.parameters[0]))).toEqual(groups)
  expect(await run([])).toHaveLength(1)
})
