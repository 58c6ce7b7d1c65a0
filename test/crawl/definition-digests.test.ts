/** Definitions that changed under one version since an earlier run. */
import { expect, test } from 'vitest'
import { storedDigests, warnOfChangedDefinitions } from '../../src/crawl/definition-digests.ts'
import type { Database } from '../../src/database/schema/schema.ts'
import type { Log } from '../../src/model/log.ts'
import type { Sites } from '../../src/parse/site/sites.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'

const sitesWith = (digests: Readonly<Record<string, string>>) =>
  ({ digests: new Map(Object.entries(digests)) }) as unknown as Sites
const mine = sitesWith({ 'mine.1': 'a', 'other.2': 'b' })

test('a run keeps the digests of definitions in files, of all or of those named', () => {
  expect(storedDigests(mine)).toEqual({ digests: { 'mine.1': 'a', 'other.2': 'b' } })
  expect(storedDigests(mine, ['other.2', 'okwave.3'])).toEqual({ digests: { 'other.2': 'b' } })
  expect(storedDigests(mine, ['okwave.3'])).toEqual({})
  expect(storedDigests(sitesWith({}))).toEqual({})
})

test('a definition that differs from an earlier run is warned of once', async () => {
  const at = new Date('2026-11-29T00:00:00Z')
  const { db, queries } = recordingDatabase<Database>(() => [
    { name: 'mine.1', digest: 'a', at },
    { name: 'mine.1', digest: 'older', at },
    { name: 'mine.1', digest: 'oldest', at },
    { name: 'other.2', digest: 'b', at },
  ])
  const warned: unknown[][] = []
  const log = { warn: (...said: unknown[]) => void warned.push(said) } as unknown as Log
  await warnOfChangedDefinitions(db, mine, log)
  expect(warned).toEqual([[{ definition: 'mine.1', lastRun: at }, expect.stringContaining('mine.1')]])
  expect(queries[0]?.parameters).toEqual([['mine.1', 'other.2']])
  await warnOfChangedDefinitions(db, sitesWith({}), log)
  expect(queries).toHaveLength(1)
})
