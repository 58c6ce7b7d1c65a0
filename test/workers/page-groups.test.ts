/** Pages that cross to a parser thread together, and the verdict that each gets for itself. */
import { afterEach, describe, expect, test } from 'vitest'
import { type GroupReader, inGroups } from '../../src/workers/page-groups.ts'
import { ParsePool } from '../../src/workers/parse-pool.ts'
import type { AskedPage, Read } from '../../src/workers/tasks.ts'
import { directReader } from './direct-reader.ts'

const pools: ParsePool[] = []
const oddThread = new URL('odd-thread.ts', import.meta.url)
const text = (said: string) => () => new TextEncoder().encode(said)
const options = { url: 'https://okwave.jp/qa/q1.html' }

afterEach(async () => {
  await Promise.all(pools.splice(0).map((one) => one.close()))
})

function oddPool(cpuMs: number): ParsePool {
  const made = new ParsePool({
    threads: 1,
    threadModule: oddThread,
    limits: { cpuMs, wallMs: 60_000 },
    heapMb: 64,
  })
  pools.push(made)
  return made
}

/** Answers with the bytes that it was given as detail, and notes the sizes of groups. */
function noting(
  sizes: number[],
  answers: (group: readonly AskedPage[]) => readonly Read<'page'>[],
): GroupReader {
  return {
    ...directReader,
    concurrency: 16,
    pages: async (group) => {
      sizes.push(group.length)
      return answers(group)
    },
  }
}

const echoed = (group: readonly AskedPage[]) =>
  group.map(
    ({ bytes }) =>
      ({ kind: 'undone', reason: 'timeout', detail: new TextDecoder().decode(bytes()) }) as const,
  )

describe('pages in groups', () => {
  test('are gathered eight at most, and each gets its own answer', async () => {
    const sizes: number[] = []
    const reader = inGroups(noting(sizes, echoed))
    const names = Array.from({ length: 19 }, (_, at) => `page ${at}`)
    const reads = await Promise.all(names.map((name) => reader.page(text(name), options)))
    expect(reads).toEqual(names.map((detail) => ({ kind: 'undone', reason: 'timeout', detail })))
    expect(sizes).toEqual([8, 8, 3])
  })

  test('are not held back for others: one that is asked for alone is a group', async () => {
    const sizes: number[] = []
    const reader = inGroups(noting(sizes, echoed))
    await reader.page(text('a'), options)
    await reader.page(text('b'), options)
    expect(sizes).toEqual([1, 1])
  })

  test('reject together when the reader stops, and when an answer is missing', async () => {
    const stopping = inGroups({
      ...directReader,
      pages: () => Promise.reject(new Error('the pool was closed')),
    })
    const both = [stopping.page(text('a'), options), stopping.page(text('b'), options)]
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    const short = inGroups(noting([], () => []))
    await expect(short.page(text('a'), options)).rejects.toThrow('no answer for page 1 of 1')
  })

  test.each([
    ['hangs', 'hang', 'timeout', 100],
    ['ends its thread', 'exit', 'parser-crashed', 60_000],
    ['throws out of the thread', 'throw', 'parser-crashed', 60_000],
    ['runs out of memory', 'memory', 'too-large', 60_000],
  ] as const)('lose none but the one that %s', async (_name, said, reason, cpuMs) => {
    const pool = oddPool(cpuMs)
    const group = ['well', said, 'well'].map((one) => ({ bytes: text(one), options }))
    expect(await pool.pages(group)).toMatchObject([
      { kind: 'read' },
      { kind: 'undone', reason },
      { kind: 'read' },
    ])
  })

  test('give the records that they give one by one', async () => {
    const pool = new ParsePool({ threads: 1 })
    pools.push(pool)
    const asked = ['<p>回答No.1', '', '<title>x</title><p>質問'].map((one) => ({ bytes: text(one), options }))
    const reads = await pool.pages(asked)
    expect(reads).toEqual(await Promise.all(asked.map(({ bytes }) => directReader.page(bytes, options))))
    expect(reads).toHaveLength(3)
  })
})
