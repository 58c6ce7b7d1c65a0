/** WARC files that the database knows and the folder lacks, in whole or in part. */
import { expect, test } from 'vitest'
import { archiveGaps, gapText, questionsLost } from '../../src/analyse/archive-gaps.ts'
import type { Database } from '../../src/database/schema/schema.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'

const known = (file: string, end: number) => ({ file, captures: 2, end })

test('a gap is a file that is gone, or ends before its last capture', async () => {
  const { db } = recordingDatabase<Database>(() => [
    known('gone', 100),
    known('cut', 100),
    known('whole', 100),
    known('longer', 100),
  ])
  const sizes = new Map([
    ['cut', 99],
    ['whole', 100],
    ['longer', 101],
  ])
  expect(await archiveGaps(db, sizes)).toEqual([
    { ...known('gone', 100), size: null },
    { ...known('cut', 100), size: 99 },
  ])
})

test.each([
  [{ file: 'a', captures: 1, end: 9, size: null }, 'a (1 capture)'],
  [{ file: 'a', captures: 12, end: 9, size: null }, 'a (12 captures)'],
  [{ file: 'a', captures: 12, end: 9, size: 0 }, 'a (ends at byte 0, the last capture at 9)'],
])('%j is said as %s', (gap, text) => {
  expect(gapText(gap)).toBe(text)
})

test('questions lost are counted by the database', async () => {
  const lost = async (rows: readonly object[]) =>
    await questionsLost(recordingDatabase<Database>(() => rows).db, [])
  expect([await lost([{ count: 3 }]), await lost([])]).toEqual([3, 0])
})
