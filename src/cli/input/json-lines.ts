/**
 * A stream of bytes as lines of JSON. Lines end at \n alone: JSON text may hold U+2028, where node:readline would
 * break a line in two.
 */
import type { Readable } from 'node:stream'
import { MondoError } from '../../model/errors.ts'

export interface JsonLine {
  /** 1 for the first, blank lines counted, as editors count. */
  readonly number: number
  /** The line as it stands, where a damaged byte is U+FFFD. */
  readonly text: () => string
  /** Parses the line. @throws MondoError `invalid-record` for one that is not UTF-8 or not JSON */
  readonly value: () => unknown
}

/** The largest record seen is under 1 MiB; without a limit one file without line ends would fill the memory. */
const maxLineBytes = 64 * 1024 * 1024

const newline = 0x0a
const brace = 0x7b

/** `name` names the stream in error messages: a path, or `stdin`. */
export async function* jsonLines(stream: Readable, name: string): AsyncGenerator<JsonLine> {
  let number = 0
  for await (const line of lines(stream, name)) {
    number++
    const of = number
    const text = () => line.toString('utf8')
    if (line[0] !== brace && text().trim() === '') continue
    yield { number, text, value: () => parseLine(textOf(line, name, of), name, of) }
  }
}

async function* lines(stream: Readable, name: string): AsyncGenerator<Buffer> {
  let pending: Buffer[] = []
  let pendingBytes = 0
  for await (const chunk of stream) {
    let rest = Buffer.from(chunk)
    for (let end = rest.indexOf(newline); end !== -1; end = rest.indexOf(newline)) {
      yield Buffer.concat([...pending, rest.subarray(0, end)])
      pending = []
      pendingBytes = 0
      rest = rest.subarray(end + 1)
    }
    pending.push(rest)
    pendingBytes += rest.byteLength
    if (pendingBytes > maxLineBytes) {
      throw new MondoError(
        'invalid-record',
        `${name} has a line of more than ${maxLineBytes / 1024 / 1024} MiB`,
        {
          hint: 'Give one JSON value a line, as mondo parse prints them',
        },
      )
    }
  }
  if (pendingBytes > 0) yield Buffer.concat(pending)
}

// The decoder drops a byte order mark at the start of each line; only the first line can have one.
const utf8 = new TextDecoder('utf-8', { fatal: true })

function textOf(line: Buffer, name: string, number: number): string {
  try {
    return utf8.decode(line)
  } catch (cause) {
    throw damaged(name, number, 'is not UTF-8', cause)
  }
}

function parseLine(text: string, name: string, number: number): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw damaged(name, number, 'is not JSON', cause)
  }
}

function damaged(name: string, number: number, what: string, cause: unknown): MondoError {
  return new MondoError('invalid-record', `${name} line ${number} ${what}`, {
    cause,
    hint: 'Nothing was loaded. Give one JSON value a line, as mondo parse prints them',
  })
}
