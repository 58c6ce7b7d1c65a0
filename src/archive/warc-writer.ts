/**
 * Writes captures to WARC files. Each process has one writer; it opens a new file at the first write of a run and at
 * every `maxBytes`, and never appends to an existing one, so that a torn record can only be the last of its file.
 */
import { randomBytes } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import PQueue from 'p-queue'
import type { Capture, CaptureLocation } from '../model/capture.ts'
import type { Clock } from '../model/clock.ts'
import { isDiskFull, MondoError } from '../model/errors.ts'
import { makeFolder } from '../model/folders/make-folder.ts'
import { type IndexEntry, indexName, writeIndex } from './cdxj.ts'
import { entryOf } from './index-entries.ts'
import { type Original, Originals } from './originals.ts'
import { payloadDigest } from './payload-digest.ts'
import { requestRecord, responseRecord, warcinfoRecord } from './warc-records.ts'

/** Settings and collaborators of a `WarcWriter`. */
export interface WarcWriterOptions {
  /** The archive folder; created when missing. */
  readonly dir: string
  /** `mondo/0.1.0`; written to the warcinfo record of each file. */
  readonly software: string
  readonly clock: Clock
  /** Bytes: a file that reaches this size is closed. Default: 1 GiB, as the WARC standard suggests (annex B). */
  readonly maxBytes?: number
  /** More fields of the warcinfo record: `operator`, `http-header-user-agent`, `robots` … */
  readonly info?: Readonly<Record<string, string>>
}

interface OpenFile {
  readonly name: string
  readonly handle: FileHandle
  /** Byte offset of the next record; everything before it is intact. */
  end: number
  /** The captures so far; they become the index beside the file. */
  readonly entries: IndexEntry[]
  /** Whether `sync` still has to flush the file, and its entry in the folder. */
  dirty: boolean
  folderDirty: boolean
}

/**
 * The writer of one archive folder. All methods throw `archive-write` when the disk refuses.
 *
 * @example
 * const writer = await WarcWriter.open({ dir: 'mondo-data/archive', software: 'mondo/0.1.0', clock })
 * const location = await writer.write(capture)
 * await writer.sync() // only now may a database row point to it
 * await writer.close()
 */
export class WarcWriter {
  readonly #options: Required<WarcWriterOptions>
  readonly #originals: Originals
  readonly #token = randomBytes(4).toString('hex')
  /** Serialises concurrent writes. */
  readonly #queue = new PQueue({ concurrency: 1 })
  #files = 0
  #file: OpenFile | null = null

  static async open(options: WarcWriterOptions): Promise<WarcWriter> {
    try {
      await makeFolder(options.dir)
      return new WarcWriter(options, await Originals.ofFolder(options.dir))
    } catch (error) {
      throw writeError(options.dir, error)
    }
  }

  private constructor(options: WarcWriterOptions, originals: Originals) {
    this.#options = { maxBytes: 1024 ** 3, info: {}, ...options }
    this.#originals = originals
  }

  /**
   * Writes the response and request records and returns the location of the response. A 304, or a payload that is in the
   * archive already, becomes a revisit of `original`, which the writer looks up when it is not given. The capture is
   * durable after the next `sync`.
   */
  async write(capture: Capture, original?: Original): Promise<CaptureLocation> {
    const digest = payloadDigest(capture)
    const repeated = original ?? this.#originals.of(capture, digest)
    const [response, request] = await Promise.all([
      responseRecord(capture, repeated, digest),
      requestRecord(capture),
    ])
    return this.#queue.add(async () => {
      const file = this.#file ?? (await this.#create())
      const location = { file: file.name, offset: file.end, length: response.byteLength }
      await this.#append(file, Buffer.concat([response, request]))
      const isRevisit = repeated !== null || capture.status === 304
      const entry = entryOf(capture, digest, isRevisit ? 'revisit' : 'response', location)
      file.entries.push(entry)
      if (capture.truncated === null) this.#originals.remember(entry)
      if (file.end >= this.#options.maxBytes) await this.#finish()
      return location
    })
  }

  /** fsyncs the file and, while the file is new, its folder. */
  async sync(): Promise<void> {
    await this.#queue.add(() => this.#sync())
  }

  /** Syncs and closes the file and writes its index; a later write opens another file. */
  async close(): Promise<void> {
    await this.#queue.add(() => this.#finish())
  }

  async #create(): Promise<OpenFile> {
    const { dir, clock, software, info } = this.#options
    const now = clock.now()
    const stamp = now.toISOString().replace(/\D/g, '')
    this.#files++
    const name = `mondo-${stamp}-${process.pid}-${this.#token}-${String(this.#files).padStart(5, '0')}.warc.gz`
    const first = await warcinfoRecord(name, { software, ...info }, now)
    try {
      // `wx` fails for an existing file instead of appending to another writer's.
      const handle = await open(join(dir, name), 'wx')
      this.#file = { name, handle, end: 0, entries: [], dirty: true, folderDirty: true }
    } catch (error) {
      throw writeError(join(dir, name), error)
    }
    await this.#append(this.#file, first)
    return this.#file
  }

  async #append(file: OpenFile, bytes: Buffer): Promise<void> {
    try {
      // Unlike `write`, `appendFile` continues after a short write.
      await file.handle.appendFile(bytes)
    } catch (error) {
      const causes = [error]
      await this.#abandon(file).catch((second: unknown) => causes.push(second))
      const cause =
        causes.length === 1 ? error : new AggregateError(causes, `${error}; the incomplete record stays`)
      throw writeError(join(this.#options.dir, file.name), cause)
    }
    file.end += bytes.byteLength
    file.dirty = true
  }

  /** After a failed write (a full disk): cuts off the incomplete record; the next write opens a new file. */
  async #abandon(file: OpenFile): Promise<void> {
    this.#file = null
    try {
      await file.handle.truncate(file.end)
      await file.handle.sync()
    } finally {
      await file.handle.close()
    }
  }

  async #sync(): Promise<void> {
    const file = this.#file
    if (file === null) return
    try {
      if (file.dirty) await file.handle.sync()
      file.dirty = false
      if (file.folderDirty) await syncFolder(this.#options.dir)
      file.folderDirty = false
    } catch (error) {
      throw writeError(join(this.#options.dir, file.name), error)
    }
  }

  async #finish(): Promise<void> {
    await this.#sync()
    const file = this.#file
    this.#file = null
    if (file === null) return
    await file.handle.close()
    try {
      await writeIndex(this.#options.dir, file.name, file.entries)
    } catch (error) {
      throw writeError(join(this.#options.dir, indexName(file.name)), error)
    }
  }
}

/** A new file survives a power cut only when its folder entry does. Windows cannot sync folders. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  await using handle = await open(dir, 'r')
  await handle.sync()
}

function writeError(path: string, cause: unknown): MondoError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new MondoError(
    isDiskFull(cause) ? 'disk-full' : 'archive-write',
    `cannot write the archive at ${path}: ${why}`,
    {
      cause,
      hint: 'Check that the disk has free space and that the folder is writable.',
    },
  )
}
