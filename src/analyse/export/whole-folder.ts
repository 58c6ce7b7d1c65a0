/**
 * Writes a folder atomically: under a temporary name beside its place, renamed once all its files are on disk.
 */
import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { isLiving, thisProcess } from '../../database/process-liveness.ts'
import { isDiskFull, MondoError } from '../../model/errors.ts'
import { makeFolder } from '../../model/folders/make-folder.ts'

export interface WrittenFile {
  readonly bytes: number
  readonly sha256: string
}

/** A file of any format: a head, batches of rows, an end. */
export interface TableFile {
  /** Values in the order of the columns, as their kinds have them. */
  write(rows: readonly (readonly unknown[])[]): Promise<void>
  /** Writes what is left and the file's end. */
  finish(): Promise<WrittenFile>
  close(): Promise<void>
}

/** Runs `write` on a new folder, and renames it to `path`. Throws `usage` if `path` exists and is not empty. */
export async function wholeFolder<T>(path: string, write: (folder: string) => Promise<T>): Promise<T> {
  const place = resolve(path)
  const partial = join(dirname(place), partialName(place))
  try {
    const isThere = await isEmptyFolder(place)
    await makeFolder(dirname(place))
    await removeLeftOver(place)
    await mkdir(partial)
    try {
      const result = await write(partial)
      if (isThere) await rmdir(place)
      await rename(partial, place)
      return result
    } catch (error) {
      await rm(partial, { recursive: true, force: true })
      throw error
    }
  } catch (error) {
    throw explained(error, path)
  }
}

/** Names the writing process, so that a later one can tell whether the folder was abandoned. */
function partialName(place: string): string {
  const { host, pid, startedAt } = thisProcess()
  return `.${basename(place)}.${host}.${pid}.${startedAt ?? ''}.${randomBytes(4).toString('hex')}.partial`
}

/** Folders that killed processes left beside `path`. */
async function removeLeftOver(place: string): Promise<void> {
  const prefix = `.${basename(place)}.`
  for (const name of await readdir(dirname(place))) {
    if (!name.startsWith(prefix) || !name.endsWith('.partial')) continue
    const parts = name.slice(prefix.length).split('.')
    const [pid, startedAt] = parts.slice(-4)
    const host = parts.slice(0, -4).join('.')
    if (host === '' || isLiving({ host, pid: Number(pid), startedAt: startedAt || null })) continue
    await rm(join(dirname(place), name), { recursive: true, force: true })
  }
}

/** False if there is nothing. */
async function isEmptyFolder(place: string): Promise<boolean> {
  let names: readonly string[]
  try {
    names = await readdir(place)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
  if (names.length === 0) return true
  throw new MondoError('usage', `${place} is not empty.`, {
    hint: 'Give a folder that is not there yet: an export never mixes with another.',
  })
}

/** Digest of a file that something else wrote, which is synced to disk first. */
export async function hashedOnDisk(path: string): Promise<WrittenFile> {
  await using file = await open(path, 'r+')
  await file.sync()
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of file.createReadStream({ autoClose: false })) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** A file that knows its digest when it is closed. */
export class HashedFile {
  readonly #file: FileHandle
  readonly #hash = createHash('sha256')
  #bytes = 0

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async create(path: string): Promise<HashedFile> {
    return new HashedFile(await open(path, 'wx'))
  }

  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    this.#hash.update(bytes)
    this.#bytes += bytes.byteLength
    await this.#file.writeFile(bytes)
  }

  /** Syncs to disk, so that a power failure loses nothing. */
  async finish(): Promise<WrittenFile> {
    await this.#file.sync()
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') }
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

const wrongPlace: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'ENOTDIR',
  'EEXIST',
  'EROFS',
  'ENAMETOOLONG',
])

/** SQLITE_IOERR and SQLITE_FULL: what node:sqlite says of a disk, with no system call. */
const sqliteDiskErrors: ReadonlySet<unknown> = new Set([10, 13])

/** An invalid place is a usage error; a full disk is not. */
function explained(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error
  const sqliteError = 'errcode' in error && sqliteDiskErrors.has(error.errcode) ? error.errcode : null
  if (sqliteError === null && (!('syscall' in error) || !('code' in error))) return error
  const isWrongPlace = 'code' in error && wrongPlace.has(String(error.code))
  const code = isDiskFull(error) || sqliteError === 13 ? 'disk-full' : isWrongPlace ? 'usage' : 'export-write'
  return new MondoError(code, `Cannot write ${path}: ${error.message}.`, {
    cause: error,
    hint: isWrongPlace
      ? 'Give another --out folder.'
      : 'Nothing is left behind: make room, or give an --out folder on another disk, and export again.',
  })
}
