/** What was written behind a place in a WARC file: how a crawl that was killed finds what it had archived. */
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ArchiveDamaged } from './archive-damaged.ts'
import { type IndexEntry, readIndex } from './cdxj.ts'
import { entryOfRecord } from './index-entries.ts'
import { readRecords } from './read-records.ts'

export interface FileTail {
  /** Captures that begin at `from` or behind it, in the order of the file. */
  readonly entries: readonly IndexEntry[]
  /** Where the last whole record ends. */
  readonly end: number
  /** Why what is behind cannot be read; null where there is nothing. */
  readonly damage: ArchiveDamaged | null
}

/** By the index of a file that was closed, else from the records themselves. `from`: where a record begins. */
export async function fileTail(path: string, from: number): Promise<FileTail> {
  const indexed = await readIndex(dirname(path), basename(path))
  if (indexed !== null) {
    const entries = indexed
      .filter(({ location }) => location.offset >= from)
      .sort((a, b) => a.location.offset - b.location.offset)
    // Only a closed file has an index.
    return { entries, end: (await stat(path)).size, damage: null }
  }
  const entries: IndexEntry[] = []
  let end = from
  try {
    for await (const found of readRecords(path, from)) {
      end = found.location.offset + found.location.length
      const entry = entryOfRecord(found)
      if (entry !== null) entries.push(entry)
    }
  } catch (error) {
    if (!(error instanceof ArchiveDamaged)) throw error
    return { entries, end, damage: error }
  }
  return { entries, end, damage: null }
}

/** Value of `isPartOf` in the file's warcinfo record (WARC 1.1, 6.2); null where it says none or cannot be read. */
export async function partOf(path: string): Promise<string | null> {
  const records = readRecords(path)
  try {
    const { value } = await records.next()
    if (value === undefined || value.record.type !== 'warcinfo') return null
    return /^isPartOf: (.*)\r$/m.exec(Buffer.from(value.record.block).toString('utf8'))?.[1] ?? null
  } catch (error) {
    if (error instanceof ArchiveDamaged) return null
    throw error
  } finally {
    await records.return()
  }
}

/** Bytes of each of these files of a folder. */
export async function sizesOf(dir: string, files: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>()
  for (const file of files) sizes.set(file, (await stat(join(dir, file))).size)
  return sizes
}
