/** Captures that repeat the one before are kept many to a row: whatever is loaded next, they count as if each had its own. */
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pageStateStore } from '../../../src/crawl/frontier/page-state.ts'
import type { Store } from '../../../src/database/store.ts'
import { confirmPages } from '../../../src/load/history/confirmations.ts'
import { type LoadRecord, loadRecords } from '../../../src/load/load-records.ts'
import { markQuestionsGone } from '../../../src/load/mark-questions-gone.ts'
import { aPage } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'
import { everyRowVersion, everythingLoaded } from './tables.ts'

const ids = ['1', '2', '3', '4', '5', '6']
const day = (number: number) => new Date(Date.UTC(2026, 0, number))
const pathOf = (id: string) => `/qa/q${id}.html`
const captureIdOf = (id: string, number: number) => `urn:uuid:${id}-${number}`

const capture = (id: string, number: number, change: Partial<LoadRecord> & { title?: string } = {}) => {
  const { title = '題', ...rest } = change
  return {
    page: aPage({ questionId: id, title, url: `https://sample.example${pathOf(id)}` }),
    capturedAt: day(number),
    captureId: captureIdOf(id, number),
    parserVersion: 'a',
    ...rest,
  } satisfies LoadRecord
}
const allOn = (number: number, title?: string) =>
  ids.map((id) => capture(id, number, title === undefined ? {} : { title }))

