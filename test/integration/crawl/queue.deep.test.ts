import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openStore, type Store } from '../../../src/database/store.ts'
import { openFileQueue } from '../../../src/queue/file-queue.ts'
import { openSliceQueue, type SliceQueue } from '../../../src/queue/slice-queue.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { everyStoreName, freshStore, freshUrl } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'
import { comparable, storedRecords } from './stored-records.ts'

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
const runId = '00000000-0000-4000-8000-000000000000'

describe.each(everyStoreName)('SliceQueue on %s', (name) => {
  let store: Store
  let queue: SliceQueue
  beforeAll(async () => {
    store = await freshStore(name)
    queue = await openSliceQueue({ store, log })
  })
  beforeEach(async () => {
    await sql`delete from pgboss.job`.execute(store.db)
  })
  afterAll(() => queue.close())

  test('hands out one slice of a host group at a time, whichever worker takes it', async () => {
    const { db } = store
    await queue.enqueue({ hostGroup: 'a', runId }, 0, db)
    const [first] = await queue.take(4)
    await queue.enqueue({ hostGroup: 'a', runId }, 0, db)
    await queue.enqueue({ hostGroup: 'a', runId }, 0, db)
    await queue.enqueue({ hostGroup: 'b', runId }, 0, db)
    expect((await queue.take(4)).map(({ data }) => data.hostGroup)).toEqual(['b'])
    if (first === undefined) throw new Error('no slice')
    await db.transaction().execute((trx) => queue.complete(first, trx))
    expect((await queue.take(4)).map(({ data }) => data.hostGroup)).toEqual(['a'])
    expect(await queue.take(4)).toEqual([])
  })

  test('moves a waiting slice to now', async () => {
    const { db } = store
    await queue.enqueue({ hostGroup: 'a', runId }, 3600, db)
    expect(await queue.take(1)).toEqual([])
    await queue.enqueue({ hostGroup: 'a', runId }, 0, db)
    expect(await queue.take(1)).toHaveLength(1)
  })

  test('rolls back the work of a worker that has lost its lease', async () => {
    const { db } = store
    await queue.enqueue({ hostGroup: 'a', runId }, 0, db)
    const [stale] = await queue.take(1)
    if (stale === undefined) throw new Error('no slice')
    await queue.giveBack(stale)
    const [live] = await queue.take(1)
    expect(await queue.touch(stale)).toBe(false)
    const commit = db.transaction().execute(async (trx) => {
      await trx.insertInto('crawl.host').values({ host_group: 'written by the stale worker' }).execute()
      await queue.complete(stale, trx)
    })
    await expect(commit).rejects.toMatchObject({ code: 'lease-lost' })
    expect(await db.selectFrom('crawl.host').select('host_group').execute()).toEqual([])
    expect(live === undefined ? false : await queue.touch(live)).toBe(true)
  })

  test('completes a slice outside a transaction, unless another worker has it', async () => {
    const { db } = store
    await queue.enqueue({ hostGroup: 'a', runId }, 0, db)
    const [stale] = await queue.take(1)
    if (stale === undefined) throw new Error('no slice')
    await queue.giveBack(stale)
    const [live] = await queue.take(1)
    if (live === undefined) throw new Error('no slice')
    await queue.completeIfHeld(stale)
    expect(await queue.touch(live)).toBe(true)
    await queue.completeIfHeld(live)
    expect(await queue.touch(live)).toBe(false)
    expect(await queue.take(1)).toEqual([])
  })

  test('enqueues in the caller’s transaction, or not at all', async () => {
    const { db } = store
    const failing = db.transaction().execute(async (trx) => {
      await queue.enqueue({ hostGroup: 'a', runId }, 0, trx)
      throw new Error('after all not')
    })
    await expect(failing).rejects.toThrow('after all not')
    expect(await queue.take(1)).toEqual([])
  })

  test('does not hand out the groups that a worker excludes', async () => {
    const { db } = store
    await queue.enqueue({ hostGroup: 'a', runId }, 0, db)
    expect(await queue.take(1, new Set(['a']))).toEqual([])
    expect(await queue.take(1)).toHaveLength(1)
  })
})

test('on PGlite the next process takes over the slices of a dead one', async () => {
  const url = await freshUrl('pglite')
  const killed = await openStore(url)
  const before = await openSliceQueue({ store: killed, log })
  await before.enqueue({ hostGroup: 'a', runId }, 0, killed.db)
  expect(await before.take(1)).toHaveLength(1)
  await before.close()
  await killed.close()

  const store = await openStore(url)
  const queue = await openSliceQueue({ store, log })
  expect(await queue.take(1)).toHaveLength(1)
  await queue.close()
  await store.close()
})

test('two crawls of one site at once share its pages, and never send two requests at a time', async () => {
  const url = await freshUrl('postgres 15')
  let atOnce = 0
  let most = 0
  const site = await startSampleSite({
    questions: 40,
    respond: async () => {
      atOnce += 1
      most = Math.max(most, atOnce)
      await new Promise((resolve) => setImmediate(resolve))
      atOnce -= 1
      return undefined
    },
  })
  const [one, other] = await Promise.all([openStore(url), openStore(url)])
  try {
    const crawls = [one, other].map((store) => crawlSample(store, { urls: [`${site.url}/`], rate: 500 }))
    const ends = await Promise.all(crawls)
    expect(ends.map(({ summary }) => summary.result)).toEqual(['done', 'done'])
    expect(await storedRecords(one.db, 'sample')).toEqual(comparable(site.expected()))
    const asked = site.requests.map((request) => request.url).filter((path) => path.startsWith('/qa/'))
    expect(asked).toHaveLength(new Set(asked).size)
    expect(most).toBe(1)
  } finally {
    await one.close()
    await other.close()
    await site.close()
  }
})

test('opens the queues of a worker side by side in ten new embedded databases', async () => {
  for (let database = 0; database < 10; database += 1) {
    const store = await freshStore('pglite')
    const queues = await Promise.all([
      openSliceQueue({ store, log }),
      openFileQueue({ store, log, parserVersion: '1' }),
      openSliceQueue({ store, log }),
    ])
    const [slices] = queues
    await slices.enqueue({ hostGroup: 'a', runId }, 0, store.db)
    expect(await slices.take(1)).toHaveLength(1)
    for (const queue of queues) await queue.close()
    await store.close()
  }
})
