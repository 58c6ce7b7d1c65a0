/** Captures that say "not modified": they move times, or a question is computed again. */
import { describe, expect, test } from 'vitest'
import type { Database } from '../../../src/database/schema/schema.ts'
import { type Confirmation, confirmedAlready, confirmPages } from '../../../src/load/history/confirmations.ts'
import type { LoadedPage, PageStateStore } from '../../../src/load/page-state.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'

const at = (day: number) => new Date(`2026-11-0${day}T00:00:00Z`)
const confirmation: Confirmation = {
  ...{ site: 'sample', path: '/q1', confirms: 'c1', capturedAt: at(3), captureId: 'c3', runId: null },
}
const page: LoadedPage = {
  ...{ site: 'sample', path: '/q1', question_id: '1', record_digest: 'a', parser_version: '1' },
  ...{ last_seen_at: at(2), has_siblings: false, page_number: 1 },
}
const observation = {
  ...{ site: 'sample', question_id: '1', path: '/q1', record_digest: 'a', parser_version: '1' },
  ...{ complete: true, confirmed_at: at(3) },
}

async function confirmed(
  confirmations: readonly Confirmation[],
  {
    known = page as LoadedPage | null,
    found = [observation] as readonly object[],
    elsewhere = [] as readonly object[],
  } = {},
) {
  const { db, queries } = recordingDatabase<Database>(({ sql }) => {
    if (!sql.includes('as confirmed_at')) return []
    return sql.includes('crawl.observations_of(w.site') ? found : elsewhere
  })
  const touched: unknown[] = []
  const locked: unknown[] = []
  const states = {
    lock: async () => (known === null ? [] : [known]),
    touch: async (_: unknown, pages: readonly unknown[]) => void touched.push(...pages),
    lockQuestions: async (_: unknown, questions: readonly unknown[]) => void locked.push(...questions),
    save: async () => undefined,
  } as unknown as PageStateStore
  await confirmPages(db, confirmations, states)
  return { touched, recomputed: locked.length > 0, queries }
}

test('a page that still shows what it showed is only seen later', async () => {
  const { touched, recomputed, queries } = await confirmed([confirmation])
  expect(touched).toEqual([{ site: 'sample', path: '/q1', captured_at: at(3).toISOString() }])
  expect(recomputed).toBe(false)
  expect(queries[0]?.sql).toMatch(/^insert into "crawl"\."confirmation".* on conflict do nothing$/)
  expect(queries[0]?.parameters).toEqual(['sample', '/q1', 'c1', at(3), 'c3', null])
})

test('without confirmations nothing is asked', async () => {
  expect(await confirmed([])).toEqual({ touched: [], recomputed: false, queries: [] })
})

describe('a question is computed again', () => {
  test.each<readonly [string, Partial<typeof page>, object]>([
    ['read by another parser since', { parser_version: '2' }, {}],
    ['seen later since', { last_seen_at: at(3) }, {}],
    ['showing something else since', { record_digest: 'b' }, {}],
    ['of several pages', { has_siblings: true }, {}],
    ['whose capture was not whole', {}, { complete: false }],
  ])('for a page %s', async (_, changed, shown) => {
    const { touched, recomputed } = await confirmed([confirmation], {
      known: { ...page, ...changed },
      found: [{ ...observation, ...shown }],
    })
    expect([touched, recomputed]).toEqual([[], true])
  })
})

test('a capture that is not found with the question of the page is looked for by the page alone', async () => {
  const { recomputed, queries } = await confirmed([confirmation], {
    found: [],
    elsewhere: [{ ...observation, question_id: '2' }],
  })
  expect(recomputed).toBe(true)
  expect(queries.filter(({ sql }) => sql.includes('as confirmed_at'))).toHaveLength(2)
})

test('a list has no observations', async () => {
  const { touched, queries } = await confirmed([confirmation], { known: { ...page, question_id: null } })
  expect(touched).toEqual([])
  expect(queries.some(({ sql }) => sql.includes('as confirmed_at'))).toBe(false)
})

test('captures that were confirmed before they are loaded are found by their ids', async () => {
  const { db, queries } = recordingDatabase<Database>(() => [{ confirms: 'c1' }])
  const capture = (capture_id: string) => ({ site: 'sample', path: '/q1', capture_id })
  expect(await confirmedAlready(db, [capture('c1'), capture(''), capture('c2')])).toEqual(new Set(['c1']))
  expect(JSON.parse(String(queries[0]?.parameters[0]))).toEqual([
    { site: 'sample', path: '/q1', confirms: 'c1' },
    { site: 'sample', path: '/q1', confirms: 'c2' },
  ])
  expect(await confirmedAlready(db, [capture('')])).toEqual(new Set())
})
