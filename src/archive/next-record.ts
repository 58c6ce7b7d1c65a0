/**
 * Finds the next intact record behind damage, so that a flipped bit costs one capture and not the rest of the file.
 * Other readers stop there (warcio, webarchive-commons) or take any gzip signature for a record (warc-peek).
 */
import { basename, dirname } from 'node:path'
import { gzipMagic } from '../model/inflate.ts'
import type { LostRecords } from './archive-damaged.ts'
import { type IndexEntry, readIndex } from './cdxj.ts'
import { FileWindow } from './file-window.ts'
import { beginsLikeRecord, isRecordStart, looksLikeMember, readMember } from './gzip-member.ts'
import { parseRecordHead } from './warc-record.ts'

/** Where reading goes on; `next` is null when no intact record follows. */
export interface Resumption {
  readonly next: number | null
  readonly lost: LostRecords
}

/** A damaged record. */
export interface DamagedPlace {
  /** Byte offset at which it begins. */
  readonly offset: number
  /** Where it seems to end; null if it does not say. */
  readonly end: number | null
}

/** Finds where reading goes on in one file, of which the bytes before `end` are seen. Reads the index once, if at all. */
export class Resumptions {
  readonly #path: string
  readonly #end: number
  #index: readonly IndexEntry[] | undefined

  constructor(path: string, end: number) {
    this.#path = path
    this.#end = end
  }

  /** Behind a damaged record of a file that is compressed by record. */
  async afterMember(place: DamagedPlace): Promise<Resumption> {
    const { end } = place
    if (end !== null && (end === this.#end || (await this.#isMember(end)))) return await this.#at(place, end)
    const indexed = await this.#indexedAfter(place.offset)
    return await this.#at(place, indexed ?? (await this.#searchMember(place.offset + 1)))
  }

  /** Behind a damaged record of a file that is not compressed. */
  async afterPlain(place: DamagedPlace): Promise<Resumption> {
    const { offset, end } = place
    const near = await this.#nearPlain(offset)
    if (near === null && end !== null) {
      await using window = await this.#open(end)
      if (isRecordStart(await window.peek(7)) || end === this.#end) return await this.#at(place, end)
    }
    return await this.#at(place, near ?? (await this.#searchPlain(offset)))
  }

  async #at({ offset }: DamagedPlace, next: number | null): Promise<Resumption> {
    const end = next ?? this.#end
    const lost = (await this.#entries()).filter(
      ({ location }) => location.offset >= offset && location.offset < end,
    )
    return {
      next: end === this.#end ? null : next,
      lost: { bytes: end - offset, urls: lost.map(({ url }) => url) },
    }
  }

  /** Null unless the index knows the damaged record, or the capture right before it: a stale index may lack captures. */
  async #indexedAfter(offset: number): Promise<number | null> {
    const places = (await this.#entries()).flatMap(({ location }) => [
      location.offset,
      location.offset + location.length,
    ])
    if (!places.includes(offset)) return null
    const later = [...new Set(places)].filter((place) => place > offset && place < this.#end)
    for (const place of later.sort((a, b) => a - b)) if (await this.#isMember(place)) return place
    return null
  }

  async #searchMember(from: number): Promise<number | null> {
    await using window = await this.#open(from)
    for (;;) {
      const input = await window.peek(searchBytes)
      const at = input.indexOf(gzipMagic)
      if (at < 0) {
        // The signature may begin in the last two bytes.
        if (input.length <= gzipMagic.length) return null
        window.advance(input.length - gzipMagic.length + 1)
        continue
      }
      window.advance(at)
      const found = window.offset
      if (beginsLikeRecord(await window.peek(searchBytes)) && (await this.#leadsOn(found))) return found
      window.advance(1)
    }
  }

  /** Whether a whole gzip member begins here, checksum included, whose data begins like a WARC record. */
  async #isMember(offset: number): Promise<boolean> {
    await using window = await this.#open(offset)
    const member = await readMember(window)
    return member.kind === 'member' && isRecordStart(member.bytes)
  }

  /**
   * Whether records follow one another from here on. A page may itself be a WARC file, which deflate stores as it is when
   * it does not get smaller: its records are no records of this file, and behind the last of them there is none.
   */
  async #leadsOn(offset: number): Promise<boolean> {
    if (!(await this.#isMember(offset))) return false
    await using window = await this.#open(offset)
    while (window.offset - offset < longestBody) {
      const member = await readMember(window)
      if (member.kind === 'end') return true
      if (member.kind === 'damaged') return looksLikeMember(await window.peek(3))
      window.advance(member.length)
    }
    return true
  }

  /** The next record where only the empty lines before it are damaged. */
  async #nearPlain(damaged: number): Promise<number | null> {
    await using window = await this.#open(damaged + 1)
    for (; window.offset - damaged <= longestSeparator; window.advance(1)) {
      if (isRecordStart(await window.peek(7)) && (await isPlainRecord(window))) return window.offset
    }
    return null
  }

  async #searchPlain(damaged: number): Promise<number | null> {
    await using window = await this.#open(damaged + 1)
    for (;;) {
      const input = await window.peek(searchBytes)
      const at = input.indexOf(recordLine)
      if (at < 0) {
        // The line may begin in the last bytes.
        if (input.length < recordLine.length) return null
        window.advance(input.length - recordLine.length + 1)
        continue
      }
      window.advance(at + 1)
      if (await isPlainRecord(window)) return window.offset
    }
  }

  async #entries(): Promise<readonly IndexEntry[]> {
    this.#index ??= (await readIndex(dirname(this.#path), basename(this.#path))) ?? []
    return this.#index
  }

  async #open(offset: number): Promise<FileWindow> {
    return await FileWindow.open(this.#path, offset, this.#end)
  }
}

const searchBytes = 64 * 1024

const recordLine = '\nWARC/1.'

/** Two empty lines. */
const longestSeparator = 4

/** More than the body of any capture that mondo archives (20 MB), so that no page can hold as many records. */
const longestBody = 32 * 1024 * 1024

/** Whether a record head that can be read begins at the window's offset. */
async function isPlainRecord(window: FileWindow): Promise<boolean> {
  for (let wanted = searchBytes; ; wanted *= 2) {
    const bytes = await window.peek(wanted)
    const head = parseRecordHead(bytes)
    if (head !== null) return typeof head !== 'string'
    if (bytes.length < wanted) return false
  }
}
