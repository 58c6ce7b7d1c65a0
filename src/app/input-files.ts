/** Turns PATH arguments into files to read, in an order that does not depend on the file system. */
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { type FileFormat, formatOfFile, isArchiveName } from '../archive/foreign/file-format.ts'
import { MondoError } from '../model/errors.ts'
import { UnreadArchives } from './input/unread-archives.ts'

export type InputFile =
  | { readonly kind: 'file'; readonly path: string; readonly modifiedAt: Date }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'unreadable'; readonly path: string; readonly error: MondoError }

type IsWanted = (name: string, path: string) => boolean | Promise<boolean>

/**
 * Yields every file that the paths name: a file itself, stdin for `-`, and all files below a folder that pass
 * `isWanted`, which may look into them. An unreadable path is a value, so that the caller can continue with the others. So is a folder without any
 * wanted file, if `wanted` describes the files for the error message.
 */
export async function* inputFiles(
  paths: readonly string[],
  isWanted: IsWanted,
  wanted?: string,
): AsyncGenerator<InputFile> {
  for (const path of paths) {
    if (path === '-') {
      yield { kind: 'stdin' }
      continue
    }
    let isEmpty = true
    for await (const file of filesAt(path, isWanted)) {
      isEmpty = false
      yield file
    }
    if (isEmpty && wanted !== undefined) yield { kind: 'unreadable', path, error: nothingIn(path, wanted) }
  }
}

function nothingIn(path: string, wanted: string): MondoError {
  return new MondoError('unreadable-input', `nothing to read in ${path}: it has no ${wanted}`, {
    hint: 'Check the path; a file with another name is read if you give its own path',
  })
}

async function* filesAt(path: string, isWanted: IsWanted): AsyncGenerator<InputFile> {
  try {
    const found = await stat(path)
    if (!found.isDirectory()) {
      yield { kind: 'file', path, modifiedAt: found.mtime }
      return
    }
    const entries = await readdir(path, { withFileTypes: true })
    entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      // A linked folder may lead back up; a linked file may not.
      const inner = join(path, entry.name)
      if (entry.isDirectory() || (await isWanted(entry.name, inner))) yield* filesAt(inner, isWanted)
    }
  } catch (error) {
    if (!isSystemError(error)) throw error
    yield { kind: 'unreadable', path, error: unreadable(path, error) }
  }
}

/** Reads a file or stdin. Throws `unreadable-input` above `limit` bytes: no page is that large, and memory is limited. */
export async function readWhole(stream: Readable, name: string, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk)
      size += bytes.byteLength
      if (size > limit) {
        throw new MondoError('unreadable-input', `${name} is larger than ${limit / 1024 / 1024} MiB`, {
          hint: 'Check that it is the file you meant. No page is that large: many pages belong in a WARC file named *.warc.gz',
        })
      }
      chunks.push(bytes)
    }
  } catch (error) {
    throw isSystemError(error) ? unreadable(name, error) : error
  }
  return Buffer.concat(chunks)
}

/** Whether the operating system raised the error, rather than a bug. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error
}

export function openFile(path: string): Readable {
  return createReadStream(path)
}

/** The error for a file that cannot be read. */
export function unreadable(path: string, cause: NodeJS.ErrnoException): MondoError {
  const reason = reasons.get(cause.code ?? '') ?? cause.message
  return new MondoError('unreadable-input', `cannot read ${path}: ${reason}`, {
    cause,
    hint: 'Check the path and its permissions',
  })
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'is a folder'],
  ['ELOOP', 'too many symbolic links'],
])

/**
 * The WARC and WACZ files of a command's PATH arguments, in the given order and sorted within folders; without paths, those of
 * the archive folder. Throws `unreadable-input` for a path that does not exist, if there is no WARC file, and behind the last one
 * for archives of other formats.
 */
export async function* archiveFiles(paths: readonly string[], archiveFolder: string): AsyncGenerator<string> {
  let count = 0
  const unread = new UnreadArchives()
  for await (const file of inputFiles(paths.length === 0 ? [archiveFolder] : paths, isArchiveName)) {
    if (file.kind === 'unreadable') throw file.error
    if (file.kind === 'stdin') throw new MondoError('usage', 'a WARC file cannot be read from stdin here')
    if (unread.take(file.path, await formatOf(file.path))) continue
    count++
    yield file.path
  }
  const error = unread.error()
  if (error !== null) throw error
  if (count === 0) {
    throw new MondoError('unreadable-input', `no WARC file in ${paths.join(' ') || archiveFolder}`, {
      hint: 'WARC files are named *.warc.gz, *.warc or *.wacz; --data selects the data folder',
    })
  }
}

async function formatOf(path: string): Promise<FileFormat> {
  try {
    return await formatOfFile(path)
  } catch (error) {
    throw isSystemError(error) ? unreadable(path, error) : error
  }
}
