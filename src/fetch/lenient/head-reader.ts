/** Finds the head of a response in what comes off the wire, behind empty lines and informational responses. */
import { emptyLinesLength, headLength, isInterim, readStatusLine } from '../../model/http/response-head.ts'

/** What came is no response in HTTP/1. The message says what it is. */
export class NotHttp extends Error {
  override readonly name = 'NotHttp'
}

/** A whole head, with its empty line, and what came with it. */
export interface FoundHead {
  readonly head: Buffer
  readonly rest: Buffer
}

/** The state of one head. What it is given may be cut anywhere. */
export class HeadReader {
  readonly #limit: number
  #pending: Buffer = Buffer.alloc(0)
  /** Of informational responses before. */
  #passed = 0

  /** `limit`: bytes of all heads together. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Reads on; null while the head is not whole. Throws `NotHttp`. */
  push(chunk: Buffer): FoundHead | null {
    // The last line may go on in this chunk; lines before it are known not to be empty.
    let from = this.#pending.lastIndexOf(lf) + 1
    this.#pending = Buffer.concat([this.#pending, chunk])
    for (;;) {
      const blank = emptyLinesLength(this.#pending)
      if (blank > 0) {
        this.#pass(blank)
        from = 0
      }
      const status = this.#status()
      const length = headLength(this.#pending, from)
      if (this.#passed + (length ?? this.#pending.length) > this.#limit) {
        throw new NotHttp(`the headers have more than ${this.#limit} bytes`)
      }
      if (length === null || status === null) return null
      if (status === 101) throw new NotHttp('the server switched to another protocol without being asked')
      if (!isInterim(status)) {
        return { head: this.#pending.subarray(0, length), rest: this.#pending.subarray(length) }
      }
      this.#pass(length)
      from = 0
    }
  }

  /** The error of a connection that ends before the head does. */
  endsEarly(): Error {
    const where = this.#pending.length + this.#passed === 0 ? 'before a response began' : 'within the headers'
    return Object.assign(new Error(`the server closed the connection ${where}`), { code: 'ECONNRESET' })
  }

  #pass(bytes: number): void {
    this.#passed += bytes
    this.#pending = this.#pending.subarray(bytes)
  }

  /** Null while the status line is not there. Other protocols are told from HTTP as early as they show. */
  #status(): number | null {
    const end = this.#pending.indexOf(lf)
    const line = this.#pending.toString('latin1', 0, end < 0 ? longestStatusLine : end).replace(/\r/g, '')
    const status = readStatusLine(line)
    const mayBecomeOne = end < 0 && /^[ \t]*(?:H|I|$)/i.test(line)
    if (status === null && !mayBecomeOne)
      throw new NotHttp(`no HTTP status line, but ${JSON.stringify(line.slice(0, 60))}`)
    return end < 0 ? null : (status?.status ?? null)
  }
}

const lf = 0x0a
const longestStatusLine = 4096
