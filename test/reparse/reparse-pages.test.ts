/** Batches of a re-parse over a reader of this file's own; comparing and loading are tested elsewhere. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/schema/schema.ts'
import { noLinks } from '../../src/parse/links/links.ts'
import { bundledSites } from '../../src/parse/site/sites.ts'
import { type Checkpoint, reparsePages } from '../../src/reparse/reparse-pages.ts'
import { endIfAllRead, openReparseRun } from '../../src/reparse/reparse-run.ts'
import { parseSources, type SourcePage } from '../../src/reparse/source.ts'
import { nothingRead } from '../../src/reparse/summary.ts'
import { type PageReader, ReadingStopped } from '../../src/workers/tasks.ts'
import { SkippingClock } from '../crawl/skipping-clock.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'
import { aPage } from '../load/pages.ts'

const at = new Date('2026-03-01T00:00:00Z')
const url = 'https://okwave.jp/qa/q1.html'
const source = (change: Partial<SourcePage> = {}): SourcePage => ({
  bytes: Buffer.from('<p>'),
  options: { url },
  captureId: null,
  capturedAt: null,
  ...change,
})
const notFound = { outcome: { kind: 'not-found', url }, links: noLinks, encoding: 'utf-8' }

describe('a re-parse', () => {
  let captures: readonly object[]
  let verdicts: readonly object[]
  let asked: unknown[]
  let together: number
  let answer: (bytes: string) => object
  beforeEach(() => {
    captures = []
    verdicts = []
    asked = []
    together = 0
    answer = () => ({ kind: 'read', reading: notFound })
  })
  const { db, queries } = recordingDatabase<Database>(({ sql }) =>
    /from "crawl"\."capture"/.test(sql) ? captures : /from crawl\.rejected_page/.test(sql) ? verdicts : [],
  )
  let running = 0
  const reader: PageReader = {
    concurrency: 2,
    sites: bundledSites,
    page: async (bytes, options) => {
      running += 1
      together = Math.max(together, running)
      asked.push(options)
      await Promise.resolve()
      running -= 1
      return answer(Buffer.from(bytes()).toString()) as never
    },
    sitemap: () => Promise.reject(new Error('no sitemap is read here')),
  }
  const run = async (pages: readonly SourcePage[], change: object = {}) => {
    const checkpoints: Checkpoint[] = []
    const summary = await reparsePages(
      (async function* () {
        yield* pages
      })(),
      {
        db,
        clock: new SkippingClock(),
        signal: new AbortController().signal,
        dryRun: false,
        reader,
        checkpoint: async (_, checkpoint) => {
          checkpoints.push(checkpoint)
        },
        ...change,
      },
    )
    return { summary, checkpoints }
  }

  test('saves how far it has read after each batch of 200 pages', async () => {
    const pages = Array.from({ length: 201 }, (_, i) => source({ offset: i * 10 }))
    const { summary, checkpoints } = await run(pages)
    expect(summary).toMatchObject({ pages: 201, notFound: 201 })
    expect(checkpoints.map(({ from, to }) => [from.readTo, to.readTo, to.summary.pages])).toEqual([
      [null, 1_990, 200],
      [1_990, 2_000, 201],
    ])
  })

  test('ends a batch at four megabytes', async () => {
    const bytes = new Uint8Array(2 * 1024 * 1024)
    const { checkpoints } = await run([source({ bytes }), source({ bytes }), source()])
    expect(checkpoints.map(({ to }) => to.summary.pages)).toEqual([2, 3])
  })

  test('continues where an interrupted run stopped', async () => {
    const start = { readTo: 70, summary: { ...nothingRead, pages: 5 } }
    const { summary, checkpoints } = await run([source()], { start })
    expect(summary).toMatchObject({ pages: 6, notFound: 1 })
    // A page without a place moves nothing.
    expect(checkpoints[0]).toMatchObject({ from: { readTo: 70 }, to: { readTo: 70 } })
  })

  test('that is dry writes nothing', async () => {
    const before = queries.length
    const { summary, checkpoints } = await run([source()], { dryRun: true })
    expect([summary.pages, checkpoints]).toEqual([1, []])
    expect(queries.slice(before).filter(({ sql }) => /^\s*(?:insert|update|delete)/.test(sql))).toEqual([])
  })

  test('stops after the batch in hand; pages behind it are dropped', async () => {
    const stop = new AbortController()
    answer = () => {
      stop.abort()
      return { kind: 'read', reading: notFound }
    }
    const pages = Array.from({ length: 300 }, () => source())
    expect((await run(pages, { signal: stop.signal })).summary.pages).toBe(200)
  })

  test('a reader that was stopped ends it only where the run was stopped too', async () => {
    answer = () => {
      throw new ReadingStopped()
    }
    await expect(run([source()])).rejects.toBeInstanceOf(ReadingStopped)
    expect((await run([source()], { signal: AbortSignal.abort() })).summary).toEqual(nothingRead)
  })

  test('rejects a record that the database would refuse', async () => {
    const outcome = { kind: 'question', page: aPage({ questionId: '' }) }
    answer = () => ({ kind: 'read', reading: { ...notFound, outcome } })
    expect((await run([source()])).summary).toMatchObject({
      rejected: 1,
      rejectedFor: [{ reason: 'not-loadable', pages: 1 }],
    })
  })

  describe('parses a source', () => {
    const parsed = async (change: Partial<SourcePage>) =>
      (await parseSources(db, [source(change)], reader))[0]

    test('unless the database knows its capture to be of a site that is not meant', async () => {
      const known = { path: '/own', captured_at: at }
      captures = [
        { ...known, capture_id: 'urn:uuid:1', site: 'sample' },
        { ...known, capture_id: 'urn:uuid:2', site: 'okwave' },
      ]
      const pages = [source({ captureId: 'urn:uuid:1' }), source({ captureId: 'urn:uuid:2' }), source()]
      const read = await parseSources(db, pages, reader, ['okwave'])
      expect(read.map(({ captureId }) => captureId)).toEqual(['urn:uuid:2', source().captureId])
    })

    test('but not a capture on which this version of the parser has failed', async () => {
      const parserVersion = reader.sites.parserVersionOf(url)
      const verdict = { captureId: 'urn:uuid:1', reason: 'timeout', checks: [], parserVersion }
      const ofAnother = { ...verdict, captureId: 'urn:uuid:2', parserVersion: 'another' }
      verdicts = [verdict, ofAnother]
      const pages = [source({ captureId: 'urn:uuid:1' }), source({ captureId: 'urn:uuid:2' }), source()]
      const outcomes = (await parseSources(db, pages, reader)).map(({ outcome }) => outcome)
      expect(outcomes).toEqual([
        { kind: 'rejected', url, reason: 'timeout', checks: [] },
        notFound.outcome,
        notFound.outcome,
      ])
      expect(asked).toHaveLength(2)
    })

    test('as many at once as the reader has threads, in order', async () => {
      answer = (bytes) => ({ kind: 'read', reading: { ...notFound, encoding: bytes } })
      const pages = await parseSources(
        db,
        ['1', '2', '3'].map((text) => source({ bytes: Buffer.from(text) })),
        reader,
      )
      expect([pages.length, together]).toEqual([3, 2])
    })

    test('that is a capture as the page and the site that it was crawled as', async () => {
      captures = [{ capture_id: 'urn:uuid:1', site: 'mirror', path: '/own', captured_at: at }]
      expect(await parsed({ captureId: 'urn:uuid:1' })).toMatchObject({
        site: 'mirror',
        path: '/own',
        capturedAt: at,
        isKnown: true,
      })
      expect(asked).toEqual([{ url, site: 'mirror' }])
    })

    test('that names its page itself', async () => {
      const page = { site: 'given', path: '/given' }
      expect(await parsed({ page, capturedAt: at })).toMatchObject({
        ...page,
        capturedAt: at,
        isKnown: false,
      })
    })

    test('by its URL, and a saved copy by its record', async () => {
      expect(await parsed({})).toMatchObject({ site: 'okwave', path: '/qa/q1.html' })
      const record = aPage({ url: 'https://sample.example/qa/q101.html?page=2' })
      answer = () => ({ kind: 'read', reading: { ...notFound, outcome: { kind: 'question', page: record } } })
      expect(await parsed({ options: { url: 'file:///tmp/a.html' } })).toMatchObject({
        site: 'sample',
        path: '/qa/q101.html?page=2',
      })
      expect(await parsed({})).toMatchObject({ site: 'okwave', path: '/qa/q1.html' })
    })

    test('that is not finished as rejected, with what the pool says', async () => {
      answer = () => ({ kind: 'undone', reason: 'timeout', detail: 'took 10 s' })
      const checks = [{ code: 'parser-crashed', severity: 'error', message: 'took 10 s' }]
      expect(await parsed({})).toMatchObject({
        outcome: { kind: 'rejected', url, reason: 'timeout', checks },
        links: noLinks,
      })
    })
  })
})

describe('the run of a re-parse', () => {
  let looksForStaleSites: boolean
  const opened = async (last: object | null, left: readonly string[], afresh = false) => {
    const enqueued: unknown[] = []
    const { db, queries } = recordingDatabase<Database>(({ sql }) => {
      if (/is not distinct from 'done'/.test(sql)) return last === null ? [] : [last]
      if (/select "warc_file"/.test(sql)) return left.map((warc_file) => ({ warc_file }))
      return []
    })
    const queue = {
      enqueueMissing: async (jobs: readonly unknown[]) => {
        enqueued.push(...jobs)
      },
    }
    const options = {
      files: [],
      site: null,
      afresh,
      now: at,
      mondoVersion: '0',
      parserVersion: '2026-12-01a',
      sites: bundledSites,
    }
    const run = await openReparseRun(db, queue as never, options)
    const updated = queries.filter(({ sql }) => /^update "crawl"\."run"/.test(sql)).length
    looksForStaleSites = queries.some(({ sql }) => /crawl\.rejected_page/.test(sql))
    return { run, enqueued, updated }
  }
  const last = { runId: 'last', startedAt: at, isDone: false }

  test('resumes one that was interrupted, with the files that are left', async () => {
    expect(await opened(last, ['b', 'c'])).toEqual({
      run: { runId: 'last', resumedFrom: at, only: null, left: 2 },
      enqueued: ['b', 'c'].map((file) => ({ runId: 'last', file })),
      updated: 1,
    })
    expect(looksForStaleSites).toBe(false)
  })

  test.each([
    ['there was none', null, false, 0],
    ['the last one is done', { ...last, isDone: true }, false, 1],
    ['it is to read all again', last, true, 1],
  ])('is a new one where %s', async (_, before, afresh, ended) => {
    const { run, updated } = await opened(before, ['b'], afresh)
    expect(run).toEqual({
      runId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      resumedFrom: null,
      only: null,
      left: 1,
    })
    // The one before is marked as stopped.
    expect(updated).toBe(ended)
    expect(looksForStaleSites).toBe(!afresh)
  })

  test.each([
    [{ result: null, isLeft: true }, null, false],
    [{ result: null, isLeft: false }, 'done', true],
    [{ result: 'done', isLeft: false }, 'done', false],
    [{ result: 'stopped', isLeft: true }, 'stopped', false],
  ])('with %j has ended as %s', async (row, result, isEndedHere) => {
    const { db, queries } = recordingDatabase<Database>(({ sql }) =>
      /^select "result"/.test(sql) ? [row] : [],
    )
    expect(await endIfAllRead(db, 'a-run', at)).toBe(result)
    expect(queries.some(({ sql }) => /^update "crawl"\."run"/.test(sql))).toBe(isEndedHere)
  })
})
