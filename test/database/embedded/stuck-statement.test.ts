/** Ends statements that never finish, on a full disk and after a signal, with a thread that hangs. */
import { expect, test } from 'vitest'
import { ThreadedPglite } from '../../../src/database/embedded/threaded-pglite.ts'

const threadModule = new URL('hanging-thread.ts', import.meta.url)
const never = Number.POSITIVE_INFINITY

/** The disk fills up after the database was opened. */
async function openOnFullDisk(): Promise<ThreadedPglite> {
  let free = never
  const database = await ThreadedPglite.open('anywhere', {
    threadModule,
    limits: { fullDiskMs: 0, stopMs: never, lookEveryMs: 1 },
    freeBytes: async () => free,
  })
  free = 0
  return database
}

test('a statement that hangs on a full disk ends as disk-full, and every later one at once', async () => {
  const database = await openOnFullDisk()
  const hanging = database.query('update everything')
  const behind = database.transaction(async () => 'never begun')
  await expect(hanging).rejects.toMatchObject({
    code: 'disk-full',
    message: 'The disk of the database is full',
  })
  await expect(behind).rejects.toMatchObject({ code: 'disk-full' })
  await expect(database.query('select 1')).rejects.toMatchObject({ code: 'disk-full' })
  await database.close()
})

test.each([
  ['the disk quota is used up', 19],
  ['a file is too large', 22],
  ['no space is left', 51],
])('where %s the database ends at once: the next statement would hang', async (_, errno) => {
  const database = await ThreadedPglite.open('anywhere', { threadModule })
  const diskFull = { code: 'disk-full', message: 'The disk of the database is full' }
  await expect(database.query(`errno ${errno}`)).rejects.toMatchObject(diskFull)
  await expect(database.query('update everything')).rejects.toMatchObject(diskFull)
  await database.close()
})

test('closing ends too if the disk is full', async () => {
  const database = await openOnFullDisk()
  await expect(database.close()).rejects.toMatchObject({ code: 'disk-full' })
})

test('a statement that hangs after a stop ends as a stop', async () => {
  const stop = new AbortController()
  const database = await ThreadedPglite.open('anywhere', {
    threadModule,
    signal: stop.signal,
    limits: { fullDiskMs: never, stopMs: 0, lookEveryMs: 1 },
    freeBytes: async () => never,
  })
  const hanging = database.query('update everything')
  stop.abort()
  await expect(hanging).rejects.toMatchObject({ name: 'AbortError' })
  await database.close()
})

test('a stop does not end a database that still answers', async () => {
  const database = await ThreadedPglite.open('anywhere', {
    threadModule,
    signal: AbortSignal.abort(),
    limits: { fullDiskMs: never, stopMs: 3_600_000, lookEveryMs: 1 },
    freeBytes: async () => 0,
  })
  expect(await database.query('select 1')).toEqual({ rows: [] })
})

test('a database whose folder was lost ends at once, with the reason', async () => {
  const folderLock = new AbortController()
  const database = await ThreadedPglite.open('anywhere', {
    threadModule,
    lost: folderLock.signal,
    limits: { fullDiskMs: never, stopMs: never, lookEveryMs: 1 },
  })
  const hanging = database.query('update everything')
  folderLock.abort(new Error('taken by another'))
  await expect(hanging).rejects.toThrow('taken by another')
  await expect(database.query('select 1')).rejects.toThrow('taken by another')
  await database.close()
})
