/** One file of a re-parse under the lease of its job: how it ends, and what becomes of the job. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/schema/schema.ts'
import { MondoError } from '../../src/model/errors.ts'
import type { FileJob } from '../../src/queue/file-queue.ts'
import { type FileFailure, fileFailureOf, filesResult } from '../../src/reparse/file-progress-store.ts'
import { type FileWorkerDeps, reparseFile, workOnFileQueue } from '../../src/reparse/file-worker.ts'
import { nothingRead } from '../../src/reparse/summary.ts'
import { SkippingClock } from '../crawl/skipping-clock.ts'
import { recordingDatabase } from '../database/recording-dialect.ts'
import { directReader } from '../workers/direct-reader.ts'

const job = (runId = 'a-run'): FileJob => ({ id: 'x', retryCount: 0, data: { runId, file: 'a.warc.gz' } })
const failure: FileFailure = { code: 'archive-damaged', message: 'torn', hint: null }

describe('a file of a re-parse', () => {
  let begun: object | null
  let hasFile: boolean
  let calls: string[]
  let logged: string[]
  let asked: unknown[]
  let noted: FileFailure | null
  let completes: () => void
  let stop: AbortController
  let clock: SkippingClock
  beforeEach(() => {
    begun = { readTo: 70, summary: null, site: 'okwave', bytes: 100, failure: null }
    hasFile = true
    calls = []
    logged = []
    asked = []
    noted = null
    completes = () => undefined
    stop = new AbortController()
    clock = new SkippingClock()
  })

  const { db, queries } = recordingDatabase<Database>(({ sql }) => {
    if (/set begun_at/.test(sql)) return begun === null ? [] : [begun]
    return /^select "result"/.test(sql) ? [{ result: null, isLeft: true }] : []
  })
  const deps = (jobs: readonly FileJob[] = []): FileWorkerDeps => {
    const left = [...jobs]
    const note = (_: object, message: string) => {
      logged.push(message)
    }
    return {
      db,
      clock,
      signal: stop.signal,
      log: { debug: note, info: note, warn: note },
      reader: directReader,
      hasFile: async (file: string, bytes: number) => {
        asked.push([file, bytes])
        return hasFile
      },
      pagesOf: (of: unknown, noteFailure: (one: FileFailure) => void) => {
        asked.push(of)
        if (noted !== null) noteFailure(noted)
        return (async function* () {})()
      },
      queue: {
        hold: () => ({ [Symbol.dispose]: () => calls.push('let go') }),
        complete: async () => {
          calls.push('complete')
          completes()
        },
        giveBack: async () => {
          calls.push('give back')
        },
        take: async (_: number, except: ReadonlySet<string>) => {
          calls.push(`take but ${[...except]}`)
          return left.splice(0, 1)
        },
      },
    } as unknown as FileWorkerDeps
  }
  const endOf = () => queries.findLast(({ sql }) => /set "done_at"/.test(sql))?.parameters

  test('is read from where it was left, and done', async () => {
    expect(await reparseFile(job(), deps())).toBe('done')
    expect(asked).toEqual([['a.warc.gz', 100], { file: 'a.warc.gz', behind: 70, site: 'okwave' }])
    expect(calls).toEqual(['complete', 'let go'])
    expect(endOf()).toEqual([clock.now(), null, 'a-run', 'a.warc.gz'])
    expect(logged).toEqual(['file parsed again'])
  })

  test('that cannot be read to its end is done with its failure', async () => {
    noted = failure
    expect(await reparseFile(job(), deps())).toBe('done')
    expect(endOf()?.[1]).toBe(JSON.stringify(failure))
  })

  test('that is done, or whose run was stopped, is none', async () => {
    begun = null
    expect(await reparseFile(job(), deps())).toBe('done')
    expect([asked, calls]).toEqual([[], ['complete', 'let go']])
  })

  test('that is not in this archive is left to others', async () => {
    hasFile = false
    expect(await reparseFile(job(), deps())).toBe('missing')
    expect(calls).toEqual(['give back', 'let go'])
  })

  test('is given back when the worker is stopped', async () => {
    stop.abort()
    expect(await reparseFile(job(), deps())).toBe('stopped')
    expect(calls).toEqual(['give back', 'let go'])
  })

  test('of a lost lease keeps what was loaded; any other error is thrown on', async () => {
    completes = () => {
      throw new MondoError('lease-lost', 'another worker has it')
    }
    expect(await reparseFile(job(), deps())).toBe('done')
    expect(calls).toEqual(['complete', 'give back', 'let go'])
    expect(logged).toEqual(['another worker has it; what was loaded of it stays'])
    const away = new Error('the database is away')
    completes = () => {
      throw away
    }
    await expect(reparseFile(job(), deps())).rejects.toBe(away)
  })

  describe('from the queue', () => {
    const idleMs = 500

    test('is followed by the next one, and by a pause where there is none', async () => {
      let looks = 0
      const isOver = async () => {
        looks += 1
        return looks === 3
      }
      const begunAt = clock.now().getTime()
      await workOnFileQueue(deps([job()]), { idleMs, isOver })
      expect(calls.filter((call) => call.startsWith('take'))).toHaveLength(3)
      // One pause: none after a file, none after the end.
      expect(clock.now().getTime() - begunAt).toBe(500)
    })

    test('of a run whose archive is elsewhere is left alone for a minute', async () => {
      hasFile = false
      const begunAt = clock.now().getTime()
      const isOver = async () => clock.now().getTime() - begunAt >= 61_000
      await workOnFileQueue(deps([job()]), { idleMs, isOver })
      const takes = calls.filter((call) => call.startsWith('take'))
      expect(takes[0]).toBe('take but ')
      // 60 s at two looks a second.
      expect(takes.filter((call) => call === 'take but a-run')).toHaveLength(120)
      expect(takes.at(-1)).toBe('take but ')
      expect(logged).toEqual(['file left to other workers: it is not in the archive of this one'])
    })

    test('is given back when it fails', async () => {
      completes = () => {
        throw new Error('the database is away')
      }
      await expect(workOnFileQueue(deps([job()]), { idleMs, isOver: async () => false })).rejects.toThrow(
        'away',
      )
      expect(calls.at(-1)).toBe('give back')
    })

    test('is not taken by a worker that is stopped', async () => {
      stop.abort()
      await workOnFileQueue(deps([job()]), { idleMs, isOver: async () => false })
      expect(calls).toEqual([])
    })
  })
})

test('a failure of a file is one that says that it cannot be read', () => {
  expect(fileFailureOf(new MondoError('archive-damaged', 'torn'))).toEqual(failure)
  expect(fileFailureOf(new MondoError('unreadable-input', 'gone', { hint: 'Put it back' }))).toEqual({
    code: 'unreadable-input',
    message: 'gone',
    hint: 'Put it back',
  })
  expect(fileFailureOf(new MondoError('usage', 'wrong'))).toBeNull()
})

test('the result of a run is the sum of its files', async () => {
  const summary = { ...nothingRead, pages: 3, changed: 1 }
  const { db } = recordingDatabase<Database>(() => [
    { summary, failure: null, isDone: true },
    { summary: null, failure, isDone: true },
    { summary, failure: null, isDone: false },
  ])
  expect(await filesResult(db, 'a-run')).toEqual({
    summary: { ...nothingRead, pages: 6, changed: 2 },
    files: { total: 3, done: 2 },
    failures: [failure],
  })
})
