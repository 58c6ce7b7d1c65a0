/** The pages of the archive's WARC files, for a re-parse that any process may go on with: from any place on. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sizesOf } from '../archive/file-tail.ts'
import { warcFiles } from '../archive/index-entries.ts'
import { readCaptures } from '../archive/warc-reader.ts'
import { MondoError } from '../model/errors.ts'
import { type ArchiveFile, fileFailureOf } from '../reparse/file-progress-store.ts'
import type { FileWorkerDeps, PlacedSource } from '../reparse/file-worker.ts'
import { isSystemError, unreadable } from './input-files.ts'
import { pageOfCapture } from './saved-pages.ts'

/** Throws `unreadable-input` for a folder that is not there. */
export async function filesOfArchive(archiveFolder: string): Promise<readonly ArchiveFile[]> {
  try {
    const names = await warcFiles(archiveFolder)
    return [...(await sizesOf(archiveFolder, names))].map(([file, bytes]) => ({ file, bytes }))
  } catch (error) {
    throw isSystemError(error) ? unreadable(archiveFolder, error) : error
  }
}

/** Whether the file is there, as large as whoever gave it out has seen it. */
export function seesFile(archiveFolder: string): FileWorkerDeps['sees'] {
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
    let last: PlacedSource | null = null
    let goesOnBehind = behind
    try {
      for await (const page of pagesBehind(path, behind, site)) {
        if (last !== null) {
          // Several captures in one gzip member have one place: whoever goes on must not pass over the rest.
          if (last.offset !== page.offset) goesOnBehind = last.offset
          yield { ...last, offset: goesOnBehind }
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

async function* pagesBehind(
  path: string,
  behind: number | null,
  site: string | null,
): AsyncGenerator<PlacedSource> {
  for await (const { capture, location } of readCaptures(path, behind ?? 0)) {
    const { offset } = location
    if (behind !== null && offset <= behind) continue
    const page = pageOfCapture(capture, `${path}#${offset}`, site ?? undefined)
    // What a capture says without its body, the crawl has taken from its status already.
    if (page?.kind !== 'page') continue
    const { bytes, options } = page
    yield { bytes, options, captureId: capture.id, capturedAt: capture.capturedAt, offset }
  }
}
