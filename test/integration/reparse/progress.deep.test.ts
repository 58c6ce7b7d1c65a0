/** `mondo status` of a re-parse: progress, pace, and that an interrupted one will resume. */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ReparseProgress, reparseProgress } from '../../../src/analyse/reparse-progress.ts'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import { noteProgress, reparseProgressLine } from '../../../src/cli/progress/reparse-progress.ts'
import { endRun } from '../../../src/crawl/run-store.ts'
import type { Store } from '../../../src/database/store.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { type FileData, type FileJob, openFileQueue } from '../../../src/queue/file-queue.ts'
import { beginFile, endFile, saveProgress } from '../../../src/reparse/file-progress-store.ts'
import { reparseFile } from '../../../src/reparse/file-worker.ts'
import { endIfAllRead, openReparseRun } from '../../../src/reparse/reparse-run.ts'
import { nothingRead } from '../../../src/reparse/summary.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { SkippingClock } from '../../crawl/skipping-clock.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { emptyTables, freshStore, freshUrl, storeNames } from '../stores.ts'
import { questionHtml, urlOf } from './saved-question.ts'

const { version: parserVersion } = bundledSites

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
const begun = new Date('2026-11-23T10:00:00Z')
const later = (seconds: number) => new Date(begun.getTime() + seconds * 1000)
const files = [
  { file: 'a.warc.gz', bytes: 1000 },
  { file: 'b.warc.gz', bytes: 3000 },
]

async function openRun(store: Store): Promise<string> {
  const queue = await openFileQueue({ store, log, parserVersion })
  const options = { files, site: null, afresh: false, now: begun, mondoVersion: '0', parserVersion }
  const { runId } = await openReparseRun(store.db, queue, options)
  await queue.close()
  return runId
}

async function begin(store: Store, file: FileData) {
  const progress = await beginFile(store.db, file, begun)
  if (progress === null) throw new Error('the file is done, or the run was stopped')
  return progress
}

/** Pages read of a file in so many seconds, up to that byte. */
async function readSome(
  store: Store,
  runId: string,
  file: string,
  read: { pages: number; at: Date; to: number },
) {
  const { progress: from } = await begin(store, { runId, file })
  const to = { readTo: read.to, summary: { ...nothingRead, pages: read.pages } }
  expect(await saveProgress(store.db, { runId, file }, { from, to, now: read.at })).toBe(true)
}

