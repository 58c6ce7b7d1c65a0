/** A range of ids enters the frontier a slice at a time. */
import { describe, expect, test } from 'vitest'
import { resolveCrawlScope } from '../../../src/crawl/scope/crawl-scope.ts'
import { IdSource, idUrl } from '../../../src/crawl/scope/id-source.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { allWays } from '../ways.ts'

const now = new Date('2026-11-29T00:00:00Z')
const template = 'https://okwave.jp/qa/q{id}.html'
const scope = resolveCrawlScope({ ...allWays, urls: ['https://okwave.jp/'], site: null, hostGroup: null })
const of = { hostGroup: 'okwave.jp', runId: 'r', now }

/** A frontier with so many due pages; of each statement's ids this share becomes due. */
function frontier(due: number, share = 1) {
  const added: number[][] = []
  const { db } = recordingDatabase<Database>(({ sql, parameters }) => {
    if (sql.includes('insert into crawl.page')) {
      const pages = JSON.parse(String(parameters[0])) as { path: string }[]
      added.push(pages.map(({ path }) => Number(/q(\d+)/.exec(path)?.[1])))
      return pages.slice(0, Math.floor(pages.length * share)).map(({ path }) => ({ site: 'okwave', path }))
    }
    return sql.includes('from crawl.page') ? Array.from({ length: due }, () => ({})) : []
  })
  return { db, added }
}
const ids = (first: number, last: number) => new IdSource({ first, last, template }, scope)
const signal = new AbortController().signal

test('a source knows its host group, and how many ids are left', () => {
  expect(ids(1, 10)).toMatchObject({ hostGroup: 'okwave.jp', left: 10 })
  expect(ids(5, 5).left).toBe(1)
  expect(ids(5, 4).left).toBe(0)
  expect(idUrl({ first: 1, last: 1, template: 'https://a.example/{id}?id={id}' }, 7)).toBe(
    'https://a.example/7?id=7',
  )
})

describe('ids are added', () => {
  test('up to a thousand in a statement, until a slice is due and one page more', async () => {
    const source = ids(1, 5_000)
    const { db, added } = frontier(200)
    await source.topUp(db, of, signal)
    expect(added.map((some) => [some.length, some[0], some.at(-1)])).toEqual([[1_000, 1, 1_000]])
    expect(source.left).toBe(4_000)
    await source.topUp(db, of, signal)
    expect(added[1]?.[0]).toBe(1_001)
  })

  test('again where too few of them become due', async () => {
    const source = ids(1, 2_500)
    const { db, added } = frontier(0, 0.1)
    await source.topUp(db, of, signal)
    expect(added.map((some) => some.length)).toEqual([1_000, 1_000, 500])
    expect(source.left).toBe(0)
    await source.topUp(db, of, signal)
    expect(added).toHaveLength(3)
  })

  test('to their own host group, while enough is not due, and not after a stop', async () => {
    const { db, added } = frontier(201)
    await ids(1, 10).topUp(db, of, signal)
    await ids(1, 10).topUp(frontier(0).db, { ...of, hostGroup: 'other' }, signal)
    const stopped = frontier(0)
    await ids(1, 10).topUp(stopped.db, of, AbortSignal.abort())
    expect([added, stopped.added]).toEqual([[], []])
  })
})
