/** Finds the original of a revisit: at the place that the record names, else through the folder's indexes. */
import { basename, dirname, join } from 'node:path'
import type { Capture } from '../model/capture.ts'
import { MondoError } from '../model/errors.ts'
import type { IndexEntry } from './cdxj.ts'
import { isCapture } from './document-record.ts'
import { entriesOf, warcFiles } from './index-entries.ts'
import { readRecords } from './read-records.ts'
import { captureOf } from './record-capture.ts'
import { warcDate } from './warc-date.ts'
import { fieldOf, type WarcRecord, withoutBrackets } from './warc-record.ts'

/** Enough when captures repeat those of one earlier run, file by file. */
const indexesKept = 4

/** Caches a few indexes, so use one finder per file. */
export class OriginalFinder {
  readonly #dir: string
  /** The file itself, where other tools' archives usually have the originals. */
  readonly #ownFile: string
  readonly #indexes = new Map<string, readonly IndexEntry[]>()

  /** Resolves the revisits of the file at `path`; it looks only in that file's folder. */
  constructor(path: string) {
    this.#dir = dirname(path)
    this.#ownFile = basename(path)
  }

  /**
   * Adds the original's body to a revisit of an identical payload; null when the original is not in the folder. Returns
   * every other capture unchanged, 304s included: they have no body.
   */
  async completed(capture: Capture, record: WarcRecord): Promise<Capture | null> {
    if (record.type !== 'revisit' || capture.status === 304) return capture
    const original = await this.originalOf(record)
    return original === null ? null : { ...capture, body: original.body }
  }

  async originalOf(revisit: WarcRecord): Promise<Capture | null> {
    const id = withoutBrackets(fieldOf(revisit, 'warc-refers-to') ?? '')
    const file = fieldOf(revisit, 'warc-refers-to-filename')
    const offset = Number(fieldOf(revisit, 'warc-refers-to-file-offset') ?? Number.NaN)
    if (id !== '' && file !== null && Number.isSafeInteger(offset) && offset >= 0) {
      const there = await this.#responseAt(basename(file), offset, id)
      if (there !== null) return there
    }
    const found = await this.#search(revisit, id)
    return found === null
      ? null
      : await this.#responseAt(found.location.file, found.location.offset, found.id)
  }

  async #search(revisit: WarcRecord, id: string): Promise<IndexEntry | null> {
    const url = withoutBrackets(fieldOf(revisit, 'warc-refers-to-target-uri') ?? '')
    const date = warcDate(fieldOf(revisit, 'warc-refers-to-date') ?? '')?.getTime() ?? Number.NaN
    const digest = fieldOf(revisit, 'warc-payload-digest')
    // WARC 1.0 has no field for the original's URL, and its writers name none: the payload says which it is.
    const isUnnamed = id === '' && url === '' && digest !== null
    const isMeant = (entry: IndexEntry): boolean =>
      entry.type === 'response' &&
      (isUnnamed
        ? entry.digest === digest
        : entry.id === id || (entry.url === url && sameSecond(entry.capturedAt.getTime(), date)))
    const files = await warcFiles(this.#dir)
    for (const file of [this.#ownFile, ...files.reverse().filter((name) => name !== this.#ownFile)]) {
      const found = (await this.#entries(file)).find(isMeant)
      if (found !== undefined) return found
    }
    return null
  }

  async #entries(file: string): Promise<readonly IndexEntry[]> {
    const entries = this.#indexes.get(file) ?? (await entriesOf(join(this.#dir, file)))
    this.#indexes.set(file, entries)
    const [oldest] = this.#indexes.keys()
    if (this.#indexes.size > indexesKept && oldest !== undefined) this.#indexes.delete(oldest)
    return entries
  }

  /** Null when no record there has the id, or it cannot be read: the place is only a hint. */
  async #responseAt(file: string, offset: number, id: string): Promise<Capture | null> {
    const records = readRecords(join(this.#dir, file), offset)
    try {
      // Several records have one place where they were compressed together.
      for await (const { record, location } of records) {
        if (location.offset !== offset) return null
        if (record.id === id && isCapture(record) && record.type !== 'revisit') return captureOf(record, null)
      }
      return null
    } catch (error) {
      if (error instanceof MondoError) return null
      throw error
    } finally {
      await records.return()
    }
  }
}

/** Many writers drop fractions of a second. */
function sameSecond(a: number, b: number): boolean {
  return Math.floor(a / 1000) === Math.floor(b / 1000)
}
