/** Finds the end of a body while it is received, and whether it is whole. */
import { ChunkedReader } from './chunked.ts'
import type { Framing } from './framing.ts'

/** Follows one body. What it is given may be cut anywhere. */
export class BodyExtent {
  readonly #framing: Framing
  readonly #chunks = new ChunkedReader()
  #received = 0

  constructor(framing: Framing) {
    this.#framing = framing
  }

  /** Takes bytes off the wire; returns how many of them belong to the body. */
  push(bytes: Buffer): number {
    const used = this.#used(bytes)
    this.#received += used
    return used
  }

  /** Whether no more bytes belong to it, though the connection is open. */
  get isOver(): boolean {
    const framing = this.#framing
    if (framing.kind === 'length') return this.#received >= framing.bytes
    if (framing.kind === 'chunked') return this.#chunks.state === 'over' || this.#chunks.state === 'broken'
    return framing.kind === 'none'
  }

  /** `isClosed`: the server has ended the connection, and not the other side of a limit. */
  isWhole(isClosed: boolean): boolean {
    const framing = this.#framing
    switch (framing.kind) {
      case 'none':
        return true
      case 'length':
        return this.#received >= framing.bytes
      case 'chunked':
        return this.#chunks.state === 'not-chunked'
          ? this.#hasEnough(framing.atLeast, isClosed)
          : this.#chunks.isWhole
      case 'close':
        return this.#hasEnough(framing.atLeast, isClosed)
    }
  }

  #used(bytes: Buffer): number {
    const framing = this.#framing
    switch (framing.kind) {
      case 'none':
        return 0
      case 'length':
        return Math.min(bytes.length, framing.bytes - this.#received)
      case 'close':
        return bytes.length
      case 'chunked': {
        const used = this.#chunks.push(bytes)
        return this.#chunks.state === 'not-chunked' ? bytes.length : used
      }
    }
  }

  /** A server that keeps the connection has sent all when it has sent what it stated. */
  #hasEnough(atLeast: number, isClosed: boolean): boolean {
    return this.#received >= atLeast && (isClosed || atLeast > 0)
  }
}
