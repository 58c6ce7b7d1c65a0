/**
 * Deduplication: remembers the captures of this run and the newest of the folder's indexes, so that a repeated payload
 * is archived as a `revisit` without its body.
 */
import type { Capture, CaptureLocation } from '../model/capture.ts'
import { type IndexEntry, readIndex } from './cdxj.ts'
import { warcFiles } from './index-entries.ts'

/** The capture that a 304 confirms, or whose payload a later capture repeats byte for byte. */
export interface Original extends Pick<Capture, 'id' | 'url' | 'capturedAt'> {
  /** Where it is stored; lets readers skip the search. */
  readonly location?: CaptureLocation
}

/** About 20 MB of memory; a scheduled crawl of more pages than this archives some bodies twice. */
const defaultCapacity = 50_000

/** Bytes. Below this, a revisit record is as large as the response itself. */
const smallestPayload = 512

/** A bounded memory of captures, by payload digest and by URL. */
export class Originals {
  readonly #capacity: number
  readonly #byDigest = new Map<string, Original>()
  readonly #byUrl = new Map<string, Original>()

  constructor(capacity = defaultCapacity) {
    this.#capacity = capacity
  }

  /** Starts with the newest captures of a folder. Reads only indexes, newest file first, up to the capacity. */
  static async ofFolder(dir: string, capacity = defaultCapacity): Promise<Originals> {
    const originals = new Originals(capacity)
    const newest: IndexEntry[][] = []
    let count = 0
    for (const file of (await warcFiles(dir)).reverse()) {
      if (count >= capacity) break
      const entries = (await readIndex(dir, file)) ?? []
      newest.push(entries)
      count += entries.length
    }
    for (const entries of newest.reverse()) {
      for (const entry of entries) originals.remember(entry)
    }
    return originals
  }

  remember({ type, id, url, capturedAt, digest, status, location }: IndexEntry): void {
    if (type !== 'response') return
    const original = { id, url, capturedAt, location }
    if (digest !== null) this.#keep(this.#byDigest, digest, original)
    if (status === 200) this.#keep(this.#byUrl, url, original)
  }

  /** The original that a capture repeats; null when the capture is new, truncated, or too small to save anything. */
  of(capture: Capture, digest: string): Original | null {
    if (capture.status === 304) return this.#byUrl.get(capture.url) ?? null
    // What was read leniently is kept whole: its head alone does not say what its bytes were.
    if (capture.raw !== undefined || capture.truncated !== null) return null
    if (capture.body.byteLength < smallestPayload) return null
    return this.#byDigest.get(digest) ?? null
  }

  #keep(map: Map<string, Original>, key: string, original: Original): void {
    map.delete(key)
    map.set(key, original)
    const [oldest] = map.keys()
    if (map.size > this.#capacity && oldest !== undefined) map.delete(oldest)
  }
}
