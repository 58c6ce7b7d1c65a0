import { expect, test } from 'vitest'
import { prepareRecord, storableRecord } from '../../src/load/prepare-records.ts'
import { recordDigest } from '../../src/load/record-digest.ts'
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
