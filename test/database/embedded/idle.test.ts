/** Waiting until nobody wants the embedded database: readers of other processes let its holder go first. */
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ThreadedPglite } from '../../../src/database/embedded/threaded-pglite.ts'
import { afterThisFile } from '../../clean-ups.ts'

const threadModule = new URL('hanging-thread.ts', import.meta.url)
const aDay = 86_400_000

async function open(): Promise<ThreadedPglite> {
  const lost = new AbortController()
  const database = await ThreadedPglite.open('anywhere', { threadModule, lost: lost.signal })
  afterThisFile(() => lost.abort())
  return database
}

test('a reader waits for what is queued, and for what is queued meanwhile', async () => {
  const database = await open()
  const order: string[] = []
  const goOn = Promise.withResolvers<void>()
  const noting = async (what: string) => void order.push(what)
  const write = database.transaction(async () => await goOn.promise)
  const queued = database.transaction(() => noting('queued'))
  const reader = database.idle(aDay).then(() => noting('reader'))
  await setImmediate()
  expect(order).toEqual([])
  const later = database.transaction(() => noting('later'))
  goOn.resolve()
  await Promise.all([write, queued, later, reader])
  expect(order).toEqual(['queued', 'later', 'reader'])
})

test('a reader of a database that nobody wants waits for nothing', async () => {
  const database = await open()
  await database.query('select 1')
  await database.idle(aDay)
  await database.idle(0)
})

test('a failed statement is as good as another one', async () => {
  const database = await open()
  const failing = database.transaction(() => Promise.reject(new Error('changed its mind')))
  const reader = database.idle(aDay)
  await expect(failing).rejects.toThrow('changed its mind')
  await reader
})

test('a reader waits no longer than its limit, though the transaction goes on', async () => {
  const database = await open()
  const goOn = Promise.withResolvers<string>()
  const write = database.transaction(async () => await goOn.promise)
  await database.idle(1)
  goOn.resolve('done')
  expect(await write).toBe('done')
})
