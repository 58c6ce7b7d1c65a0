/** The error for a damaged WARC file. */
import { MondoError } from '../model/errors.ts'

/** What cannot be read because of one damage. */
export interface LostRecords {
  /** From the damaged record to the next intact one, or to the end of the file. */
  readonly bytes: number
  /** The URLs of the captures among them, as far as the index beside the file names them. */
  readonly urls: readonly string[]
}

const urlsNamed = 3

/** Code `archive-damaged`. Records before `offset` are intact; those after the lost ones are read. */
export class ArchiveDamaged extends MondoError {
  readonly file: string
  /** Byte offset of the first record that cannot be read. */
  readonly offset: number
  /** The damage, without file and offset. */
  readonly what: string
  /** Null where reading ended at the damage, so that nothing is known of the rest. */
  readonly lost: LostRecords | null

  constructor(
    file: string,
    offset: number,
    what: string,
    cause?: unknown,
    lost: LostRecords | null = null,
    hint?: string,
  ) {
    const more = lost === null ? '' : `; ${lostText(lost)}`
    super('archive-damaged', `${file}: ${what} (record at byte ${offset}${more})`, {
      cause,
      hint:
        hint ??
        (lost === null
          ? 'Records before that byte are intact. A crash during a write leaves a torn last record; anything else means that the disk or the copy is damaged.'
          : 'All other records are read. A crash during a write leaves a torn last record; anything else means that the disk or the copy is damaged.'),
    })
    this.file = file
    this.offset = offset
    this.what = what
    this.lost = lost
  }
}

/** @example lostText({ bytes: 482, urls: ['https://okwave.jp/qa/q1.html'] }) // '482 bytes lost, with https://okwave.jp/qa/q1.html' */
export function lostText({ bytes, urls }: LostRecords): string {
  const named = urls.slice(0, urlsNamed).join(', ')
  const rest = urls.length - urlsNamed
  return `${bytes} bytes lost${named === '' ? '' : `, with ${named}`}${rest > 0 ? ` and ${rest} more` : ''}`
}
