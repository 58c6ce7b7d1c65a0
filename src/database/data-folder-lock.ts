/**
 * Locks a PGlite folder. PGlite itself lets a second process in and then loses rows without an error, so opening a folder
 * takes `FOLDER.lock` beside it first and holds it until the store closes or the process ends.
 *
 * The lock is a file that says who holds it. It appears whole or not at all (written under another name, then linked,
 * which fails like O_EXCL when the name is taken). A dead holder's lock is replaced under a second lock,
 * `FOLDER.lock.takeover`, taken in the same way: of two processes that find it dead, one wins.
 *
 * On this host the pid tells whether the holder is alive. A holder on another host (a container, or a machine that shares the
 * disk) is judged by its heartbeat: it rewrites the file every few seconds, and the file system records the time.
 */
import { randomUUID } from 'node:crypto'
import { link, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { codeOf, MondoError } from '../model/errors.ts'
import { makeFolder } from '../model/folders/make-folder.ts'
import { isPrivatePlace, socketPathOf } from './held/socket-path.ts'
import { isLiving, isOfThisHost, type LockHolder, thisProcess } from './process-liveness.ts'

export interface DataFolderLock {
  readonly path: string
  /** Where its holder listens for readers; null where no socket can be. */
  readonly socket: string | null
  /** Aborts with a `data-folder-locked` when another process has taken the lock. Nothing may be written after that. */
  readonly lost: AbortSignal
  /** Gives a sign of life, and notices if the lock is lost. Called every five seconds until the release. */
  beat(): Promise<void>
  /** Removes the lock file, if it is still ours. A second call does nothing. */
  release(): Promise<void>
}

const beatEveryMs = 5_000
/** A holder on another host counts as dead if its last sign of life is older. */
const staleMs = 30_000
/** How long to watch an old file. A clock that was set forward makes it look old; the next beat then proves it is not. */
const watchMs = 2 * beatEveryMs + 1_000

export interface LockOptions {
  /** Waits while a silent file is watched. For tests. */
  readonly sleep?: (ms: number) => Promise<unknown>
}

/** Throws `data-folder-locked`, naming folder and pid, when a living process (this one included) holds the folder. */
export async function lockDataFolder(
  folder: string,
  { sleep = wait }: LockOptions = {},
): Promise<DataFolderLock> {
  const place = await canonical(folder)
  const path = `${place}.lock`
  const socket = await readerSocket(place)
  const mark = JSON.stringify({
    ...thisProcess(),
    token: randomUUID(),
    ...(socket === null ? {} : { socket }),
  })
  const holder = await take(path, mark, sleep)
  if (holder !== null) throw locked(folder, holder)
  const lost = new AbortController()
  const beat = async () => {
    if (lost.signal.aborted || (await rewritten(path, mark))) return
    clearInterval(timer)
    lost.abort(taken(folder))
  }
  // A failed beat, as on a disk that cannot be reached, does not tell who holds the lock.
  const timer = setInterval(() => void beat().catch(() => undefined), beatEveryMs).unref()
  let held = true
  return {
    path,
    socket,
    lost: lost.signal,
    beat,
    release: async () => {
      if (!held) return
      held = false
      clearInterval(timer)
      if ((await textOf(path)) === mark) await rm(path, { force: true })
    },
  }
}

/** Null where there can be none. */
async function readerSocket(place: string): Promise<string | null> {
  const path = socketPathOf(place)
  return path !== null && (await isPrivatePlace(path, place)) ? path : null
}

/** Where the holder of a folder listens for readers; null if nobody on this host holds it, or listens. */
export async function holderSocket(folder: string): Promise<string | null> {
  const holder = await holderOf(`${await canonical(folder)}.lock`)
  if (typeof holder === 'string' || !isOfThisHost(holder) || !isLiving(holder)) return null
  return holder.socket ?? null
}

/** Rewrites the file in place, which updates its time. False if it belongs to another process or is gone. */
async function rewritten(path: string, mark: string): Promise<boolean> {
  try {
    await using file = await open(path, 'r+')
    if ((await file.readFile('utf8')) !== mark) return false
    await file.write(mark, 0)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}

/** Two names of one folder must mean one lock. */
async function canonical(folder: string): Promise<string> {
  const absolute = resolve(folder)
  try {
    await makeFolder(dirname(absolute))
  } catch (error) {
    if (codeOf(error) !== 'EEXIST' && codeOf(error) !== 'ENOTDIR') throw error
    throw new MondoError('usage', `${await fileIn(dirname(folder))} is no folder: a file is in its place`, {
      cause: error,
      hint: 'Check --data and --db',
    })
  }
  try {
    return await realpath(absolute)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    return join(await realpath(dirname(absolute)), basename(absolute))
  }
}

/** The part of a path that is a file where a folder is required; the path itself if that is unknown. */
async function fileIn(path: string): Promise<string> {
  for (let part = path; ; part = dirname(part)) {
    const found = await stat(part).catch(() => null)
    if (found?.isDirectory() === false) return part
    if (found !== null || part === dirname(part)) return path
  }
}

type Sleep = NonNullable<LockOptions['sleep']>

/** An attempt to take a lock. `own` is the path of a file that becomes the lock file. */
interface Claim {
  readonly own: string
  readonly path: string
  readonly mark: string
}

/** Null when the lock is ours, else its holder. */
async function take(path: string, mark: string, sleep: Sleep): Promise<LockHolder | null> {
  const own = `${path}.${process.pid}-${randomUUID()}`
  await writeFile(own, mark, { flag: 'wx' })
  const claim: Claim = { own, path, mark }
  try {
    for (;;) {
      if (await linked(own, path)) return null
      const holder = await holderOf(path)
      if (holder === 'released') continue
      if (holder !== 'unreadable') {
        if (await isHeld(holder, claim)) return holder
        if (!isOfThisHost(holder) && (await hasBeaten(path, sleep))) return holder
      }
      return await takeOver(claim, sleep)
    }
  } finally {
    await rm(own, { force: true })
  }
}

async function takeOver(claim: Claim, sleep: Sleep): Promise<LockHolder | null> {
  const { own, path, mark } = claim
  const guard = `${path}.takeover`
  const rival = await take(guard, mark, sleep)
  if (rival !== null) return rival
  try {
    // Another process may have taken it over, and even released it, in the meantime.
    if (await linked(own, path)) return null
    const holder = await holderOf(path)
    if (typeof holder === 'object' && (await isHeld(holder, claim))) return holder
    await rename(own, path)
    return null
  } finally {
    await rm(guard, { force: true })
  }
}

async function isHeld(holder: LockHolder, { own, path, mark }: Claim): Promise<boolean> {
  if (isOfThisHost(holder)) return isLiving(holder)
  // Reads the clock of the file system: on a shared disk, the server sets the times of both files.
  await writeFile(own, mark)
  const beatAt = await changedAt(path)
  return beatAt !== null && (await stat(own)).mtimeMs - beatAt <= staleMs
}

async function hasBeaten(path: string, sleep: Sleep): Promise<boolean> {
  const before = await changedAt(path)
  await sleep(watchMs)
  const after = await changedAt(path)
  return after !== null && after !== before
}

/** Null if there is no such file. */
async function changedAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
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

const holderSchema = z.object({
  pid: z.int().positive(),
  startedAt: z.string().nullable(),
  host: z.string(),
  socket: z.string().optional(),
})

/** `unreadable`: left by a power failure, since a lock is never seen half-written. It names no living process. */
async function holderOf(
  path: string,
): Promise<(LockHolder & { readonly socket?: string | undefined }) | 'released' | 'unreadable'> {
  const text = await textOf(path)
  if (text === null) return 'released'
  try {
    return holderSchema.parse(JSON.parse(text))
  } catch {
    return 'unreadable'
  }
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

function taken(folder: string): MondoError {
  return new MondoError(
    'data-folder-locked',
    `Another process has taken over the database folder ${folder}, because this process gave no sign of life for ${staleMs / 1000} s.`,
    { hint: 'Nothing is half-written. Run one process at a time on a folder' },
  )
}

function locked(folder: string, holder: LockHolder): MondoError {
  const { pid, host } = holder
  const elsewhere = host !== thisProcess().host
  const who = pid === process.pid && !elsewhere ? `this process (pid ${pid})` : `process ${pid}`
  return new MondoError(
    'data-folder-locked',
    `The database folder ${folder} is in use by ${who}${elsewhere ? ` on ${host}` : ''}.`,
    {
      hint: elsewhere
        ? `Wait until it ends. If that machine or container no longer runs, you can use the folder ${staleMs / 1000} s after its last sign of life.`
        : 'Wait until it ends, or use another --data folder or a Postgres server (--db postgres://…).',
    },
  )
}
