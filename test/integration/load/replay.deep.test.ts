import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { pageStateStore } from '../../../src/crawl/frontier/page-state.ts'
import type { Store } from '../../../src/database/store.ts'
import { type LoadRecord, loadRecords } from '../../../src/load/load-records.ts'
import { anAnswer, aPage, aReply } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'
import { everyRow, everyRowVersion } from './tables.ts'

/** Few questions, answers and days, so that captures meet. */
const answerKeys = ['1', '2', '3']

const answers = fc
  .record({
    keys: fc.shuffledSubarray(answerKeys),
    best: fc.constantFrom(...answerKeys, null),
    bodies: fc.record({ 1: fc.nat(2), 2: fc.nat(2), 3: fc.nat(2) }),
    replies: fc.nat(2),
  })
  .map(({ keys, best, bodies, replies }) =>
    keys.map((key) =>
      anAnswer(key, {
        isBest: key === best,
        body: `本文 ${bodies[key as '1' | '2' | '3']}`,
        replies: Array.from({ length: replies }, (_, index) => aReply('thanks', `お礼 ${index}`)),
      }),
    ),
  )

const page = fc
  .record({
    questionId: fc.constantFrom('1', '2'),
    title: fc.constantFrom('題一', '題二', '題\0三\ud83d'),
    answers,
    complete: fc.boolean(),
    related: fc.nat(2),
  })
  .map(({ related, ...change }) => aPage({ ...change, related: aPage().related.slice(0, related) }))

/** One page at one time is one capture: the same time with another content does not happen. */
const captures = fc
  .uniqueArray(fc.tuple(page, fc.integer({ min: 1, max: 9 })), {
    selector: ([{ questionId }, day]) => `${questionId} ${day}`,
    minLength: 1,
    maxLength: 8,
  })
  .map((pairs) =>
    pairs.map(
      ([page, day]): LoadRecord => ({
        page,
        capturedAt: new Date(Date.UTC(2026, 0, day)),
        captureId: `urn:uuid:${page.questionId}-${day}`,
        parserVersion: '1',
      }),
    ),
  )

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  const load = (records: readonly LoadRecord[]) =>
    store.db.transaction().execute((trx) => loadRecords(trx, records, pageStateStore))

  test('repeating and replaying captures gives the same tables, and the replay writes no row', async () => {
    await fc.assert(
      fc.asyncProperty(captures, async (records) => {
        await emptyTables(store.db)
        await load(records)
        const once = await everyRow(store.db)
        const versions = await everyRowVersion(store.db)
        await load(records)
        expect(await everyRowVersion(store.db)).toEqual(versions)

        await emptyTables(store.db)
        await load(records.flatMap((record) => [record, record]))
        expect(await everyRow(store.db)).toEqual(once)
      }),
      { numRuns: 25 },
    )
  })

  test('a batch gives the same result as its captures one by one, oldest first', async () => {
    await fc.assert(
      fc.asyncProperty(captures, async (records) => {
        await emptyTables(store.db)
        await load(records)
        const together = await everyRow(store.db)
        await emptyTables(store.db)
        for (const record of records.toSorted((a, b) => a.capturedAt.getTime() - b.capturedAt.getTime())) {
          await load([record])
        }
        expect(await everyRow(store.db)).toEqual(together)
      }),
      { numRuns: 25 },
    )
  })

  test('a newer parser’s reading of a capture replaces the older one, and changed_at stays', async () => {
    await emptyTables(store.db)
    const capturedAt = new Date('2026-11-02T00:00:00Z')
    const record = {
      page: aPage({ title: '文字化け' }),
      capturedAt,
      captureId: 'urn:uuid:1',
      parserVersion: '1',
    }
    await load([record])
    const { counts } = await load([{ ...record, page: aPage(), parserVersion: '2' }])
    expect(counts.question.changed).toBe(1)
    const [row] = await store.db.selectFrom('qa.question').selectAll().execute()
    expect(row).toMatchObject({ title: aPage().title, changed_at: capturedAt, capture_id: 'urn:uuid:1' })
  })

  test('a newer parser that only adds a warning updates the checks, and nothing counts as changed', async () => {
    await emptyTables(store.db)
    const capturedAt = new Date('2026-11-02T00:00:00Z')
    const record = { page: aPage(), capturedAt, captureId: 'urn:uuid:1', parserVersion: '1' }
    await load([record])
    const checks = [{ code: 'text-unclaimed', severity: 'warning', message: '広告' }] as const
    const later = new Date('2026-11-03T00:00:00Z')
    const { counts } = await load([
      { page: aPage({ checks }), capturedAt: later, captureId: 'urn:uuid:2', parserVersion: '2' },
    ])
    expect(counts.question).toMatchObject({ changed: 0, unchanged: 1 })
    const [row] = await store.db.selectFrom('qa.question').selectAll().execute()
    expect(row).toMatchObject({ checks, changed_at: capturedAt, capture_id: 'urn:uuid:1' })
    expect(
      await store.db.selectFrom('crawl.page').select(['parser_version', 'last_seen_at']).execute(),
    ).toEqual([{ parser_version: '2', last_seen_at: later }])
  })

  test('a further page adds its answers and leaves the question to the first page', async () => {
    await emptyTables(store.db)
    const capturedAt = new Date('2026-11-02T00:00:00Z')
    const source = { capturedAt, captureId: null, parserVersion: '1' }
    const first = { ...source, page: aPage({ complete: false, answers: [anAnswer('1')], body: '全文' }) }
    const further = {
      ...source,
      page: aPage({ complete: false, answers: [anAnswer('2')], body: '全文…', related: [], replies: [] }),
      path: '/qa/q101.html?page=2',
    }
    const orders: (readonly LoadRecord[])[] = [
      [first, further],
      [further, first],
    ]
    for (const order of orders) {
      await emptyTables(store.db)
      for (const record of order) await load([record])
      expect(await store.db.selectFrom('qa.question').select('body').execute()).toEqual([{ body: '全文' }])
      expect(await store.db.selectFrom('qa.answer').select('answer_key').execute()).toHaveLength(2)
      const before = await everyRowVersion(store.db)
      for (const record of order) await load([record])
      expect(await everyRowVersion(store.db)).toEqual(before)
    }
  })

  test('an older page does not take the best answer back from a newer one', async () => {
    await emptyTables(store.db)
    const page = (best: string, path: string, day: number): LoadRecord => ({
      page: aPage({ complete: false, answers: [anAnswer(best, { isBest: true })] }),
      path,
      capturedAt: new Date(Date.UTC(2026, 0, day)),
      captureId: null,
      parserVersion: '1',
    })
    await load([page('2', '/qa/q101.html?page=2', 9)])
    await load([page('1', '/qa/q101.html', 5)])
    const rows = await store.db
      .selectFrom('qa.answer')
      .select(['answer_key', 'is_best'])
      .orderBy('answer_key')
      .execute()
    expect(rows).toEqual([
      { answer_key: '1', is_best: false },
      { answer_key: '2', is_best: true },
    ])
  })
})
