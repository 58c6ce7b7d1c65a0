import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadPages } from '../../../src/load/load-pages.ts'
import { markQuestionsGone } from '../../../src/load/mark-questions-gone.ts'
import type { Store } from '../../../src/load/store.ts'
import { aPage } from '../../load/pages.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'

const monday = new Date('2026-11-02T00:00:00Z')
const tuesday = new Date('2026-11-03T00:00:00Z')
const wednesday = new Date('2026-11-04T00:00:00Z')

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(() => emptyTables(store.db))
  const gone = (capturedAt: Date) =>
    markQuestionsGone(store.db, [{ site: 'sample', questionId: '101', capturedAt }])
  const goneAt = async () =>
    (await store.db.selectFrom('qa.question').select('gone_at').execute())[0]?.gone_at

  test('a question that its site no longer has is gone since that capture, once', async () => {
    await loadPages(store.db, [aPage()], { capturedAt: monday })
    expect(await gone(tuesday)).toBe(1)
    expect(await gone(wednesday)).toBe(0)
    expect(await goneAt()).toEqual(tuesday)
  })

  test('it comes back when its page comes back, though as it was', async () => {
    await loadPages(store.db, [aPage()], { capturedAt: monday })
    await gone(tuesday)
    const counts = await loadPages(store.db, [aPage()], { capturedAt: wednesday })
    expect(counts.question.changed).toBe(1)
    expect(counts.answer.unchanged).toBe(2)
    expect(await goneAt()).toBeNull()
  })

  test('a question seen later stays', async () => {
    await loadPages(store.db, [aPage()], { capturedAt: monday })
    await loadPages(store.db, [aPage()], { capturedAt: wednesday })
    expect(await gone(tuesday)).toBe(0)
    expect(await goneAt()).toBeNull()
  })
})
