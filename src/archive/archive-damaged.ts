import { MondoError } from '../model/errors.ts'

/** A WARC file that does not hold what it should. Everything before `offset` is whole. */
export class ArchiveDamaged extends MondoError {
  readonly file: string
  /** Where the record begins that cannot be read. */
  readonly offset: number
  readonly what: string

  constructor(file: string, offset: number, what: string, cause?: unknown) {
    super('archive-damaged', `${file}: ${what} (record at byte ${offset})`, {
      cause,
      hint: 'Records before that byte are whole. A crash while writing leaves a torn last record; anything else is damage to the disk or the copy.',
    })
    this.file = file
    this.offset = offset
    this.what = what
  }
}
