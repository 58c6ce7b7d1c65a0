/**
 * Reads the chunked transfer coding (RFC 9112, section 7.1) piece by piece, and leniently: blanks around sizes,
 * extensions, `0x`, LF for CRLF, empty lines between chunks.
 */

/**
 * `not-chunked`: the first line is no chunk size. `broken`: a later one is none; what came before it stands. `over`: the
 * last chunk and its trailers are read.
 */
export type ChunkedState = 'size' | 'data' | 'trailers' | 'over' | 'broken' | 'not-chunked'

/** No server sends longer extensions; curl stops far earlier. */
const longestLine = 16 * 1024

const lf = 0x0a

/** The state of one body. What it is given may be cut anywhere. */
export class ChunkedReader {
  #state: ChunkedState = 'size'
  #line = ''
  /** Of the chunk, still to come. */
  #left = 0
  #chunks = 0
  #sawLast = false

  get state(): ChunkedState {
    return this.#state
  }

  /** Whether the last chunk was there: what is missing behind it is no data. */
  get isWhole(): boolean {
    return this.#sawLast
  }

  /** Reads on; returns how many bytes belong to the body: fewer than given where it ends. `data` takes what it decodes. */
  push(bytes: Buffer, data?: Buffer[]): number {
    let at = 0
    while (
      at < bytes.length &&
      (this.#state === 'size' || this.#state === 'data' || this.#state === 'trailers')
    ) {
      if (this.#state === 'data') {
        const part = bytes.subarray(at, at + this.#left)
        data?.push(part)
        at += part.length
        this.#left -= part.length
        if (this.#left === 0) this.#state = 'size'
        continue
      }
      const end = bytes.indexOf(lf, at)
      const next = end < 0 ? bytes.length : end + 1
      // A line that is too long is not kept: it is none.
      if (this.#line.length + (next - at) > longestLine) this.#lineIsNone()
      else {
        this.#line += bytes.toString('latin1', at, next)
        if (end >= 0) this.#endLine()
        else if (this.#state === 'size' && !mayBecomeSize(this.#line)) this.#lineIsNone()
      }
      at = next
    }
    return at
  }

  #endLine(): void {
    const line = this.#line
    this.#line = ''
    const isEmpty = line.trim() === ''
    if (this.#state === 'trailers') {
      if (isEmpty) this.#state = 'over'
      return
    }
    if (isEmpty) return
    const size = sizeIn(line)
    if (size === null) {
      this.#lineIsNone()
      return
    }
    this.#chunks += 1
    this.#left = size
    this.#state = this.#left === 0 ? 'trailers' : 'data'
    if (this.#left === 0) this.#sawLast = true
  }

  #lineIsNone(): void {
    // Behind the last chunk nothing belongs to the body.
    this.#state = this.#sawLast ? 'over' : this.#chunks === 0 ? 'not-chunked' : 'broken'
    this.#line = ''
  }
}

/** A body without a line end may be far shorter than the longest line. */
function mayBecomeSize(line: string): boolean {
  return /^\s*(?:[0-9a-f]|$)/i.test(line)
}

/** Null where the line is no chunk size, or one that nobody could send. */
function sizeIn(line: string): number | null {
  const digits = /^[ \t]*(?:0x)?([0-9a-f]+)(?=[;\s])/i.exec(line)?.[1]
  const size = digits === undefined ? Number.NaN : Number.parseInt(digits, 16)
  return Number.isSafeInteger(size) ? size : null
}
