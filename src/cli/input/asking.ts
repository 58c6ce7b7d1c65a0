/** Asks a person: questions on stderr, answers from stdin, which may be a terminal or a file of answers. */
import { createInterface, type Interface } from 'node:readline/promises'
import type { Terminal } from '../output/terminal.ts'

export class Asking {
  readonly #terminal: Terminal
  readonly #lines: Interface
  readonly #typed: AsyncIterator<string>

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    this.#lines = createInterface({ input: terminal.stdin })
    this.#typed = this.#lines[Symbol.asyncIterator]()
  }

  /** Null at the end of the input. */
  async ask(question: string): Promise<string | null> {
    this.#terminal.writeNote(`${question} `)
    const { value, done } = await this.#typed.next()
    return done === true ? null : value
  }

  say(text: string): void {
    this.#terminal.note(text)
  }

  close(): void {
    this.#lines.close()
  }
}