describe.each(everyStoreName)('repeats, on %s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(() => emptyTables(store.db))

  const load = (records: readonly LoadRecord[]) =>
    store.db.transaction().execute((trx) => loadRecords(trx, records, pageStateStore))
  const oneByOne = async (records: readonly LoadRecord[]) => {
    for (const record of records) await load([record])
  }
  const repeats = () =>
    store.db.selectFrom('crawl.repeat').select(['places', 'captured_at', 'capture_ids']).execute()

  test('of one batch are one row, and are shown one by one', async () => {
    await load(allOn(1))
    const { counts } = await load(allOn(2))
    expect(counts.question).toEqual({ inserted: 0, changed: 0, unchanged: 6, gone: 0, stale: 0 })
    const rows = await repeats()
    expect(rows.flatMap(({ capture_ids }) => capture_ids).sort()).toEqual(ids.map((id) => captureIdOf(id, 2)))
    expect(rows.flatMap(({ captured_at }) => captured_at)).toEqual(ids.map(() => day(2)))
    const together = await everythingLoaded(store.db)

    await emptyTables(store.db)
    await oneByOne([...allOn(1), ...allOn(2)])
    expect(await repeats()).toEqual([])
    expect(await everythingLoaded(store.db)).toEqual(together)
  })

  test('of other checks are of another row, and of too few none is made', async () => {
    const checks = [{ code: 'text-unclaimed', severity: 'warning', message: '広告' }] as const
    const warned = ids.map((id, index) => {
      const record = capture(id, 2)
      return index < 2 ? { ...record, page: { ...record.page, checks } } : record
    })
    await load(allOn(1))
    await load(warned)
    expect((await repeats()).map(({ places }) => places.length)).toEqual([4])
    const together = await everythingLoaded(store.db)
    await emptyTables(store.db)
    await oneByOne([...allOn(1), ...warned])
    expect(await everythingLoaded(store.db)).toEqual(together)
  })

  test('write no row again when they are loaded again', async () => {
    await load(allOn(1))
    await load(allOn(2))
    const before = await everythingLoaded(store.db)
    const versions = await everyRowVersion(store.db)
    await load(allOn(2))
    expect(await everythingLoaded(store.db)).toEqual(before)
    expect(await everyRowVersion(store.db)).toEqual(versions)
  })

  test('stay those of the other pages when one page changes, is confirmed or is gone', async () => {
    await load(allOn(1))
    await load(allOn(2))
    await load(allOn(3))
    await load([capture('1', 4, { title: '別' })])
    const confirmation = {
      site: 'sample',
      path: pathOf('2'),
      confirms: captureIdOf('2', 3),
      capturedAt: day(4),
      captureId: 'urn:uuid:304',
      runId: null,
    }
    await store.db.transaction().execute((trx) => confirmPages(trx, [confirmation], pageStateStore))
    // The confirmation names a repeat and changes nothing: the capture stays in its row.
    expect((await repeats()).flatMap(({ capture_ids }) => capture_ids)).toContain(captureIdOf('2', 3))
    const gone = [{ site: 'sample', questionId: '3', capturedAt: day(4) }]
    await store.db.transaction().execute((trx) => markQuestionsGone(trx, gone, pageStateStore))
    const kept = (await repeats()).flatMap(({ capture_ids }) => capture_ids).sort()
    expect(kept).toEqual(['2', '4', '5', '6'].flatMap((id) => [captureIdOf(id, 2), captureIdOf(id, 3)]))
    const question = await store.db
      .selectFrom('qa.question_version')
      .select(['question_id', 'title', 'valid_from', 'valid_to'])
      .execute()
    expect(question).toEqual([{ question_id: '1', title: '題', valid_from: day(1), valid_to: day(4) }])
    // All of them change: no row of repeats is left.
    await load(allOn(5, '新'))
    expect(await repeats()).toEqual([])
  })

  test('are split by a capture from between that is loaded late', async () => {
    await load(allOn(1))
    await load(allOn(3))
    await load(allOn(5))
    await load([capture('4', 2, { title: '間' })])
    const states = await store.db
      .selectFrom('qa.question_version')
      .select(['title', 'valid_from', 'valid_to'])
      .orderBy('valid_from')
      .execute()
    expect(states).toEqual([
      { title: '題', valid_from: day(1), valid_to: day(2) },
      { title: '間', valid_from: day(2), valid_to: day(3) },
    ])
    const present = await store.db
      .selectFrom('qa.question')
      .select(['title', 'changed_at', 'capture_id'])
      .where('question_id', '=', '4')
      .executeTakeFirstOrThrow()
    expect(present).toEqual({ title: '題', changed_at: day(3), capture_id: captureIdOf('4', 3) })
  })

  test('end in the same tables, in any order and any batches', async () => {
    const title = fc.constantFrom('題', '題', '題', '別')
    const days = fc.array(fc.tuple(...ids.map(() => title)), { minLength: 3, maxLength: 5 })
    const orders = days.chain((titles) =>
      fc.record({
        titles: fc.constant(titles),
        order: fc.shuffledSubarray(
          titles.map((_, index) => index),
          { minLength: titles.length },
        ),
      }),
    )
    await fc.assert(
      fc.asyncProperty(orders, async ({ titles, order }) => {
        const on = (index: number) =>
          ids.map((id, at) => capture(id, index + 1, { title: titles[index]?.[at] ?? '' }))
        await emptyTables(store.db)
        await oneByOne(titles.flatMap((_, index) => on(index)))
        const single = await everythingLoaded(store.db)
        for (const sequence of [titles.map((_, index) => index), order]) {
          await emptyTables(store.db)
          for (const index of sequence) await load(on(index))
          expect(await everythingLoaded(store.db)).toEqual(single)
        }
      }),
      { numRuns: Number(process.env['MONDO_RUNS'] ?? 6) },
    )
  })

  test('are all kept when two loaders take different pages out of one row', async () => {
    await load(allOn(1))
    await load(allOn(2))
    await Promise.all([
      load([capture('1', 3, { title: '別' })]),
      load([capture('2', 3, { title: '別' })]),
      load([capture('3', 3, { title: '別' })]),
    ])
    const kept = (await repeats()).flatMap(({ capture_ids }) => capture_ids).sort()
    expect(kept).toEqual(['4', '5', '6'].map((id) => captureIdOf(id, 2)))
    const { rows } = await store.db
      .selectFrom('crawl.full_observation')
      .select('capture_id')
      .where('captured_at', '=', day(2))
      .execute()
      .then((found) => ({ rows: found.map(({ capture_id }) => capture_id).sort() }))
    expect(rows).toEqual(['1', '2', '3'].map((id) => captureIdOf(id, 2)))
  })
})
