/** A distributed re-parse of the whole archive: one job for each file, taken by any worker; an interrupted run resumes. */
import { readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { filesOfArchive, hasFile, pagesOfFile } from '../../../src/app/reparse-sources.ts'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import { readIndex } from '../../../src/archive/cdxj.ts'
import { endRun } from '../../../src/crawl/run-store.ts'
import { openStore, type Store } from '../../../src/database/store.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { openFileQueue } from '../../../src/queue/file-queue.ts'
import { type FileWorkerDeps, workOnFileQueue } from '../../../src/reparse/file-worker.ts'
import { type ArchiveDeps, reparseArchive } from '../../../src/reparse/reparse-archive.ts'
import { openReparseRun, type ReparseRun } from '../../../src/reparse/reparse-run.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { everythingLoaded } from '../load/tables.ts'
import { emptyTables, freshStore, freshUrl, storeNames } from '../stores.ts'
import { manyFiles } from './many-files.ts'

const { version: parserVersion } = bundledSites

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
const never = new AbortController().signal
const folder = temporaryFolder()

interface Read {
  readonly file: string
  readonly behind: number | null
}

/** The archive of a process, recording what it reads. `onPage` is called after each page. */
function seen(dir: string, onPage: (count: number) => void = () => undefined) {
  const read: Read[] = []
  const pages = pagesOfFile(dir)
  let count = 0
  const pagesOf: FileWorkerDeps['pagesOf'] = async function* (of, noteFailure) {
    read.push({ file: of.file, behind: of.behind })
    for await (const page of pages(of, noteFailure)) {
      yield page
      onPage(++count)
    }
  }
  return { read, pagesOf, hasFile: hasFile(dir), reader: directReader }
}

async function everything(store: Store) {
  const rejects = await store.db.selectFrom('crawl.rejected_page').selectAll().orderBy('path').execute()
  return { ...(await everythingLoaded(store.db)), rejects }
}

async function again(
  store: Store,
  dir: string,
  more: Partial<ArchiveDeps> & { readonly afresh?: boolean } = {},
) {
  const { afresh = false, ...deps } = more
  const files = await filesOfArchive(dir)
  const options = { files, site: null, afresh, mondoVersion: '0', parserVersion }
  return await reparseArchive(options, { store, clock, signal: never, log, ...seen(dir), ...deps })
}

describe.each(storeNames)('%s', (name) => {
  let store: Store
  let dir: string
  let names: readonly string[]
  let clean: Awaited<ReturnType<typeof everything>>
  let cleanEnd: Awaited<ReturnType<typeof again>>
  beforeAll(async () => {
    dir = join(folder.path, name)
    names = await manyFiles(dir)
    store = await freshStore(name)
    cleanEnd = await again(store, dir)
    clean = await everything(store)
  })
  beforeEach(() => emptyTables(store.db))

  test('reads every file once, and sums up all files', async () => {
    expect(cleanEnd).toMatchObject({
      result: 'done',
      files: { total: 6, done: 6 },
      failures: [],
      pages: 308,
      withQuestion: 298,
    })
    const { read, ...archive } = seen(dir)
    await again(store, dir, archive)
    expect(read).toEqual(names.map((file) => ({ file, behind: null })))
    const runs = await store.db.selectFrom('crawl.run').select(['kind', 'result', 'options']).execute()
    expect(runs).toEqual([{ kind: 'reparse', result: 'done', options: { archive: true, site: null } }])
  })

  test('resumes within a file behind what is loaded, and ends as if it had not been stopped', async () => {
    const stop = new AbortController()
    // A batch of the last file is loaded then, and the next one begun.
    const archive = seen(dir, (count) => count === 5 * 13 + 205 && stop.abort())
    const stopped = await again(store, dir, { ...archive, signal: stop.signal })
    expect(stopped).toMatchObject({ result: 'stopped', pages: 265, files: { total: 6, done: 5 } })
    const run = await store.db.selectFrom('crawl.run').select(['result', 'ended_at']).executeTakeFirst()
    expect(run).toEqual({ result: 'stopped', ended_at: expect.any(Date) })

    const opened: ReparseRun[] = []
    const { read, ...rest } = seen(dir)
    const end = await again(store, dir, { ...rest, onOpen: (one) => opened.push(one) })
    expect(opened).toEqual([{ runId: stopped.runId, resumedFrom: expect.any(Date), only: null, left: 1 }])
    expect(read).toEqual([{ file: names.at(-1), behind: expect.any(Number) }])
    expect(end).toEqual({ ...cleanEnd, runId: stopped.runId })
    expect(await everything(store)).toEqual(clean)
  })

  test('a run that its owner stops is stopped for all workers, and resumes at once', async () => {
    const files = await filesOfArchive(dir)
    const { read, ...archive } = seen(dir, (count) => {
      if (count === 1) stopping = endIt()
    })
    let stopping: Promise<void> | null = null
    const endIt = async () => {
      const { run_id } = await store.db.selectFrom('crawl.run').select('run_id').executeTakeFirstOrThrow()
      await endRun(store.db, run_id, { now: clock.now(), result: 'stopped' })
    }
    const slow: typeof archive.pagesOf = async function* (of, noteFailure) {
      for await (const page of archive.pagesOf(of, noteFailure)) {
        yield page
        await stopping
      }
    }
    const end = await again(store, dir, { ...archive, pagesOf: slow })
    expect(end).toMatchObject({ result: 'stopped', pages: 0, files: { total: files.length, done: 0 } })
    expect(read).toHaveLength(1)
    // The file that was begun comes last now, so that other captures are older than what is loaded.
    expect(await again(store, dir)).toMatchObject({ runId: end.runId, result: 'done', pages: 308 })
    expect(await everything(store)).toEqual(clean)
  })

  test('reads everything again after a run that is done, or with --afresh', async () => {
    const stop = new AbortController()
    const archive = seen(dir, (count) => count === 20 && stop.abort())
    const first = await again(store, dir, { ...archive, signal: stop.signal })
    const second = await again(store, dir, { afresh: true })
    expect(second.runId).not.toBe(first.runId)
    expect(second).toMatchObject({ result: 'done', pages: 308, files: { total: 6, done: 6 } })
    expect(await again(store, dir)).toMatchObject({ result: 'done', pages: 308, new: 0, changed: 0 })
    expect(await everything(store)).toEqual(clean)
  })

  test('reports a file that is damaged or missing, and reads the others', async () => {
    const damaged = join(folder.path, `${name} damaged`)
    const [torn = '', , gone = ''] = await manyFiles(damaged)
    await truncate(join(damaged, torn), 6000)
    const stop = new AbortController()
    const { runId } = await again(store, damaged, {
      ...seen(damaged, (count) => count === 15 && stop.abort()),
      signal: stop.signal,
    })
    await rm(join(damaged, gone))
    const end = await again(store, damaged)
    expect(end).toMatchObject({ runId, result: 'done', files: { total: 6, done: 6 } })
    expect(end.failures.map(({ code, message }) => [code, message])).toEqual([
      ['archive-damaged', expect.stringContaining(join(damaged, torn))],
      ['unreadable-input', `${gone} is not in the archive any more`],
      // What repeats a payload of a file that is gone has none.
      ['archive-damaged', expect.stringMatching(/ revisits? whose originals? /)],
    ])
    expect(end.pages).toBeGreaterThan(308 - 3 * 13)
  })

  test('loses one capture to a flipped bit, and reports it though the reading behind it is resumed', async () => {
    const damaged = join(folder.path, `${name} flipped`)
    const files = await manyFiles(damaged)
    const path = join(damaged, files[5] ?? '')
    const bytes = await readFile(path)
    // A capture of the plain ones that all have the same payload would leave the others without their original.
    const [, , place] = (await readIndex(damaged, files[5] ?? '')) ?? []
    if (place === undefined) throw new Error('manyFiles writes an index')
    const at = place.location.offset + 30
    bytes[at] = (bytes[at] ?? 0) ^ 1
    await writeFile(path, bytes)
    const stop = new AbortController()
    const archive = seen(damaged, (count) => count === 5 * 13 + 205 && stop.abort())
    const stopped = await again(store, damaged, { ...archive, signal: stop.signal })
    expect(stopped.result).toBe('stopped')
    const resumed = seen(damaged)
    const end = await again(store, damaged, resumed)
    expect(resumed.read).toEqual([{ file: files[5], behind: expect.any(Number) }])
    expect(resumed.read[0]?.behind).toBeGreaterThan(place.location.offset)
    expect(end).toMatchObject({ result: 'done', pages: 307, files: { total: 6, done: 6 } })
    const lost = `record at byte ${place.location.offset}; ${place.location.length} bytes lost, with ${place.url})`
    expect(end.failures).toEqual([
      { code: 'archive-damaged', message: expect.stringContaining(lost), hint: expect.any(String) },
    ])
    expect(end.failures[0]?.message.split('\n')).toHaveLength(1)
  })

  test('queues a file once; the file of a worker that is gone is read by the next worker', async () => {
    const queue = await openFileQueue({ store, log, parserVersion })
    const files = await filesOfArchive(dir)
    const options = { files, site: null, afresh: false, now: clock.now(), mondoVersion: '0', parserVersion }
    const { runId } = await openReparseRun(store.db, queue, options)
    const [job] = await queue.take(1)
    await openReparseRun(store.db, queue, options)
    // Jobs that are made at once are taken in any order.
    expect(job?.data).toEqual({ runId, file: expect.any(String) })
    const taken: string[] = []
    for (let [next] = await queue.take(1); next !== undefined; [next] = await queue.take(1)) {
      taken.push(next.data.file)
    }
    expect([job?.data.file, ...taken].sort()).toEqual(names)
    expect(await queue.take(1)).toEqual([])
    await queue.close()
    if (name !== 'pglite') return
    expect(await again(store, dir)).toMatchObject({ runId, result: 'done' })
    expect(await everything(store)).toEqual(clean)
  })
})

describe('on Postgres', () => {
  test('two workers share a re-parse: each file is read once, with the result of one worker', async () => {
    const url = await freshUrl('postgres 15')
    const dir = join(folder.path, 'shared')
    const names = await manyFiles(dir)
    const [one, other] = [await openStore(url), await openStore(url)]
    try {
      const mine = seen(dir)
      const theirs = seen(dir)
      const over = new AbortController()
      const queue = await openFileQueue({ store: other, log, parserVersion })
      const worker = workOnFileQueue(
        { db: other.db, queue, clock, log, signal: over.signal, ...theirs },
        { idleMs: 20, isOver: () => Promise.resolve(false) },
      )
      const end = await again(one, dir, mine)
      over.abort()
      await worker
      await queue.close()
      expect(end).toMatchObject({ result: 'done', pages: 308, files: { total: 6, done: 6 } })
      const files = [...mine.read, ...theirs.read].map(({ file }) => file)
      expect(files.sort()).toEqual(names)
      expect(mine.read.length).toBeGreaterThan(0)
      expect(theirs.read.length).toBeGreaterThan(0)
      const shared = await everything(one)
      await emptyTables(one.db)
      await again(one, dir)
      expect(shared).toEqual(await everything(one))
    } finally {
      await one.close()
      await other.close()
    }
  })

  test('a worker that does not have the archive leaves its files to others', async () => {
    const store = await freshStore('postgres 15')
    const dir = join(folder.path, 'seen')
    await manyFiles(dir)
    const queue = await openFileQueue({ store, log, parserVersion })
    const elsewhere = seen(folder.path)
    const over = new AbortController()
    const left: string[] = []
    const blind = workOnFileQueue(
      {
        db: store.db,
        queue,
        clock,
        log: { ...log, warn: (_, message) => left.push(message) },
        signal: over.signal,
        ...elsewhere,
      },
      { idleMs: 5, isOver: () => Promise.resolve(false) },
    )
    const end = await again(store, dir)
    over.abort()
    await blind
    await queue.close()
    expect(end).toMatchObject({ result: 'done', failures: [], files: { total: 6, done: 6 } })
    expect(elsewhere.read).toEqual([])
    expect(left.length).toBeLessThanOrEqual(1)
  })
})
