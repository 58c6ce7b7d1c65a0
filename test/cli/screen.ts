/** A terminal for tests: a stream that is a TTY, and what a person would see on it. */
import { Writable } from 'node:stream'

// The few sequences that progress is drawn with: up, column, clear right, clear below, private modes.
const sequences = /\u001b\[(\??)(\d*)([AGHKJhl])|[\n\r]|[^\u001b\n\r]+/g

export class Screen extends Writable {
  readonly isTTY = true
  columns = 100
  /** Everything written, as it was. */
  written = ''
  #lines: string[] = ['']
  #row = 0
  #column = 0

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.written += chunk.toString()
    for (const [part, isPrivate, count, command] of chunk.toString().matchAll(sequences)) {
      if (command === undefined) this.#put(part)
      else if (isPrivate === '') this.#steer(command, count === '' ? null : Number(count))
    }
    done()
  }

  /** Lines, without the blank ones at the end. */
  get lines(): string[] {
    return this.#lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd()
      .split('\n')
  }

  get isCursorShown(): boolean {
    return this.written.lastIndexOf('\u001b[?25h') >= this.written.lastIndexOf('\u001b[?25l')
  }

  #put(part: string): void {
    if (part === '\n') {
      this.#row += 1
      this.#column = 0
      this.#lines[this.#row] ??= ''
    } else if (part === '\r') this.#column = 0
    else {
      const line = this.#lines[this.#row] ?? ''
      const before = line.slice(0, this.#column).padEnd(this.#column)
      this.#lines[this.#row] = before + part + line.slice(this.#column + part.length)
      this.#column += part.length
    }
  }

  #steer(command: string, count: number | null): void {
    if (command === 'A') this.#row = Math.max(0, this.#row - (count ?? 1))
    else if (command === 'G') this.#column = (count ?? 1) - 1
    else if (command === 'H') {
      this.#row = 0
      this.#column = 0
    } else {
      // Clearing: of the line to its end, or of everything below too.
      this.#lines[this.#row] = (this.#lines[this.#row] ?? '').slice(0, this.#column)
      if (command === 'J') this.#lines.length = this.#row + 1
    }
  }
}
