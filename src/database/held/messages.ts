/** What a reader and the holder of a data folder say to each other: JSON values, one a line, an answer for each request. */
import { MondoError } from '../../model/errors.ts'
import type { TextRows } from '../embedded/embedded-database.ts'
import { fromPlain, type PlainError } from '../embedded/thread-calls.ts'

export type HolderRequest =
  | {
      readonly kind: 'statement'
      readonly text: string
      readonly parameters: readonly (string | null)[]
      readonly maxRows: number
      /** The reader waits no longer: a statement whose turn comes later is not begun. Absent: it waits for ever. */
      readonly timeoutMs?: number
    }
  /** Something that the holder does itself, such as pausing a host. */
  | { readonly kind: 'command'; readonly name: string; readonly input: unknown }

export type HolderAnswer =
  | { readonly kind: 'rows'; readonly result: HeldRows }
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly failure: PlainError }

export interface HeldRows extends TextRows {
  /** There are more rows than these. */
  readonly isCut: boolean
}

/** Rows of one answer: they are in memory on both sides, and the crawl waits for them. */
export const maxHeldRows = 10_000
/** Characters of all values of one answer. */
export const maxHeldCharacters = 32 * 1024 * 1024

/** Where a reader has waited in vain. */
export function waitedInVain(timeoutMs: number): MondoError {
  return new MondoError('usage', `The query took longer than ${timeoutMs / 1000} s.`, {
    hint: 'The embedded database cannot interrupt it: if it has begun, it runs on in the crawl, which waits for it. Ask for less, or when the crawl has ended.',
  })
}

/** What the holder said, as an error of this process. */
export function errorOf(failure: PlainError): unknown {
  const { name, code, message, hint } = failure.fields
  if (name !== 'MondoError') return fromPlain(failure)
  return new MondoError(code as MondoError['code'], String(message), typeof hint === 'string' ? { hint } : {})
}

/** Splits what arrives into lines, each a JSON value. */
export function lineReader(take: (line: string) => void): (chunk: string) => void {
  let pending: string[] = []
  return (chunk) => {
    let start = 0
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      pending.push(chunk.slice(start, end))
      const line = pending.join('')
      pending = []
      start = end + 1
      take(line)
    }
    pending.push(chunk.slice(start))
  }
}
