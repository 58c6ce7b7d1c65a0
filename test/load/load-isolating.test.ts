/** The bisection over a loader of this file's own: a load fails if it holds a refused number, and counts the others. */
import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/schema/schema.ts'
import { nothingLoaded } from '../../src/load/load-counts.ts'
import { loadIsolating } from '../../src/load/load-isolating.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'

const coded = (code: string, message: string) => Object.assign(new Error(message), { code })

async function isolated(
  count: number,
  refused: readonly number[],
  error: (record: number) => Error = (record) => coded('22000', `no ${record}`),
) {
  const calls: (readonly number[])[] = []
  const { db, queries } = recordingDatabase<Database>()
  const load = async (records: readonly number[]) => {
    calls.push(records)
    const bad = records.find((record) => refused.includes(record))
    if (bad !== undefined) throw error(bad)
    const question = { ...nothingLoaded.question, inserted: records.length }
    const rowsByCapture = new Map(records.map((record) => [`capture ${record}`, 1]))
    return { counts: { ...nothingLoaded, question }, rowsByCapture }
  }
  const records = Array.from({ length: count }, (_, i) => i + 1)
  const result = loadIsolating(db, records, load)
  const settled = await result.catch((caught: unknown) => caught)
  return { result, settled, calls, said: queries.map(({ sql }) => sql.split(' savepoint')[0]) }
}

describe('records', () => {
  test('of which none is refused are loaded at once, behind one savepoint', async () => {
    const { result, calls, said } = await isolated(4, [])
    expect(await result).toMatchObject({ counts: { question: { inserted: 4 } }, refused: [] })
    expect(calls).toEqual([[1, 2, 3, 4]])
    expect(said).toEqual(['savepoint isolated_load', 'release'])
  })

  test('that are none cost nothing', async () => {
    const { result, calls, said } = await isolated(0, [])
    expect(await result).toEqual({ counts: nothingLoaded, rowsByCapture: new Map(), refused: [] })
    expect([calls, said]).toEqual([[], []])
  })

  test('are halved until the refused one is known', async () => {
    const { result, calls, said } = await isolated(5, [3])
    expect(await result).toMatchObject({
      counts: { question: { inserted: 4 } },
      rowsByCapture: new Map([1, 2, 4, 5].map((record) => [`capture ${record}`, 1])),
      refused: [{ record: 3, message: 'no 3' }],
    })
    expect(calls).toEqual([[1, 2, 3, 4, 5], [1, 2, 3], [1, 2], [3], [4, 5]])
    const failed = ['savepoint isolated_load', 'rollback to', 'release']
    const loaded = ['savepoint isolated_load', 'release']
    expect(said).toEqual([failed, failed, loaded, failed, loaded].flat())
  })

  test('are all refused in no more than twice as many tries, in order', async () => {
    const { result, calls } = await isolated(4, [1, 2, 3, 4])
    expect(await result).toMatchObject({
      counts: nothingLoaded,
      refused: [{ record: 1 }, { record: 2 }, { record: 3 }, { record: 4 }],
    })
    expect(calls).toHaveLength(7)
  })

  test.each(['21000', '22P02', '23514', '44000', '54000', 'P0001'])('are told apart by %s', async (code) => {
    const { result } = await isolated(2, [2], () => coded(code, 'refused'))
    expect(await result).toMatchObject({ refused: [{ record: 2, message: 'refused' }] })
  })

  test.each(['40001', '40P01', '08006', '53100', '57P01', '57014', '42P01', '55P03', 'lease-lost'])(
    'are not told apart by %s, which is about no record',
    async (code) => {
      const error = coded(code, 'not about a record')
      const { settled, calls, said } = await isolated(2, [2], () => error)
      expect(settled).toBe(error)
      expect(calls).toEqual([[1, 2]])
      // The transaction is the caller's to roll back.
      expect(said).toEqual(['savepoint isolated_load'])
    },
  )

  test('are refused with 500 characters of the message at most, which can be stored', async () => {
    const long = `${'x'.repeat(499)}😀`
    const { result } = await isolated(1, [1], () => coded('22000', long))
    expect((await result).refused[0]?.message).toBe(`${'x'.repeat(499)}\ufffd`)
  })
})