describe.each(storeNames)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  beforeEach(() => emptyTables(store.db))

  test('counts files, bytes and pages, and takes the pace from the active workers', async () => {
    expect(await reparseProgress(store.db, begun)).toBeNull()
    const runId = await openRun(store)
    expect(await reparseProgress(store.db, begun)).toEqual({
      runId,
      startedAt: begun,
      parserVersion: expect.any(String),
      state: 'open',
      files: { done: 0, total: 2 },
      bytes: { read: 0, total: 4000 },
      pages: 0,
      active: 0,
      pagesPerSecond: null,
      secondsLeft: null,
    } satisfies ReparseProgress)

    await readSome(store, runId, 'a.warc.gz', { pages: 100, at: later(10), to: 900 })
    await readSome(store, runId, 'b.warc.gz', { pages: 100, at: later(10), to: 1000 })
    expect(await reparseProgress(store.db, later(11))).toMatchObject({
      bytes: { read: 1900, total: 4000 },
      pages: 200,
      active: 2,
      pagesPerSecond: 20,
    })
    await endFile(store.db, { runId, file: 'a.warc.gz' }, { failure: null, now: later(12) })
    const half = await reparseProgress(store.db, later(12))
    expect(half).toMatchObject({ files: { done: 1, total: 2 }, bytes: { read: 2000 }, active: 1 })
    expect(half).toMatchObject({ pagesPerSecond: 10, secondsLeft: 20 })
    expect(half === null ? '' : reparseProgressLine(half)).toBe(
      're-parse of 2026-11-23T10:00:00.000Z: 1 of 2 files, 200 pages, 10 pages/s by 1 worker, about 20 s left',
    )
  })

  test('says that no worker is active, that it was stopped, and nothing once it has ended', async () => {
    const runId = await openRun(store)
    await readSome(store, runId, 'a.warc.gz', { pages: 10, at: later(1), to: 900 })
    const left = await reparseProgress(store.db, later(3600))
    expect(left).toMatchObject({ state: 'open', active: 0, pagesPerSecond: null, secondsLeft: null })
    expect(left === null ? '' : reparseProgressLine(left)).toMatch(
      /: 0 of 2 files, 10 pages, no worker is active/,
    )
    await endRun(store.db, runId, { now: later(2), result: 'stopped' })
    const stopped = await reparseProgress(store.db, later(3))
    expect(stopped).toMatchObject({ state: 'stopped', pages: 10, pagesPerSecond: null })
    if (stopped === null) throw new Error('nothing is under way')
    expect(reparseProgressLine(stopped)).toMatch(/, stopped: mondo reparse resumes it$/)
    const older = { ...stopped, parserVersion: '2020-01-01a' }
    expect(reparseProgressLine(older)).toMatch(
      /its parser was 2020-01-01a, so mondo reparse starts again from the beginning$/,
    )
    expect(await beginFile(store.db, { runId, file: 'b.warc.gz' }, begun)).toBeNull()

    expect(await openRun(store)).toBe(runId)
    for (const { file } of files) await endFile(store.db, { runId, file }, { failure: null, now: later(9) })
    expect(await endIfAllRead(store.db, runId, later(9))).toBe('done')
    expect(await reparseProgress(store.db, later(9))).toBeNull()
  })

  test('prints a line every minute', async () => {
    await openRun(store)
    const over = new AbortController()
    const lines: string[] = []
    const time = new SkippingClock('2026-11-23T10:00:00Z')
    const note = (line: string) => {
      if (lines.push(`${time.now().toISOString().slice(11, 19)} ${line.slice('mondo: '.length)}`) === 2)
        over.abort()
    }
    await noteProgress({ db: store.db, clock: time, signal: over.signal, note })
    expect(lines).toEqual([
      expect.stringMatching(/^10:01:00 re-parse of 2026-11-23T10:00:00\.000Z: 0 of 2 files/),
      expect.stringMatching(/^10:02:00 re-parse of /),
    ])
  })

  test('of two workers that read one file, only one saves its progress', async () => {
    const runId = await openRun(store)
    const file = { runId, file: 'a.warc.gz' }
    const { progress: from } = await begin(store, file)
    const to = { readTo: 500, summary: nothingRead }
    expect(await saveProgress(store.db, file, { from, to, now: later(1) })).toBe(true)
    expect(await saveProgress(store.db, file, { from, to, now: later(1) })).toBe(false)
    await endRun(store.db, runId, { now: clock.now(), result: 'stopped' })
    expect(await saveProgress(store.db, file, { from: to, to: { ...to, readTo: 600 }, now: later(2) })).toBe(
      false,
    )
  })

  test('a worker that has lost its lease saves nothing, even if the place in the file is the same', async () => {
    const runId = await openRun(store)
    const queue = await openFileQueue({ store, log, parserVersion })
    // Everything that is queued, by the tests before, too.
    const jobs: FileJob[] = []
    for (let [job] = await queue.take(1); job !== undefined; [job] = await queue.take(1)) jobs.push(job)
    const held = jobs.find(({ data }) => data.runId === runId)
    if (held === undefined) throw new Error('nothing is queued')
    const options = { url: urlOf('1') }
    const page = {
      bytes: Buffer.from(questionHtml({ id: '1' })),
      options,
      captureId: null,
      capturedAt: begun,
    }
    const outcome = await reparseFile(held, {
      db: store.db,
      queue,
      clock,
      reader: directReader,
      log,
      signal: new AbortController().signal,
      hasFile: async () => true,
      async *pagesOf() {
        // As pg-boss does with a lapsed lease; within a gzip member of many captures the place has not changed.
        await queue.giveBack(held)
        expect((await queue.take(1)).map(({ id }) => id)).toEqual([held.id])
        yield { ...page, offset: null }
      },
    })
    await queue.close()
    const { file } = held.data
    const noted = await store.db
      .selectFrom('crawl.reparsed_file')
      .select(['summary', 'read_to', 'done_at'])
      .where('run_id', '=', runId)
      .where('warc_file', '=', file)
      .executeTakeFirstOrThrow()
    expect({ outcome, ...noted }).toEqual({ outcome: 'done', summary: null, read_to: null, done_at: null })
  })
})

test('mondo status shows it, even before the first crawl', async () => {
  const url = await freshUrl('postgres 15')
  const { openStore } = await import('../../../src/database/store.ts')
  const store = await openStore(url)
  try {
    const runId = await openRun(store)
    const said = await runMondo(['status', '--db', url])
    const line = 're-parse of 2026-11-23T10:00:00.000Z: 0 of 2 files, 0 pages, no worker is active'
    expect(said.stdout).toContain(line)
    const json = JSON.parse((await runMondo(['status', '--db', url, '--json'])).stdout)
    expect(json).toMatchObject({ rejects: [], reparse: { runId, files: { done: 0, total: 2 } } })
  } finally {
    await store.close()
  }
})
