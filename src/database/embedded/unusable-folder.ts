/** Explains why the folder of an embedded database cannot be opened, and what to do about it. */
import { dirname } from 'node:path'
import { isDiskFull, MondoError } from '../../model/errors.ts'
import { freeBytesOf } from '../../model/free-bytes.ts'
import { isFullDisk, wasiNumber } from '../errors.ts'

/** Bytes: Postgres needs one more file of its write-ahead log to start. */
const walSegment = 16 * 1024 * 1024

/** Returns an error `disk-full` or `database-unreachable`. Never rejects. */
export async function unusableFolder(
  folder: string,
  cause: unknown,
  freeBytes: (folder: string) => Promise<number> = freeBytesOf,
): Promise<MondoError> {
  const isGivenUp = cause instanceof Error && cause.message.startsWith('Aborted(')
  // If the folder could not be created, its parent is on the same disk.
  const free = isGivenUp ? await freeBytes(dirname(folder)).catch(() => null) : null
  const isFull = isDiskFull(cause) || isFullDisk(cause) || (free !== null && free < walSegment)
  const left = free === null || !isFull ? '' : `: its disk has ${(free / 1e6).toFixed(1)} MB left`
  const reason = isGivenUp
    ? `it gave up at its start${left}`
    : cause instanceof Error
      ? cause.message
      : reasonOf(cause)
  return new MondoError(
    isFull ? 'disk-full' : 'database-unreachable',
    `The database folder ${folder} cannot be opened: ${reason}`,
    {
      cause,
      hint: isFull
        ? 'Nothing is half-written; make room, then run the same command again.'
        : 'Check that it can be written and was made by this version of mondo, or give another --data folder.',
    },
  )
}

/** Emscripten throws `{ name: 'ErrnoError', errno }`, which is not an Error; `errno` is a WASI error number. */
function reasonOf(cause: unknown): string {
  const errno = wasiNumber(cause)
  return wasiErrors.get(errno) ?? (errno === 0 ? String(cause) : `system error ${errno} (WASI)`)
}

const wasiErrors: ReadonlyMap<number, string> = new Map([
  [2, 'permission denied'],
  [19, 'the disk quota is used up'],
  [22, 'a file has become too large'],
  [29, 'the disk has failed'],
  [33, 'this process can open no more files: raise the limit (ulimit -n)'],
  [41, 'this machine can open no more files'],
  [51, 'no space left on the disk'],
  [69, 'the disk is read-only'],
])
