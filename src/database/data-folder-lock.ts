/**
 * Locks a PGlite folder. PGlite itself lets a second process in and then loses rows without an error, so opening a folder
 * takes `FOLDER.lock` beside it first and holds it until the store closes or the process ends.
 *
 * The lock is a file that says who holds it. It appears whole or not at all (written under another name, then linked,
 * which fails like O_EXCL when the name is taken). A dead holder's lock is replaced under a second lock,
 * `FOLDER.lock.takeover`, taken in the same way: of two processes that find it dead, one wins.
 */
import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { codeOf, MondoError } from '../model/errors.ts'
import { isLiving, type LockHolder, thisProcess } from './process-liveness.ts'

export interface DataFolderLock {
  readonly path: string
  /** Removes the lock file. A second call does nothing. */
  release(): Promise<void>
}

/** Throws `data-folder-locked`, naming folder and pid, when a living process (this one included) holds the folder. */
export async function lockDataFolder(folder: string): Promise<DataFolderLock> {
  const path = `${await canonical(folder)}.lock`
  const holder = await take(path)
  if (holder !== null) throw locked(folder, path, holder)
  let held = true
  return {
    path,
    release: async () => {
      if (!held) return
      held = false
      await rm(path, { force: true })
    },
  }
}

/** Two names of one folder must mean one lock. */
async function canonical(folder: string): Promise<string> {
  const absolute = resolve(folder)
  await mkdir(dirname(absolute), { recursive: true })
  try {
    return await realpath(absolute)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    return join(await realpath(dirname(absolute)), basename(absolute))
  }
}

/** Null when the lock is ours, else its holder. */
async function take(path: string): Promise<LockHolder | null> {
  const own = `${path}.${process.pid}-${randomUUID()}`
  await writeFile(own, JSON.stringify(thisProcess()), { flag: 'wx' })
  try {
    for (;;) {
      if (await linked(own, path)) return null
      const holder = await holderOf(path)
      if (holder === 'released') continue
      if (holder !== 'unreadable' && isLiving(holder)) return holder
      return await takeOver(own, path)
    }
  } finally {
    await rm(own, { force: true })
  }
}

async function takeOver(own: string, path: string): Promise<LockHolder | null> {
  const guard = `${path}.takeover`
  const rival = await take(guard)
  if (rival !== null) return rival
  try {
    // Another process may have taken it over, and even released it, in the meantime.
    if (await linked(own, path)) return null
    const holder = await holderOf(path)
    if (typeof holder === 'object' && isLiving(holder)) return holder
    await rename(own, path)
    return null
  } finally {
    await rm(guard, { force: true })
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

const holderSchema = z.object({ pid: z.int().positive(), startedAt: z.string().nullable(), host: z.string() })

/** `unreadable`: left by a power failure, since a lock is never seen half-written. It names no living process. */
async function holderOf(path: string): Promise<LockHolder | 'released' | 'unreadable'> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'released'
    throw error
  }
  try {
    return holderSchema.parse(JSON.parse(text))
  } catch {
    return 'unreadable'
  }
}

function locked(folder: string, path: string, holder: LockHolder): MondoError {
  const { pid, host } = holder
  const elsewhere = host !== thisProcess().host
  const who = pid === process.pid && !elsewhere ? `this process (pid ${pid})` : `process ${pid}`
  return new MondoError(
    'data-folder-locked',
    `The database folder ${folder} is in use by ${who}${elsewhere ? ` on ${host}` : ''}.`,
    {
      hint: elsewhere
        ? `Wait until it ends. If that machine or container no longer runs, remove ${path}.`
        : 'Wait until it ends, or use another --data folder or a Postgres server (--db postgres://…).',
    },
  )
}
