/** One process alone; several that race for a folder are in test/integration/load/data-folder-lock.deep.test.ts. */
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockDataFolder } from '../../src/database/data-folder-lock.ts'
import { thisProcess } from '../../src/database/process-liveness.ts'

let parent = ''
let folder = ''
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mondo-lock-'))
  folder = join(parent, 'deep', 'db')
})
afterEach(async () => await rm(parent, { recursive: true }))
const neverSlept = async () => {
  throw new Error('the lock was watched')
}
const lockedBy = (holder: object) => writeFile(`${folder}.lock`, JSON.stringify(holder))

test('a lock says who holds it, and is gone when it is released', async () => {
  const lock = await lockDataFolder(folder)
  expect(lock.path).toBe(`${folder}.lock`)
  expect(JSON.parse(await readFile(lock.path, 'utf8'))).toEqual({
    ...thisProcess(),
    token: expect.any(String),
    socket: `${folder}.sock`,
  })
  expect(await readdir(join(parent, 'deep'))).toEqual(['db.lock'])
  await lock.release()
  expect(await readdir(join(parent, 'deep'))).toEqual([])
})

test('a second release does not take the lock of the next holder', async () => {
  const first = await lockDataFolder(folder)
  await first.release()
  const second = await lockDataFolder(folder)
  await first.release()
  expect(await readdir(join(parent, 'deep'))).toEqual(['db.lock'])
  await second.release()
})

test('a folder that this process holds cannot be locked again, by no other name either', async () => {
  await mkdir(folder, { recursive: true })
  const lock = await lockDataFolder(folder)
  await symlink(folder, join(parent, 'link'))
  for (const name of [folder, join(parent, 'link')]) {
    await expect(lockDataFolder(name)).rejects.toMatchObject({
      code: 'data-folder-locked',
      message: `The database folder ${name} is in use by this process (pid ${process.pid}).`,
      hint: 'Wait until it ends, or use another --data folder or a Postgres server (--db postgres://…).',
    })
  }
  await lock.release()
})

describe('a lock of another host', () => {
  const silentFor = async (seconds: number) => {
    const at = new Date(Date.now() - seconds * 1000)
    await utimes(`${folder}.lock`, at, at)
  }
  beforeEach(async () => {
    await mkdir(join(parent, 'deep'))
    // The pid of a process on this host: it says nothing about a holder on another host.
    await lockedBy({ pid: process.pid, startedAt: null, host: 'elsewhere' })
  })

  test('is respected while its holder gives signs of life', async () => {
    await silentFor(25)
    await expect(lockDataFolder(folder, { sleep: neverSlept })).rejects.toMatchObject({
      code: 'data-folder-locked',
      message: `The database folder ${folder} is in use by process ${process.pid} on elsewhere.`,
      hint: 'Wait until it ends. If that machine or container no longer runs, you can use the folder 30 s after its last sign of life.',
    })
  })

  test('is taken over after 30 seconds of silence', async () => {
    await silentFor(35)
    const sleeps: number[] = []
    const lock = await lockDataFolder(folder, { sleep: async (ms) => sleeps.push(ms) })
    expect(sleeps).toEqual([11_000])
    expect(JSON.parse(await readFile(lock.path, 'utf8'))).toMatchObject(thisProcess())
    expect(await readdir(join(parent, 'deep'))).toEqual(['db.lock'])
    await lock.release()
  })

  test('is respected if its holder beats while it is watched: a clock may have been set forward', async () => {
    await silentFor(3600)
    const beatMeanwhile = () => silentFor(3595)
    await expect(lockDataFolder(folder, { sleep: beatMeanwhile })).rejects.toMatchObject({
      code: 'data-folder-locked',
    })
  })
})

test('a beat dates the file, and changes nothing else', async () => {
  const lock = await lockDataFolder(folder)
  const before = await readFile(lock.path, 'utf8')
  await utimes(lock.path, new Date(0), new Date(0))
  await lock.beat()
  expect((await stat(lock.path)).mtimeMs).toBeGreaterThan(0)
  expect(await readFile(lock.path, 'utf8')).toBe(before)
  expect(lock.lost.aborted).toBe(false)
  await lock.release()
})

test.each(['taken by another', 'removed'])(
  'a holder notices that its lock was %s, and leaves it alone',
  async (how) => {
    const lock = await lockDataFolder(folder)
    const other = JSON.stringify({ pid: 1, startedAt: null, host: 'elsewhere' })
    await rm(lock.path)
    if (how !== 'removed') await writeFile(lock.path, other)
    await lock.beat()
    expect(lock.lost.reason).toMatchObject({
      code: 'data-folder-locked',
      message: `Another process has taken over the database folder ${folder}, because this process gave no sign of life for 30 s.`,
    })
    await lock.release()
    expect(await readdir(join(parent, 'deep'))).toEqual(how === 'removed' ? [] : ['db.lock'])
    if (how !== 'removed') expect(await readFile(lock.path, 'utf8')).toBe(other)
  },
)

test('a lock of another process of this host names its pid', async () => {
  await mkdir(join(parent, 'deep'))
  await lockedBy({ pid: process.ppid, startedAt: null, host: hostname() })
  await expect(lockDataFolder(folder)).rejects.toThrow(
    `The database folder ${folder} is in use by process ${process.ppid}.`,
  )
})

test.each([
  ['of a process that has ended', JSON.stringify({ pid: 99_999_999, startedAt: null, host: hostname() })],
  ['that is torn', '{"pid": 1'],
  ['without a process', JSON.stringify({ pid: 0, startedAt: null, host: hostname() })],
  ['without a host', JSON.stringify({ pid: process.pid, startedAt: null })],
])('a lock %s is taken over, and nothing else is left', async (_, text) => {
  await mkdir(join(parent, 'deep'))
  await writeFile(`${folder}.lock`, text)
  const lock = await lockDataFolder(folder)
  expect(JSON.parse(await readFile(lock.path, 'utf8'))).toEqual({
    ...thisProcess(),
    token: expect.any(String),
    socket: `${folder}.sock`,
  })
  expect(await readdir(join(parent, 'deep'))).toEqual(['db.lock'])
  await lock.release()
})

test('a file in the place of the folder is named', async () => {
  await writeFile(join(parent, 'deep'), '')
  const refused = { code: 'usage', message: `${join(parent, 'deep')} is no folder: a file is in its place` }
  await expect(lockDataFolder(folder)).rejects.toMatchObject(refused)
  await expect(lockDataFolder(join(folder, 'deeper', 'db'))).rejects.toMatchObject(refused)
  const file = relative('.', join(parent, 'deep'))
  await expect(lockDataFolder(join(file, 'x', 'y', 'db'))).rejects.toMatchObject({
    message: `${file} is no folder: a file is in its place`,
  })
})
