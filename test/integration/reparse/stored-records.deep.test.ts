/** What is loaded comes back as the record that it was. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pageStateStore } from '../../../src/crawl/frontier/page-state.ts'
import type { Store } from '../../../src/database/store.ts'
import { loadRecords } from '../../../src/load/load-records.ts'
import { asStored, questionKeyText, storedRecords } from '../../../src/load/rows/stored-records.ts'
import { repairRecord } from '../../../src/load/storable-record.ts'
import type { QuestionPage } from '../../../src/model/question-page.ts'
import { anAnswer, aPage, aReply } from '../../load/pages.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'

const asked = { name: 'ameagari', url: null, bestAnswerRate: { percent: 50, best: 1, answers: 2 } }
const records: readonly [string, QuestionPage][] = [
  ['with everything', aPage()],
  [
    'with times at offsets and fractions',
    aPage({
      postedAt: '2013-07-08T00:10:00.250+09:00',
      answers: [anAnswer('1', { postedAt: '2013-07-08T12:34:00Z' }), anAnswer('2', { postedAt: null })],
    }),
  ],
  [
    'with replies of both kinds, thanks first',
    aPage({
      replies: [aReply('thanks', '一'), aReply('supplement', '二'), aReply('thanks', '三')],
      answers: [anAnswer('1', { replies: [aReply('thanks'), aReply('supplement', '四')] })],
    }),
  ],
  [
    'with nothing that can be left out',
    aPage({
      asker: null,
      postedAt: null,
      answerCount: null,
      thanksCount: null,
      categories: [],
      answers: [],
      replies: [],
      imageUrls: [],
      related: [],
    }),
  ],
  [
    'with checks, aliases and a rate of the asker',
    aPage({
      asker: asked,
      aliases: ['https://mirror.example/qa/1'],
      checks: [{ code: 'text-unclaimed', severity: 'warning', message: '「"」' }],
      layout: 'okwave/landmarks',
    }),
  ],
  ['with what no text column can hold', aPage({ title: '題\0名\ud83d' })],
]

describe.each(storeNames)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(() => emptyTables(store.db))

  test.each(records)('a record %s is read back unchanged', async (_, page) => {
    const source = {
      capturedAt: new Date('2026-01-02T00:00:00Z'),
      captureId: 'urn:uuid:1',
      parserVersion: '1',
    }
    await store.db.transaction().execute((trx) => loadRecords(trx, [{ page, ...source }], pageStateStore))
    const stored = await storedRecords(store.db, [page, { site: 'sample', questionId: 'none' }])
    expect([...stored.keys()]).toEqual([questionKeyText(page)])
    expect(stored.get(questionKeyText(page))).toEqual({
      page: asStored(repairRecord(page)),
      captureId: 'urn:uuid:1',
      goneAt: null,
    })
  })

  test('leaves out answers that are gone', async () => {
    const load = (page: QuestionPage, day: string) =>
      store.db.transaction().execute((trx) => {
        const capturedAt = new Date(`2026-01-${day}T00:00:00Z`)
        return loadRecords(trx, [{ page, capturedAt, captureId: null, parserVersion: '1' }], pageStateStore)
      })
    await load(aPage(), '01')
    const fewer = aPage({ answers: [anAnswer('1', { isBest: true })] })
    await load(fewer, '02')
    const stored = await storedRecords(store.db, [fewer])
    expect(stored.get(questionKeyText(fewer))?.page).toEqual(asStored(fewer))
  })
})
