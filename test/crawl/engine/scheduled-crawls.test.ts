/** Scheduled crawls over a queue that hands out what this file says. */
import { beforeEach, describe, expect, test } from 'vitest'
import {
  runScheduled,
  runScheduledNow,
  type ScheduledCrawlDeps,
} from '../../../src/crawl/engine/scheduled-crawls.ts'
import type { RunSummary } from '../../../src/crawl/engine/summary.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { SkippingClock } from '../skipping-clock.ts'

const summary = { runId: 'r', result: 'done', exitCode: 0 } as RunSummary
const done = { runId: 'r', result: 'done', exitCode: 0 }
const crawl = (name: string) => ({ name, args: ['https://okwave.jp/'], definitions: [] })

describe('scheduled crawls', () => {
  let clock: SkippingClock
  let stop: AbortController
  /** What each look at the queue finds; the last one stops the worker. */
  let looks: (string | null)[]
  let excepted: string[][]
  let ended: unknown[][]
  let logged: [level: string, facts: object, message: string][]
  let asleepMs: number[]
  let loseLease: () => void
  let released: number
  let run: (name: string, signal: AbortSignal) => Promise<RunSummary>
  let refuses: (name: string) => string | null
  beforeEach(() => {
    clock = new SkippingClock()
    stop = new AbortController()
    looks = []
    excepted = []
    ended = []
    logged = []
    asleepMs = []
    loseLease = () => undefined
    released = 0
    run = async () => summary
    refuses = () => null
  })

  const queue = {
    take: async (_: number, except: ReadonlySet<string>) => {
      excepted.push([...except])
      const name = looks.shift()
      if (looks.length === 0) stop.abort()
      return name == null || except.has(name) ? [] : [{ data: crawl(name) }]
    },
    enqueue: async (data: object, priority: number) => void ended.push(['enqueue', data, priority]),
    giveBack: async ({ data }: { data: { name: string } }) => void ended.push(['give back', data.name]),
    completeIfHeld: async ({ data }: { data: { name: string } }, output: object) =>
      void ended.push(['complete', data.name, output]),
    hold: (_: unknown, onLost: () => void) => {
      loseLease = onLost
      return { [Symbol.dispose]: () => void released++ }
    },
  }
  const log = (level: string) => (facts: object, message: string) => void logged.push([level, facts, message])
  const deps = () =>
    ({
      queue,
      clock: {
        now: () => clock.now(),
        sleep: async (ms: number, signal?: AbortSignal) => {
          asleepMs.push(ms)
          await clock.sleep(ms, signal)
        },
      },
      signal: stop.signal,
      log: { info: log('info'), warn: log('warn') },
      refuses: ({ name }: { name: string }) => refuses(name),
      runCrawl: async ({ name }: { name: string }, signal: AbortSignal) => await run(name, signal),
    }) as unknown as ScheduledCrawlDeps

  test('are run when they are due, and looked for every five seconds', async () => {
    looks = [null, 'nightly', null, null]
    await runScheduled(deps())
    expect(asleepMs.slice(0, 2)).toEqual([5_000, 5_000])
    expect(ended).toEqual([['complete', 'nightly', done]])
    expect(logged).toEqual([
      ['info', { name: 'nightly' }, 'scheduled crawl begins'],
      ['info', { name: 'nightly', ...done }, 'scheduled crawl ended'],
    ])
    expect(released).toBe(1)
  })

  test('that are stopped with the worker are given back for another', async () => {
    looks = ['nightly', null]
    run = async (_, signal) => {
      stop.abort()
      expect(signal.aborted).toBe(true)
      return summary
    }
    await runScheduled(deps())
    expect(ended).toEqual([['give back', 'nightly']])
  })

  test('end when their lease is lost', async () => {
    looks = ['nightly', null, null]
    run = async (_, signal) => {
      expect(signal.aborted).toBe(false)
      loseLease()
      expect(signal.aborted).toBe(true)
      return summary
    }
    await runScheduled(deps())
    expect(ended).toHaveLength(1)
  })

  test('that fail are logged, and wait for their next time', async () => {
    looks = ['nightly', null, null]
    const failure = new Error('no contact')
    run = async () => await Promise.reject(failure)
    await runScheduled(deps())
    expect(logged.at(-1)).toEqual([
      'warn',
      { err: failure, name: 'nightly' },
      'scheduled crawl failed: it is retried at its next time',
    ])
    expect(ended).toEqual([['complete', 'nightly', { error: 'Error: no contact' }]])
    expect(released).toBe(1)
  })

  test('that this worker must not run are left to others for a minute, with one warning for each reason', async () => {
    // Twelve looks a minute.
    looks = ['mine', ...Array(12).fill('mine'), 'mine', 'other', null]
    refuses = (name) => (name === 'mine' ? 'it needs mine.1' : 'no contact')
    await runScheduled(deps())
    expect(ended).toEqual([
      ['give back', 'mine'],
      ['give back', 'mine'],
      ['give back', 'other'],
    ])
    expect(excepted[0]).toEqual([])
    expect(excepted[1]).toEqual(['mine'])
    expect(excepted[12]).toEqual(['mine'])
    expect(excepted[13]).toEqual([])
    expect(logged).toEqual([
      ['warn', { name: 'mine', why: 'it needs mine.1' }, 'scheduled crawl left to others'],
      ['warn', { name: 'other', why: 'no contact' }, 'scheduled crawl left to others'],
    ])
  })

  describe('run now', () => {
    const now = async (name: string) =>
      await runScheduledNow(crawl(name), { ...deps(), db: recordingDatabase<Database>().db })

    test('are a job of their own, at once', async () => {
      looks = ['nightly', null]
      expect(await now('nightly')).toBe(summary)
      expect(ended).toEqual([
        ['enqueue', crawl('nightly'), 0],
        ['complete', 'nightly', done],
      ])
      expect(logged.map(([, facts, message]) => [facts, message])).toEqual([
        [{ name: 'nightly' }, 'scheduled crawl begins'],
        [{ name: 'nightly', ...done }, 'scheduled crawl ended'],
      ])
    })

    test('leave others that are due to a worker', async () => {
      looks = ['weekly', 'nightly', null]
      await now('nightly')
      expect(ended.slice(1)).toEqual([
        ['give back', 'weekly'],
        ['complete', 'nightly', done],
      ])
      expect(excepted).toEqual([[], ['weekly']])
    })

    test('are refused while they run', async () => {
      looks = [null, null]
      await expect(now('nightly')).rejects.toMatchObject({
        code: 'usage',
        message: 'schedule: nightly runs already',
        hint: 'It runs once more when it has ended: mondo schedule list shows its result',
      })
    })

    test('keep their failure, and throw it', async () => {
      looks = ['nightly', null]
      run = async (_, signal) => {
        loseLease()
        expect(signal.aborted).toBe(true)
        throw new Error('no contact')
      }
      await expect(now('nightly')).rejects.toThrow('no contact')
      expect(ended.at(-1)).toEqual(['complete', 'nightly', { error: 'Error: no contact' }])
      expect(released).toBe(1)
    })
  })
})
