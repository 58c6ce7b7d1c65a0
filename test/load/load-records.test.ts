/** Which of its three ways a record takes: only seen again, new, or recomputed with its question. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/schema/schema.ts'
import { loadRecords } from '../../src/load/load-records.ts'
import type { LoadedPage, PageStateStore } from '../../src/load/page-state.ts'
import { type LoadRecord, prepareRecord } from '../../src/load/prepare-records.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'
import { aPage } from './pages.ts'

const record: LoadRecord = {
  page: aPage(),
  capturedAt: new Date('2026-03-02T00:00:00Z'),
  captureId: 'urn:uuid:2',
  parserVersion: '2026-03-01a',
}
const { observation } = prepareRecord(record)
/** The page as an earlier capture of the same content left it. */
const asBefore: LoadedPage = {
  site: 'sample',
  path: '/qa/q101.html',
  question_id: '101',
  record_digest: observation.record_digest,
  parser_version: '2026-03-01a',
  last_seen_at: new Date('2026-03-01T00:00:00Z'),
  has_siblings: false,
  page_number: 7,
}

describe('a record', () => {
  let known: LoadedPage | null
  let confirmed: boolean
  /** Whether another loader changes the page between reading and touching it. */
  let meanwhile: boolean
  let calls: string[]
  beforeEach(() => {
    known = asBefore
    confirmed = false
    meanwhile = false
    calls = []
  })
  const called =
    <T>(name: string, answer: T) =>
    async (_: unknown, items: readonly unknown[]): Promise<T> => {
      if (items.length > 0) calls.push(name)
      return answer
    }
  const pageStates = (): PageStateStore =>
    ({
      read: called('read', known === null ? [] : [known]),
      claim: called('claim', known === null ? [] : [known]),
      touchUnchanged: called('touch', known === null || meanwhile ? [] : [known]),
      save: called('save', undefined),
      lock: called('lock', []),
      lockQuestions: called('lockQuestions', undefined),
    }) as unknown as PageStateStore
  const { db } = recordingDatabase<Database>(({ sql }) => {
    if (/from crawl\.confirmation/.test(sql) && /distinct confirms/.test(sql)) {
      return confirmed ? [{ confirms: 'urn:uuid:2' }] : []
    }
    if (/^\s*insert into qa\.question /.test(sql)) {
      calls.push('insert question')
      return [{ site: 'sample', question_id: '101' }]
    }
    return []
  })
  /** What was called, without the reading that begins every load, and the claim that begins it for all but the unchanged. */
  const ways = async (change: Partial<LoadRecord> = {}) => {
    calls = []
    const { counts, rowsByCapture } = await loadRecords(db, [{ ...record, ...change }], pageStates())
    expect(calls.shift()).toBe('read')
    return { calls: [...new Set(calls)].filter((call) => call !== 'claim'), counts, rowsByCapture }
  }
  const isRecomputed = { calls: expect.arrayContaining(['lockQuestions']) }
  const none = { inserted: 0, changed: 0, unchanged: 0, gone: 0, stale: 0 }

  test('that shows what was shown before is only seen', async () => {
    expect(await ways()).toEqual({
      calls: ['touch'],
      counts: {
        question: { ...none, unchanged: 1 },
        answer: { ...none, unchanged: 2 },
        reply: { ...none, unchanged: 2 },
        related: { ...none, unchanged: 2 },
      },
      rowsByCapture: new Map(),
    })
    // A record of unknown parser counts as one of the same.
    expect(await ways({ parserVersion: null })).toMatchObject({ calls: ['touch'] })
  })

  test('of a page that another loader changes meanwhile is recomputed', async () => {
    meanwhile = true
    expect(await ways()).toMatchObject(isRecomputed)
  })

  test('of a page that is new is inserted as it is', async () => {
    known = null
    expect(await ways()).toEqual({
      calls: ['insert question'],
      counts: {
        question: { ...none, inserted: 1 },
        answer: { ...none, inserted: 2 },
        reply: { ...none, inserted: 2 },
        related: { ...none, inserted: 2 },
      },
      rowsByCapture: new Map([['urn:uuid:2', 7]]),
    })
  })

  test('of a page that is known and was never read is inserted, and its page is kept', async () => {
    known = { ...asBefore, last_seen_at: null }
    expect(await ways()).toMatchObject({ calls: ['insert question', 'save'] })
  })

  test.each([
    ['another content', { record_digest: 'other' }],
    ['another parser', { parser_version: '2026-02-01a' }],
    ['another question', { question_id: '102' }],
    ['further pages', { has_siblings: true }],
    ['a capture of the same moment', { last_seen_at: record.capturedAt }],
  ])('of a page with %s is recomputed with its question', async (_, change) => {
    known = { ...asBefore, ...change }
    expect(await ways()).toMatchObject(isRecomputed)
  })

  test('that shows a part of its question is recomputed, also where the page is new', async () => {
    const page = aPage({ complete: false })
    expect(await ways({ page })).toMatchObject(isRecomputed)
    known = null
    expect(await ways({ page })).toMatchObject(isRecomputed)
  })

  test('whose capture was confirmed before it was loaded is recomputed', async () => {
    confirmed = true
    expect(await ways()).toMatchObject(isRecomputed)
    known = null
    expect(await ways()).toMatchObject(isRecomputed)
  })

  test('of an older capture than the one loaded is stale', async () => {
    known = { ...asBefore, last_seen_at: new Date('2026-03-03T00:00:00Z') }
    expect((await ways()).counts).toMatchObject({ question: { stale: 1 }, answer: { stale: 2 } })
  })

  test('two of one question are recomputed together; none costs nothing', async () => {
    known = null
    calls = []
    await loadRecords(db, [record, { ...record, captureId: 'urn:uuid:3', path: '/other' }], pageStates())
    expect(calls).toContain('lockQuestions')
    calls = []
    expect(await loadRecords(db, [], pageStates())).toMatchObject({ rowsByCapture: new Map() })
    expect(calls).toEqual([])
  })
})
