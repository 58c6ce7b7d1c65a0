/** Marks: a text known by its length in UTF-16 units and its hash, where the text itself may not stand in a test. */
import { createHash } from 'node:crypto'

/** @example mark('abc') // '3 ba7816bf8f01' */
export function mark(text: string): string {
  return `${text.length} ${createHash('sha256').update(text).digest('hex').slice(0, 12)}`
}

/** The mark of a text without white space and width: where lines break, and how, makes no difference. */
export function squeezedMark(text: string): string {
  return mark(text.normalize('NFKC').replace(/\s+/gu, ''))
}
