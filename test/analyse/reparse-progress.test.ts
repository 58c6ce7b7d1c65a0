/** How far a re-parse of the archive is, from prepared rows. */
import { expect, test } from 'vitest'
import { reparseProgress } from '../../src/analyse/reparse-progress.ts'
import type { Database } from '../../src/database/schema/schema.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'

const now = new Date('2026-11-29T00:00:00Z')
const row = {
  ...{ runId: 'r', startedAt: now, parserVersion: '1+okwave.1', isStopped: false },
  ...{ total: 4, done: 1, totalBytes: 4_000, readBytes: 1_000, pages: 50, seconds: 10, active: 2 },
}
const progressOf = async (changed: Partial<typeof row> | null) =>
  await reparseProgress(
    recordingDatabase<Database>(() => (changed === null ? [] : [{ ...row, ...changed }])).db,
    now,
  )

test('its pace is that of all active files together', async () => {
  expect(await progressOf({})).toEqual({
    ...{ runId: 'r', startedAt: now, parserVersion: '1+okwave.1', state: 'open' },
    ...{ files: { done: 1, total: 4 }, bytes: { read: 1_000, total: 4_000 }, pages: 50, active: 2 },
    // 100 bytes and 5 pages a second in each of two files.
    ...{ pagesPerSecond: 10, secondsLeft: 15 },
  })
})

test.each([
  ['before the first batch', { seconds: 0 }, 'open'],
  ['before the first byte', { readBytes: 0 }, 'open'],
  ['while no file is active', { active: 0 }, 'open'],
  ['when it was stopped', { isStopped: true }, 'stopped'],
])('%s the pace is not known', async (_, changed, state) => {
  expect(await progressOf(changed)).toMatchObject({ pagesPerSecond: null, secondsLeft: null, state })
})

test('is none where no re-parse is open', async () => {
  expect(await progressOf(null)).toBeNull()
})
