/** How far a search looks in the time that it has. Its database and its clock are invented. */
import { expect, test } from 'vitest'
import { patienceMs } from '../../../src/analyse/browse/ask.ts'
import { boundedSearch, embeddedMs } from '../../../src/analyse/browse/bounded-search.ts'
import { inTimeMs } from '../../../src/analyse/browse/in-time.ts'
import { filtersOf } from '../../../src/analyse/browse/search-filters.ts'
import { slowDatabase } from './slow-database.ts'

const search = async (address: string, { ask, now }: ReturnType<typeof slowDatabase>) => {
  const { result, limit, tookMs } = await boundedSearch(ask, filtersOf(new URLSearchParams(address)), now)
  return { hits: result.rows.length, isCut: result.isCut, limit, tookMs }
}
/** A millisecond for so many hits. */
const hitsEachMs = (hitsPerMs: number) => (hits: number) => hits / hitsPerMs

test('few hits are all there are: nothing else is asked', async () => {
  const database = slowDatabase(100, hitsEachMs(10))
  expect(await search('q=a', database)).toEqual({ hits: 100, isCut: false, limit: 100, tookMs: 10 })
  expect(database.begun).toEqual([[101, undefined]])
})

test('more hits are looked for in the time that is left', async () => {
  const database = slowDatabase(5_000, hitsEachMs(10))
  expect(await search('q=a', database)).toEqual({ hits: 1_000, isCut: true, limit: 1_000, tookMs: 110 })
  expect(database.begun).toEqual([
    [101, undefined],
    [1_001, inTimeMs - 10],
  ])
})

test('a search for more that takes too long gives the few, and says after what time', async () => {
  const database = slowDatabase(5_000, hitsEachMs(5))
  expect(await search('q=a', database)).toEqual({ hits: 100, isCut: true, limit: 100, tookMs: inTimeMs })
  expect(database.begun).toEqual([
    [101, undefined],
    [1_001, inTimeMs - 20],
  ])
})

test('after a slow search for few hits no more are looked for', async () => {
  const database = slowDatabase(5_000, () => 140)
  expect(await search('q=a', database)).toEqual({ hits: 100, isCut: true, limit: 100, tookMs: 140 })
  expect(database.begun).toEqual([[101, undefined]])
})

test('a list of questions without words is bounded too', async () => {
  const database = slowDatabase(5_000, hitsEachMs(5))
  expect(await search('status=open', database)).toMatchObject({ hits: 100, isCut: true, limit: 100 })
})

test('what cannot be interrupted is begun only where few hits came quickly', async () => {
  const quick = slowDatabase(5_000, () => embeddedMs, { canInterrupt: false })
  expect(await search('q=a', quick)).toMatchObject({ hits: 1_000, limit: 1_000 })
  const slow = slowDatabase(5_000, () => embeddedMs + 1, { canInterrupt: false })
  expect(await search('q=a', slow)).toEqual({ hits: 100, isCut: true, limit: 100, tookMs: embeddedMs + 1 })
  expect(slow.begun).toHaveLength(1)
})

test('an address can say how many hits to wait for', async () => {
  const slow = slowDatabase(5_000, hitsEachMs(1))
  expect(await search('q=a&hits=1000', slow)).toMatchObject({ hits: 1_000, limit: 1_000, tookMs: 1_100 })
  expect(slow.begun).toEqual([
    [101, undefined],
    [1_001, undefined],
  ])
  const quick = slowDatabase(5_000, hitsEachMs(100))
  expect(await search('q=a&hits=100', quick)).toMatchObject({ hits: 100, limit: 100 })
  expect(await search('q=a&hits=7', quick)).toMatchObject({ hits: 1_000 })
})

test('a search that is waited for in vain gives the few, within the patience of one page', async () => {
  const database = slowDatabase(5_000, hitsEachMs(0.1))
  expect(await search('q=a&hits=1000', database)).toEqual({
    hits: 100,
    isCut: true,
    limit: 100,
    tookMs: patienceMs,
  })
})

test('what fails otherwise fails', async () => {
  const database = slowDatabase(5_000, (hits) => {
    if (hits > 100) throw Object.assign(new Error('gone'), { code: '08006' })
    return 1
  })
  await expect(search('q=a', database)).rejects.toThrow('gone')
})
