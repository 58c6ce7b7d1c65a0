/** Counts the archives of formats that mondo does not read, to name them in one line. */
import { basename } from 'node:path'
import type { FileFormat, UnreadFormat } from '../../archive/foreign/file-format.ts'
import { MondoError } from '../../model/errors.ts'

/** What a person can do with the files. */
const ways: Readonly<Record<UnreadFormat, string>> = {
  ARC: 'warcio recompress OLD.arc.gz NEW.warc.gz converts ARC files',
  Zstandard: 'zstd -d unpacks .zst files, if they need no dictionary',
  HAR: 'har2warc converts HAR files',
  MHTML: 'save the pages of MHTML files as HTML',
}

const namesShown = 3

/** A tally; `error` is null while nothing is in it. */
export class UnreadArchives {
  readonly #paths = new Map<UnreadFormat, string[]>()

  /** Whether the file is such an archive. */
  take(path: string, format: FileFormat): boolean {
    if (!isUnread(format)) return false
    this.#paths.set(format, [...(this.#paths.get(format) ?? []), path])
    return true
  }

  /** `unreadable-input`, with the count by format, the first names, and what can be done. */
  error(): MondoError | null {
    if (this.#paths.size === 0) return null
    const count = [...this.#paths.values()].flat().length
    const files = count === 1 ? '1 file is of a format that is' : `${count} files are of formats that are`
    const listed = [...this.#paths].map(([format, paths]) => `${paths.length} ${format} (${named(paths)})`)
    return new MondoError('unreadable-input', `${files} not read: ${listed.join(', ')}`, {
      hint: [...this.#paths.keys()].map((format) => ways[format]).join('; '),
    })
  }
}

function isUnread(format: FileFormat): format is UnreadFormat {
  return Object.hasOwn(ways, format)
}

function named(paths: readonly string[]): string {
  const names = paths.slice(0, namesShown).map((path) => basename(path))
  return paths.length > namesShown
    ? `${names.join(', ')} and ${paths.length - namesShown} more`
    : names.join(', ')
}
