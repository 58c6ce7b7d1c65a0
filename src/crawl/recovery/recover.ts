/**
 * Recovery: finds captures that a crash left in the archive and not in the database. They are loaded, not fetched again.
 * The holder of a host group's lease may do so at once, even if the process that wrote them still runs: a slice that
 * has lost its lease can commit nothing (`SliceQueue.complete`).
 */
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { ArchiveDamaged } from '../../archive/archive-damaged.ts'
import { fileTail, partOf, sizesOf } from '../../archive/file-tail.ts'
import { warcFiles } from '../../archive/index-entries.ts'
import { readCapture } from '../../archive/warc-reader.ts'
import type { Database } from '../../database/schema/schema.ts'
import type { CaptureLocation } from '../../model/capture.ts'
import type { Log } from '../../model/log.ts'
import type { KeptCapture } from '../politeness/kept-capture.ts'
import type { ArchivedCapture } from '../politeness/paced-exchange.ts'
import { archiveFileStates, knownCaptures, saveArchiveFile } from './archive-file-store.ts'

/** `isPartOf` of the WARC files that crawls write. What `mondo fetch` archives is not meant for the database. */
export const recoveryFiles = 'mondo crawl'

interface LeftCapture {
  readonly id: string
  readonly location: CaptureLocation
}

export interface RecoveryOptions {
  readonly db: Kysely<Database>
  /** The archive folder. */
  readonly dir: string
  readonly log: Log
}

/** The most that a slice visits, and no more bytes than fit in memory. */
const capturesPerSlice = 200
const bytesPerSlice = 32 * 1024 * 1024
/** About 10 MB of names. A database that has lost more finds the rest in later scans. */
const mostLeft = 50_000

export class Recovery {
  readonly #options: RecoveryOptions
  /** By host, with its port where it is not the scheme's own; in the order of the archive. */
  readonly #left = new Map<string, LeftCapture[]>()
  #count = 0
  #isCut = false

  constructor(options: RecoveryOptions) {
    this.#options = options
  }

  /** Reads what was written since the last scan; a file that is wholly in the database costs one `stat`. */
  async scan(): Promise<void> {
    const { db, dir } = this.#options
    const files = await warcFiles(dir)
    const sizes = await sizesOf(dir, files)
    const states = await archiveFileStates(db)
    this.#left.clear()
    this.#count = 0
    this.#isCut = false
    for (const file of files) {
      const fileBytes = sizes.get(file) ?? 0
      const state = states.get(file)
      if (state?.fileBytes === fileBytes && state.unknownCaptures === 0) continue
      if (this.#count >= mostLeft) {
        this.#isCut = true
        break
      }
      await this.#scanFile(file, fileBytes, state?.knownBytes ?? 0)
    }
    if (this.#count > 0) {
      this.#options.log.info({ captures: this.#count }, 'archived captures that are not in the database yet')
    }
  }

  /** Whether any of these hosts has captures left. */
  has(hosts: Iterable<string>): boolean {
    for (const host of hosts) if ((this.#left.get(host)?.length ?? 0) > 0) return true
    return false
  }

  /** Adds the captures of a slice that lost its lease: the next holder of the lease loads them. */
  add(archived: readonly Pick<KeptCapture, 'capture' | 'location'>[]): void {
    for (const { capture, location } of archived) this.#note(capture.url, { id: capture.id, location })
  }

  /** The next captures of these hosts, in the order they were archived. Only for the holder of their host group's lease. */
  async take(hosts: Iterable<string>): Promise<ArchivedCapture[]> {
    const { db } = this.#options
    const taken: ArchivedCapture[] = []
    for (const host of hosts) {
      while (taken.length === 0) {
        // By id: a scan may have found what a slice could not commit too.
        const some = new Map(this.#splice(host).map(({ id, location }) => [id, location]))
        if (some.size === 0) break
        const known = await knownCaptures(db, [...some.keys()])
        for (const [id, location] of some) if (!known.has(id)) taken.push(...(await this.#read(location)))
      }
      if (taken.length > 0) break
    }
    if (this.#count === 0 && this.#isCut) await this.scan()
    return taken
  }

  /** Up to a slice's worth; captures taken are not offered again before the next scan. */
  #splice(host: string): LeftCapture[] {
    const left = this.#left.get(host) ?? []
    let count = 0
    let bytes = 0
    for (const { location } of left) {
      bytes += location.length
      if (count === capturesPerSlice || (count > 0 && bytes > bytesPerSlice)) break
      count += 1
    }
    this.#count -= count
    return left.splice(0, count)
  }

  async #scanFile(file: string, fileBytes: number, from: number): Promise<void> {
    const { db, dir, log } = this.#options
    const path = join(dir, file)
    if ((await partOf(path)) !== recoveryFiles) {
      await saveArchiveFile(db, file, { fileBytes, knownBytes: 0, unknownCaptures: 0 })
      return
    }
    const { entries, end, damages } = await fileTail(path, from)
    for (const damage of damages) {
      if (damage.offset < end) log.warn({ err: damage }, 'archive: damage; the other records are used')
      // In a file that is being written this is the record in progress; in another, what a crash left.
      else log.info({ file, at: damage.offset }, `archive: ${damage.what}; what is before it is used`)
    }
    const known = await knownCaptures(
      db,
      entries.map(({ id }) => id),
    )
    const left = entries.filter(({ id }) => !known.has(id))
    for (const { id, url, location } of left) this.#note(url, { id, location })
    const knownBytes = left[0]?.location.offset ?? end
    await saveArchiveFile(db, file, { fileBytes, knownBytes, unknownCaptures: left.length })
  }

  async #read(location: CaptureLocation): Promise<ArchivedCapture[]> {
    try {
      return [{ capture: await readCapture(this.#options.dir, location), location }]
    } catch (error) {
      if (!(error instanceof ArchiveDamaged)) throw error
      this.#options.log.warn({ err: error }, 'archive: a capture that cannot be read was not loaded')
      return []
    }
  }

  #note(url: string, capture: LeftCapture): void {
    if (!URL.canParse(url)) return
    const { host } = new URL(url)
    const left = this.#left.get(host)
    if (left === undefined) this.#left.set(host, [capture])
    else left.push(capture)
    this.#count += 1
  }
}
