/**
 * Reads the head of an HTTP response as curl and browsers do: it takes what servers send, where the standard says what
 * they should send. Of a capture, it is how the fetcher and the archive read the same bytes to the same headers.
 */
import type { Header } from '../capture.ts'

/** The status line and headers of one response. One character per byte (latin1). */
export interface ResponseHead {
  readonly status: number
  readonly statusText: string
  /** In wire order. Without folds, blanks around names and values, and lines that have no name. */
  readonly headers: readonly Header[]
}

/** Bytes from the start of `bytes` up to and including the first empty line; null while there is none. */
export function headLength(bytes: Uint8Array, from = 0): number | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let lineStart = from
  for (;;) {
    const end = buffer.indexOf(lf, lineStart)
    if (end < 0) return null
    if (isEmptyLine(buffer, lineStart, end)) return end + 1
    lineStart = end + 1
  }
}

/** Bytes of empty lines in front of the status line. */
export function emptyLinesLength(bytes: Uint8Array): number {
  let length = 0
  while (bytes[length] === lf || bytes[length] === cr) length += 1
  return length
}

/** Null where the first line is no status line. `bytes`: the head alone, with or without its empty line. */
export function readHead(bytes: Uint8Array): ResponseHead | null {
  const [first = '', ...lines] = linesOf(bytes.subarray(emptyLinesLength(bytes)))
  const status = readStatusLine(first)
  return status === null ? null : { ...status, headers: headersOf(lines) }
}

/** Null for a line that is no status line. */
export function readStatusLine(line: string): Omit<ResponseHead, 'headers'> | null {
  const [, digits, statusText = ''] = statusLine.exec(line) ?? []
  if (digits === undefined) return null
  return { status: Number(digits), statusText: blanksTrimmed(withoutLineBreaks(statusText)) }
}

/** Whether another response follows on this one: 100 Continue, 103 Early Hints. 101 ends the conversation in HTTP. */
export function isInterim(status: number): boolean {
  return status < 200 && status !== 101
}

/** The lines of a head, one character per byte, without CRLF, LF or CR CR LF. */
export function linesOf(head: Uint8Array): readonly string[] {
  return Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    .toString('latin1')
    .split('\n')
    .map(withoutCarriageReturns)
}

/** Headers from lines without their ends: continuations are joined, lines without a name left out. */
export function headersOf(lines: readonly string[]): readonly Header[] {
  const headers: [string, string][] = []
  for (const line of lines) {
    const last = headers.at(-1)
    if (line.startsWith(' ') || line.startsWith('\t')) {
      if (last !== undefined) last[1] = blanksTrimmed(`${last[1]} ${withoutLineBreaks(line.trimStart())}`)
      continue
    }
    const colon = line.indexOf(':')
    const name = blanksTrimmed(withoutLineBreaks(line.slice(0, Math.max(colon, 0))))
    if (name !== '') headers.push([name, blanksTrimmed(withoutLineBreaks(line.slice(colon + 1)))])
  }
  return headers
}

/** `HTTP/1.1 200 OK`, `http/1.1 200`, `HTTP/2 200`, `ICY 200 OK`, with blanks and tabs as they come. */
const statusLine = /^[ \t]*(?:HTTP|ICY|ICE)(?:\/[0-9.]*)?[ \t]+([1-9][0-9]{2})(?![0-9])(.*)$/is

const [lf, cr] = [0x0a, 0x0d]

/** Nothing, or CRs alone: some scripts end their lines with CR CR LF. */
function isEmptyLine(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] !== cr) return false
  return true
}

function withoutCarriageReturns(line: string): string {
  let end = line.length
  while (line[end - 1] === '\r') end -= 1
  return line.slice(0, end)
}

/** RFC 9110, section 5.5: CR and NUL within a value become blanks. The database takes no NUL either. */
function withoutLineBreaks(text: string): string {
  return text.replace(/[\r\n\0]/g, ' ')
}

/** Not `trim`, which treats the latin1 byte A0 as a space. */
function blanksTrimmed(text: string): string {
  let [start, end] = [0, text.length]
  // A regular expression anchored only at the end takes quadratic time on a header of blanks.
  while (end > start && isBlank(text[end - 1])) end -= 1
  while (start < end && isBlank(text[start])) start += 1
  return text.slice(start, end)
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
