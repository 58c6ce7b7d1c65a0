/** The error for a damaged WARC file. */
import { MondoError } from '../model/errors.ts'

/** Code `archive-damaged`. Every record before `offset` is intact. */
export class ArchiveDamaged extends MondoError {
  readonly file: string
  /** Byte offset of the first record that cannot be read. */
  readonly offset: number
  /** The damage, without file and offset. */
  readonly what: string

  constructor(file: string, offset: number, what: string, cause?: unknown) {
    super('archive-damaged', `${file}: ${what} (record at byte ${offset})`, {
      cause,
      hint: 'Records before that byte are intact. A crash during a write leaves a torn last record; anything else means that the disk or the copy is damaged.',
    })
    this.file = file
    this.offset = offset
    this.what = what
  }
}
