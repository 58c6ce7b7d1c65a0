/** Finds the captures after a given offset of a WARC file; recovery uses it after a crash. */
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ArchiveDamaged } from './archive-damaged.ts'
import { type IndexEntry, readIndex } from './cdxj.ts'
import { entryOfRecord } from './index-entries.ts'
import { readRecords } from './read-records.ts'

/** The part of a WARC file from a given offset on. */
export interface FileTail {
  /** Captures that begin at or after `from`, in file order. */
  readonly entries: readonly IndexEntry[]
  /** Byte offset of the end of the last intact record. Damage before it is not met again from there. */
  readonly end: number
  /** What cannot be read, in file order; a record that is still being written is the last of them. */
  readonly damages: readonly ArchiveDamaged[]
}

/**
 * Reads the index of a closed file, or the records of any other. Damage is a value; other errors reject.
 *
 * @param from Byte offset of a record.
 */
export async function fileTail(path: string, from: number): Promise<FileTail> {
  const indexed = await readIndex(dirname(path), basename(path))
  if (indexed !== null) {
    const entries = indexed
      .filter(({ location }) => location.offset >= from)
      .sort((a, b) => a.location.offset - b.location.offset)
    // A file gets its index when it is closed, so its size is final.
    return { entries, end: (await stat(path)).size, damages: [] }
  }
  const entries: IndexEntry[] = []
  const damages: ArchiveDamaged[] = []
  let end = from
  for await (const found of readRecords(path, from, (damage) => void damages.push(damage))) {
    end = found.location.offset + found.location.length
    const entry = entryOfRecord(found)
    if (entry !== null) entries.push(entry)
  }
  return { entries, end, damages }
}

/** The `isPartOf` field of the file's warcinfo record (WARC 1.1, 6.2); null when it is missing or unreadable. */
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

/** The sizes in bytes of these files of a folder, by name. Rejects when one is missing. */
export async function sizesOf(dir: string, files: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>()
  for (const file of files) sizes.set(file, (await stat(join(dir, file))).size)
  return sizes
}
