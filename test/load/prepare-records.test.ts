import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/schema/schema.ts'
import { prepareRecord, runsOfCaptures, storableRecord } from '../../src/load/prepare-records.ts'
import { recordDigest } from '../../src/load/record-digest.ts'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'
import { aPage } from './pages.ts'

const origin = { capturedAt: new Date('2026-11-02T00:00:00Z'), captureId: null, parserVersion: null }

test('a record is repaired before it is digested', () => {
  const { page, digest } = storableRecord(aPage({ title: 'a\0b\ud800' }))
  expect(page.title).toBe('ab\ufffd')
  expect(digest).toBe(recordDigest(page))
})

test('a record that the database would refuse is refused by name', () => {
  expect(() => storableRecord(aPage({ answerCount: -1 }))).toThrow(
    expect.objectContaining({ code: 'invalid-record', message: expect.stringContaining('answerCount') }),
  )
})

test('a record that was already checked and digested is prepared the same way', () => {
  const given = aPage({ title: 'a\0b' })
  expect(prepareRecord({ ...origin, ...storableRecord(given) })).toEqual(
    prepareRecord({ ...origin, page: given }),
  )
})

describe('the observation of a record', () => {
  const url = 'https://sample.example/qa/q101.html?page=1'
  const next = 'https://sample.example/qa/q101.html?page=2'
  const observed = (page: Partial<QuestionPage>, more: object = {}) =>
    prepareRecord({ ...origin, page: aPage({ url, ...page }), ...more })

  test('of a whole question names its page, and neither part nor run', () => {
    const checks = [{ code: 'key-guessed', severity: 'warning', message: 'a guess' }] as const
    expect(observed({}, { runId: 'r', captureId: 'c', parserVersion: '1' })).toMatchObject({
      ...{ origin: 'https://sample.example', hostGroup: 'sample.example' },
      observation: {
        ...{ site: 'sample', question_id: '101', path: '/qa/q101.html?page=1', part: '', capture_id: 'c' },
        ...{ captured_at: '2026-11-02T00:00:00.000Z', parser_version: '1', run_id: null, complete: true },
        ...{ next_path: null, layout: 'okwave/current', checks: null },
      },
    })
    expect(observed({ checks }).observation.checks).toEqual(checks)
    expect(observed({}).observation.capture_id).toBe('')
  })

  test('of a part keeps the run that brings the other parts, and the way to the next', () => {
    const part = { complete: false, nextPageUrl: next }
    expect(observed(part, { runId: 'r', path: '/qa/q101.html' }).observation).toMatchObject({
      ...{ path: '/qa/q101.html', part: '', run_id: 'r', complete: false, next_path: '/qa/q101.html?page=2' },
    })
  })

  test('of a part without a path is known by the page that follows it, the last one as the last', () => {
    expect(observed({ complete: false, nextPageUrl: next }).observation.part).toBe(next)
    expect(observed({ complete: false }).observation.part).toBe('#last')
    expect(observed({ complete: true, nextPageUrl: next }).observation.part).toBe('')
  })
})

describe('the run of a part', () => {
  const part = (captureId: string | null, runId?: string) =>
    prepareRecord({
      ...origin,
      page: aPage({ complete: false }),
      captureId,
      ...(runId === undefined ? {} : { runId }),
    })

  test('is that of its capture, where the record does not say it', async () => {
    const { db, queries } = recordingDatabase<Database>(() => [{ capture_id: 'c1', run_id: 'r1' }])
    const found = await runsOfCaptures(db, [part('c1'), part('c2'), part(null), part('c1', 'r9')])
    expect(found.map(({ observation }) => observation.run_id)).toEqual(['r1', null, null, 'r9'])
    expect(queries).toHaveLength(1)
  })

  test('is not asked for where no part lacks it', async () => {
    const { db, queries } = recordingDatabase<Database>()
    const records = [
      part(null),
      part('c1', 'r1'),
      prepareRecord({ ...origin, page: aPage(), captureId: 'c1' }),
    ]
    expect(await runsOfCaptures(db, records)).toBe(records)
    expect(queries).toEqual([])
  })
})
