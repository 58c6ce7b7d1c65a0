import { afterEach, expect, test } from 'vitest'
import { ParsePool } from '../../src/workers/parse-pool.ts'
import {
  defaultHeapMb,
  type ParserThreads,
  parserModule,
  parserThreads,
  startEarly,
  type ThreadOptions,
} from '../../src/workers/parser-threads.ts'

const started: ParserThreads[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map((threads) => threads.destroy()))
})

function startedBy(options: Partial<ThreadOptions> = {}): ParserThreads {
  const threads = parserThreads({ threads: 1, heapMb: defaultHeapMb, threadModule: parserModule, ...options })
  started.push(threads)
  return threads
}

/** Threads are numbered in the order of their start. */
const firstOf = ({ threads }: ParserThreads) => threads[0]?.threadId ?? Number.NaN

test('a thread that was started early goes to the next pool of one thread, once', () => {
  startEarly()
  const others = [startedBy({ threads: 2 }), startedBy({ heapMb: 64 })]
  const taken = startedBy()
  const next = startedBy()
  expect(taken.threads).toHaveLength(1)
  for (const other of [...others, next]) expect(firstOf(taken)).toBeLessThan(firstOf(other))
})

test('it reads pages as any other', async () => {
  startEarly()
  const pool = new ParsePool({ threads: 1 })
  const page = await pool.page(() => new TextEncoder().encode('<p>回答No.1'), {
    url: 'https://okwave.jp/qa/q1.html',
  })
  await pool.close()
  expect(page).toMatchObject({ kind: 'read', reading: { encoding: 'utf-8' } })
})
