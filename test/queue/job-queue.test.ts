/** What the queue asks of pg-boss, and what it makes of the answers; test/integration/crawl runs it for real. */
import type { PgBoss } from 'pg-boss'
import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { JobQueue, type QueueDescription } from '../../src/queue/job-queue.ts'

interface Work {
  readonly name: string
  readonly group: string
}
const description: QueueDescription<Work> = {
  name: 'work',
  title: 'queue',
  policy: 'stately',
  expireInSeconds: 60,
  retentionDays: { done: 1, waiting: 1 },
  data: z.object({ name: z.string(), group: z.string() }),
  keyOf: ({ name }) => `key of ${name}`,
  groupOf: ({ group }) => group,
  subjectOf: ({ name }) => `the work ${name}`,
}
const data: Work = { name: 'a', group: 'g' }
const job = { id: 'x', retryCount: 2, data }
const attempt = { id: 'x', retryCount: 2 }

describe('a job queue', () => {
  let calls: unknown[][]
  let affected: unknown
  let warned: string[]
  beforeEach(() => {
    calls = []
    affected = 1
    warned = []
  })
  const boss = new Proxy({} as PgBoss, {
    get:
      (_, method) =>
      async (...given: unknown[]): Promise<unknown> => {
        calls.push([method, ...given])
        if (method === 'fetch') return [{ id: 'x', retryCount: 2, data, more: 'of pg-boss' }]
        return affected === null ? {} : { affected }
      },
  })
  const note = (_: object, message: string) => {
    warned.push(message)
  }
  const newQueue = (leaseSeconds?: number) =>
    new JobQueue(boss, description, {
      store: {} as never,
      log: { debug: note, info: note, warn: note },
      ...(leaseSeconds === undefined ? {} : { leaseSeconds }),
    })
  const db = {} as never

  test('leases jobs for 30 seconds unless it is told otherwise', () => {
    expect([newQueue().leaseSeconds, newQueue(10).leaseSeconds]).toEqual([30, 10])
  })

  test('adds one waiting job a key, that starts in so many seconds and never in the past', async () => {
    await newQueue().enqueue(data, 1.5, db)
    await newQueue().enqueue(data, -3, db)
    const options = { singletonKey: 'key of a', group: { id: 'g' }, db: expect.anything() }
    expect(calls).toEqual([
      ['upsert', 'work', data, { ...options, startAfter: 1.5 }],
      ['upsert', 'work', data, { ...options, startAfter: 0 }],
    ])
  })

  test('adds missing jobs in one statement, and none for nothing', async () => {
    await newQueue().enqueueMissing([], db)
    await newQueue().enqueueMissing([data], db)
    const rows = [{ data, singletonKey: 'key of a', group: { id: 'g' } }]
    expect(calls).toEqual([['insert', 'work', rows, { db: expect.anything() }]])
  })

  test('takes jobs of all groups but those named, with what is known of them', async () => {
    expect(await newQueue().take(3, new Set(['g']))).toEqual([job])
    await newQueue().take(1)
    expect(calls).toEqual([
      ['fetch', 'work', { batchSize: 3, ignoreGroups: ['g'] }],
      ['fetch', 'work', { batchSize: 1, ignoreGroups: [] }],
    ])
  })

  test('confirms the lease of its own attempt', async () => {
    expect(await newQueue().touch(job)).toBe(true)
    affected = 0
    expect(await newQueue().touch(job, db)).toBe(false)
    affected = null
    expect(await newQueue().touch(job)).toBe(false)
    affected = '1'
    expect(await newQueue().touch(job)).toBe(false)
    expect(calls.slice(0, 2)).toEqual([
      ['touch', 'work', attempt, {}],
      ['touch', 'work', attempt, { db: expect.anything() }],
    ])
  })

  test('completes a job in the caller’s transaction, or throws where another worker has it', async () => {
    await newQueue().complete(job, db)
    expect(calls).toEqual([['complete', 'work', attempt, null, { db: expect.anything() }]])
    affected = 0
    await expect(newQueue().complete(job, db)).rejects.toMatchObject({
      code: 'lease-lost',
      message: 'another worker has taken over the work a',
    })
  })

  test('completes, gives back and closes without an error where another worker has the job', async () => {
    affected = 0
    const queue = newQueue()
    await queue.completeIfHeld(job)
    await queue.completeIfHeld(job, { done: 1 })
    await queue.giveBack(job)
    await queue.close()
    expect(calls).toEqual([
      ['complete', 'work', attempt, null],
      ['complete', 'work', attempt, { done: 1 }],
      ['fail', 'work', attempt],
      ['stop', { graceful: false }],
    ])
  })
})
