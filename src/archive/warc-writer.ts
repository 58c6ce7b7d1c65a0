/**
 * Captures into WARC files: one writer a process, a new file at the first write of a run and at every `maxBytes`, and
 * never a file that was there before, so that a torn tail left by a crash stays the last thing in its file.
 */
import { randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import PQueue from 'p-queue'
import type { Capture, CaptureLocation } from '../model/capture.ts'
import type { Clock } from '../model/clock.ts'
import { MondoError } from '../model/errors.ts'
import { type IndexEntry, indexName, writeIndex } from './cdxj.ts'
import { entryOf } from './index-entries.ts'
import { type Original, Originals } from './originals.ts'
import { payloadDigest } from './payload-digest.ts'
import { requestRecord, responseRecord, warcinfoRecord } from './warc-records.ts'

export interface WarcWriterOptions {
  /** Made when it is not there. */
  readonly dir: string
  /** `mondo/0.1.0`; stands in the warcinfo record of each file. */
  readonly software: string
  readonly clock: Clock
  /** A file that has reached this size is closed. Default: 1 GiB, as the WARC standard suggests (annex B). */
  readonly maxBytes?: number
  /** More fields of the warcinfo record: `operator`, `http-header-user-agent`, `robots` … */
  readonly info?: Readonly<Record<string, string>>
}

interface OpenFile {
  readonly name: string
  readonly handle: FileHandle
  /** Where the next record begins; everything before it is whole. */
  end: number
  /** Of the captures so far; becomes the index beside the file. */
  readonly entries: IndexEntry[]
  /** What `sync` still has to do. */
  dirty: boolean
  folderDirty: boolean
}

/**
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
  /** Writes may be called at once; they reach the file one after another. */
  readonly #queue = new PQueue({ concurrency: 1 })
  #files = 0
  #file: OpenFile | null = null

  static async open(options: WarcWriterOptions): Promise<WarcWriter> {
    try {
      await mkdir(options.dir, { recursive: true })
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
   * Response and request record; the location is that of the first. A 304, and a payload that the archive holds already,
   * become a revisit of `original`, which is found here where it is not given. Safe on disk after the next `sync`.
   */
  async write(capture: Capture, original?: Original): Promise<CaptureLocation> {
    const digest = payloadDigest(capture)
    const repeated = original ?? this.#originals.of(capture, digest)
    const [response, request] = await Promise.all([responseRecord(capture, repeated), requestRecord(capture)])
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

  /** fsync of the file, and of the folder while the file is new in it. */
  async sync(): Promise<void> {
    await this.#queue.add(() => this.#sync())
  }

  /** Syncs and closes; a later write would begin another file. */
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
      // `wx`: refuses a file that is there already, rather than writing behind what another writer left.
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
      // Unlike `write`, `appendFile` goes on after a short write.
      await file.handle.appendFile(bytes)
    } catch (error) {
      const causes = [error]
      await this.#abandon(file).catch((second: unknown) => causes.push(second))
      const cause =
        causes.length === 1 ? error : new AggregateError(causes, `${error}; the half record stays`)
      throw writeError(join(this.#options.dir, file.name), cause)
    }
    file.end += bytes.byteLength
    file.dirty = true
  }

  /** After a failed write (a full disk) the half record is cut off, and the next write begins a new file. */
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

/** A new file survives a power cut only when its name in the folder does. Windows has no handle on folders to sync. */
async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(dir, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function writeError(path: string, cause: unknown): MondoError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new MondoError('archive-write', `cannot write the archive at ${path}: ${why}`, {
    cause,
    hint: 'Check that the disk has room and that the folder may be written.',
  })
}
