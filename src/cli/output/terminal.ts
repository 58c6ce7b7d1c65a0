/**
 * The terminal as a collaborator: results go to stdout, everything else to stderr. Commands receive one as an
 * argument, so that tests can read what a command wrote without starting a process.
 */
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { type ExitCode, exitCodes } from '../../app/exit-codes.ts'
import { codeOf, isDiskFull, MondoError } from '../../model/errors.ts'
import { jsonNote, type LogFormat, type NoteLevel, type StderrFormats } from './log-format.ts'

export class Terminal {
  readonly stdin: Readable
  readonly stdoutIsTTY: boolean
  readonly stderrIsTTY: boolean
  /** How the log is to be written. */
  readonly logFormat: LogFormat
  readonly #notes: LogFormat
  /** What the process will exit with; the last command to set it wins. */
  exitCode: ExitCode = exitCodes.done
  readonly #stdout: TerminalStreams['stdout']
  readonly #stderr: TerminalStreams['stderr']
  /** The first error of stdout; nothing is written after it. */
  #stdoutError: Error | null = null
  /** Receives notes while a progress bar is drawn at the bottom of the screen. */
  #above: ((text: string) => void) | null = null

  constructor(streams: TerminalStreams) {
    this.stdin = streams.stdin
    this.#stdout = streams.stdout
    this.#stderr = streams.stderr
    this.stdoutIsTTY = streams.stdout.isTTY === true
    this.stderrIsTTY = streams.stderr.isTTY === true
    this.logFormat = streams.formats?.log ?? (this.stderrIsTTY ? 'text' : 'json')
    this.#notes = streams.formats?.notes ?? 'text'
    streams.stdout.on('error', (error) => {
      this.#stdoutError ??= error
    })
  }

  /** Writes a line of the result. Awaiting it keeps memory flat while the reader is slower than the writer. */
  async print(line: string): Promise<void> {
    await this.write(`${line}\n`)
  }

  /** One JSON value as one line of the result. */
  async printJson(value: unknown): Promise<void> {
    await this.print(JSON.stringify(value))
  }

  /**
   * Writes text or bytes of the result as they are. Writes nothing for a reader that has left, as `head` does: the command
   * goes on, and its exit code is what it would have been.
   *
   * @throws MondoError `disk-full` where stdout is a file on a full disk
   */
  async write(part: string | Uint8Array): Promise<void> {
    this.#throwIfUnwritable()
    if (this.readerIsGone || this.#stdout.write(part)) return
    await once(this.#stdout, 'drain').catch(() => undefined)
    this.#throwIfUnwritable()
  }

  /** Whether what reads stdout has closed it: a command that does nothing but print may stop. */
  get readerIsGone(): boolean {
    return codeOf(this.#stdoutError) === 'EPIPE'
  }

  /** Waits until stdout has taken everything. Returns why it could not; null also for a reader that has left. */
  async unwritten(): Promise<Error | null> {
    if (this.#stdoutError === null) await new Promise((resolve) => this.#stdout.write('', resolve))
    return this.#stdoutError === null || this.readerIsGone ? null : unwritable(this.#stdoutError)
  }

  #throwIfUnwritable(): void {
    if (this.#stdoutError !== null && !this.readerIsGone) throw unwritable(this.#stdoutError)
  }

  /** Height of the terminal in lines. */
  get rows(): number {
    return this.#stdout.rows ?? 24
  }

  /** Width of the terminal in characters; Infinity if stdout is not a terminal. */
  get columns(): number {
    return this.stdoutIsTTY ? (this.#stdout.columns ?? 80) : Number.POSITIVE_INFINITY
  }

  /** Writes a line to stderr; never part of the result. In a log of JSON, lines of one note stay together. */
  note(line: string, level: NoteLevel = 'info'): void {
    this.writeNote(`${this.#notes === 'json' ? jsonNote(level, line, new Date()) : line}\n`)
  }

  /** Writes whole lines to stderr, above a progress bar if there is one. */
  writeNote(text: string): void {
    if (this.#above === null) this.#stderr.write(text)
    else this.#above(text)
  }

  /** For the progress bar alone, between `drawBelow(write)` and `drawBelow(null)`. */
  get errorStream(): Writable {
    return this.#stderr
  }

  /** Width of the terminal behind stderr in columns. */
  get errorColumns(): number {
    return this.#stderr.columns ?? 80
  }

  /** Sends notes to the progress bar, which prints them above itself; null ends that. */
  drawBelow(above: ((text: string) => void) | null): void {
    this.#above = above
  }
}

function unwritable(cause: Error): Error {
  if (!isDiskFull(cause)) return cause
  return new MondoError('disk-full', `the output cannot be written: ${cause.message}`, {
    cause,
    hint: 'Make room where stdout goes, and run it again',
  })
}

export interface TerminalStreams {
  readonly stdin: Readable
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly rows?: number; readonly columns?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  /** Default: logs by the kind of stderr, notes as text. */
  readonly formats?: StderrFormats
}
