/** Sources of a re-parse: the pages of given paths, and of the archive's WARC files from any offset, to resume there. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { sizesOf } from '../archive/file-tail.ts'
import { formatOfName } from '../archive/foreign/file-format.ts'
import { warcFiles } from '../archive/index-entries.ts'
import { readCaptures } from '../archive/warc-reader.ts'
import { MondoError } from '../model/errors.ts'
import { type ArchiveFile, fileFailureOf } from '../reparse/file-progress-store.ts'
import type { FileWorkerDeps } from '../reparse/file-worker.ts'
import type { SourcePage } from '../reparse/source.ts'
import { UnreadArchives } from './input/unread-archives.ts'
import { isSystemError, unreadable } from './input-files.ts'
import { pageOfCapture, savedPages } from './saved-pages.ts'

/** One page at a time; what cannot be read goes to `noteFailure`, and what is no page of a folder, counted, to `notePassedOver`. */
export async function* reparseSources(
  paths: readonly string[],
  { site, stdin }: { readonly site?: string; readonly stdin: Readable },
  noteFailure: (error: MondoError) => void,
  notePassedOver?: (files: string) => void,
): AsyncGenerator<SourcePage> {
  for await (const page of savedPages(paths, { ...(site === undefined ? {} : { site }), stdin })) {
    if (page.kind === 'failed') noteFailure(page.error)
    if (page.kind === 'passed-over') notePassedOver?.(page.files)
    // Not a page, such as a redirect or a 404: the crawl has recorded its status already.
    if (page.kind !== 'page') continue
    const { bytes, options, from } = page
    yield from.kind === 'capture'
      ? { bytes, options, captureId: from.capture.id, capturedAt: from.capture.capturedAt }
      : { bytes, options, captureId: null, capturedAt: from.modifiedAt }
  }
}

/** Throws `unreadable-input` if the folder is missing. */
export async function filesOfArchive(archiveFolder: string): Promise<readonly ArchiveFile[]> {
  try {
    const names = await warcFiles(archiveFolder)
    return [...(await sizesOf(archiveFolder, names))].map(([file, bytes]) => ({ file, bytes }))
  } catch (error) {
    throw isSystemError(error) ? unreadable(archiveFolder, error) : error
  }
}

/** The error for the folder's archives of formats that mondo does not read, by their names; null if there are none. */
export async function unreadOfArchive(archiveFolder: string): Promise<MondoError | null> {
  const unread = new UnreadArchives()
  for (const name of (await readdir(archiveFolder)).sort()) unread.take(name, formatOfName(name) ?? 'other')
  return unread.error()
}

/** Whether the archive has the file, at least as large as it was when the run was opened. */
export function hasFile(archiveFolder: string): FileWorkerDeps['hasFile'] {
  return async (file, bytes) => {
    try {
      return (await stat(join(archiveFolder, file))).size >= bytes
    } catch (error) {
      if (isSystemError(error)) return false
      throw error
    }
  }
}

export function pagesOfFile(archiveFolder: string): FileWorkerDeps['pagesOf'] {
  return async function* ({ file, behind, site }, noteFailure) {
    const path = join(archiveFolder, file)
    let last: ResumableSource | null = null
    let resumeBehind = behind
    const noteDamage = (damage: MondoError): void => {
      const failure = fileFailureOf(damage)
      if (failure !== null) noteFailure(failure)
    }
    try {
      for await (const page of pagesBehind(path, { behind, site }, noteDamage)) {
        if (last !== null) {
          // Several captures in one gzip member have one offset: a resumed run must not skip the rest of them.
          if (last.offset !== page.offset) resumeBehind = last.offset
          yield { ...last, offset: resumeBehind }
        }
        last = page
      }
    } catch (error) {
      const known = isSystemError(error) ? unreadable(path, error) : error
      const failure = known instanceof MondoError ? fileFailureOf(known) : null
      if (failure === null) throw error
      noteFailure(failure)
    }
    if (last !== null) yield last
  }
}

type ResumableSource = SourcePage & { readonly offset: number }

async function* pagesBehind(
  path: string,
  { behind, site }: { readonly behind: number | null; readonly site: string | null },
  noteDamage: (damage: MondoError) => void,
): AsyncGenerator<ResumableSource> {
  for await (const { capture, location } of readCaptures(path, behind ?? 0, noteDamage)) {
    const { offset } = location
    if (behind !== null && offset <= behind) continue
    const page = pageOfCapture(capture, `${path}#${offset}`, site ?? undefined)
    // Not a page, such as a redirect or a 404: the crawl has recorded its status already.
    if (page?.kind !== 'page') continue
    const { bytes, options } = page
    yield { bytes, options, captureId: capture.id, capturedAt: capture.capturedAt, offset }
  }
}
