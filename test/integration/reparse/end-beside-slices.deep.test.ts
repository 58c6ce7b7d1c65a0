/** A re-parse that ends while slices settle the same pages: it looks through all rejects after they have committed. */
import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { loadPages } from '../../../src/app/load-pages.ts'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import type { Store } from '../../../src/database/store.ts'
import { parserVersion } from '../../../src/parse/parser-version.ts'
import { reparseSource } from '../../../src/reparse/reparse.ts'
import { endIfAllRead } from '../../../src/reparse/reparse-run.ts'
import { aPage } from '../../load/pages.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { meetingASlice } from '../crawl/meeting-a-slice.ts'
import { freshStore } from '../stores.ts'

const runId = '00000000-0000-4000-8000-000000000001'
const at = new Date('2026-11-23T10:00:00Z')
let store: Store
let paths: readonly string[]

beforeEach(async () => {
  store = await freshStore('postgres 15')
  const { db } = store
  const pages = ['1', '2'].map((questionId) =>
    aPage({ questionId, url: `https://sample.example/qa/q${questionId}.html` }),
  )
  await loadPages(db, pages, { capturedAt: at })
  const known = await db.selectFrom('crawl.page').select(['site', 'path']).orderBy('path').execute()
  paths = known.map(({ path }) => path)
  const reject = { rejected_at: new Date(at.getTime() - 1), reason: 'checks', checks: '[]' } as const
  for (const page of known) {
    await db
      .insertInto('crawl.rejected_page')
      .values({ ...page, ...reject, parser_version: parserVersion })
      .execute()
  }
  const versions = { mondo_version: '0', parser_version: parserVersion, options: '{}' }
  await db
    .insertInto('crawl.run')
    .values({ run_id: runId, kind: 'reparse', started_at: at, ...versions })
    .execute()
})

const lock = (row: 'first' | 'second') =>
  sql`select from crawl.rejected_page where path = ${paths[row === 'first' ? 0 : 1]} for update`
const rejects = () => store.db.selectFrom('crawl.rejected_page').select('path').execute()

test('of the whole archive', async () => {
  expect(await meetingASlice(store, lock, () => endIfAllRead(store.db, runId, at))).toBe('done')
  expect(await rejects()).toEqual([])
})

test('of some files', async () => {
  const nothing = async function* () {}
  const options = { paths: [], site: null, rejected: null, dryRun: false }
  const deps = {
    db: store.db,
    clock,
    signal: new AbortController().signal,
    reader: directReader,
    mondoVersion: '0',
  }
  const end = await meetingASlice(store, lock, () => reparseSource(nothing(), options, deps))
  expect(end).toMatchObject({ result: 'done' })
  expect(await rejects()).toEqual([])
})
