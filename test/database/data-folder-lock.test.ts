/** One process alone; several that race for a folder are in test/integration/load/data-folder-lock.deep.test.ts. */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDataFolder } from '../../src/database/data-folder-lock.ts'
import { thisProcess } from '../../src/database/process-liveness.ts'

let parent = ''
let folder = ''
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mondo-lock-'))
  folder = join(parent, 'deep', 'db')
})
afterEach(async () => await rm(parent, { recursive: true }))
const lockedBy = (holder: object) => writeFile(`${folder}.lock`, JSON.stringify(holder))

test('a lock says who holds it, and is gone when it is released', async () => {
  const lock = await lockDataFolder(folder)
  expect(lock.path).toBe(`${folder}.lock`)
  expect(JSON.parse(await readFile(lock.path, 'utf8'))).toEqual(thisProcess())
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

test('a lock of another host is never taken over', async () => {
  await mkdir(join(parent, 'deep'))
  await lockedBy({ pid: process.pid, startedAt: null, host: 'elsewhere' })
  await expect(lockDataFolder(folder)).rejects.toMatchObject({
    message: `The database folder ${folder} is in use by process ${process.pid} on elsewhere.`,
    hint: `Wait until it ends. If that machine or container no longer runs, remove ${folder}.lock.`,
  })
})

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
  expect(JSON.parse(await readFile(lock.path, 'utf8'))).toEqual(thisProcess())
  expect(await readdir(join(parent, 'deep'))).toEqual(['db.lock'])
  await lock.release()
})
