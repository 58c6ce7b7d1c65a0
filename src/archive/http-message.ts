/** Reads and writes HTTP messages in WARC records: head, empty line, body; one character per byte in the head. */
import type { Capture, CaptureRequest, Header } from '../model/capture.ts'

/** One parsed message. */
export interface HttpMessage {
  readonly startLine: string
  readonly headers: readonly Header[]
  readonly body: Uint8Array
}

/** The head of an archived response, up to and including the empty line. */
export function responseHead({ status, statusText, headers }: Capture): Buffer {
  return messageHead(`HTTP/1.1 ${status} ${statusText}`, headers.map(archivedHeader))
}

/** The head of an archived request, up to and including the empty line. */
export function requestHead(request: CaptureRequest, url: string): Buffer {
  const { pathname, search } = new URL(url)
  return messageHead(`${request.method} ${pathname}${search} HTTP/1.1`, request.headers)
}

function messageHead(startLine: string, headers: readonly Header[]): Buffer {
  const lines = [startLine, ...headers.map(([name, value]) => `${name}: ${value}`)]
  return Buffer.from(`${lines.map((line) => line.replace(/[\r\n]+/g, ' ')).join('\r\n')}\r\n\r\n`, 'latin1')
}

/** Null when the block is not an HTTP message. Accepts CRLF and LF; joins folded lines (RFC 9112, section 5.2). */
export function parseMessage(block: Uint8Array): HttpMessage | null {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength)
  const { headEnd, bodyStart } = headExtent(bytes)
  const [startLine = '', ...lines] = bytes
    .toString('latin1', 0, headEnd)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
  if (!/(?:^HTTP\/|\sHTTP\/\d)/.test(startLine)) return null
  const headers = lines.flatMap((line): Header[] => {
    const colon = line.indexOf(':')
    return colon > 0 ? [[line.slice(0, colon).trimEnd(), blanksTrimmed(line.slice(colon + 1))]] : []
  })
  return { startLine, headers, body: bytes.subarray(bodyStart) }
}

/** The status code; null when the start line is not a status line. */
export function statusOf({ startLine }: HttpMessage): number | null {
  const digits = /^HTTP\/[\d.]+ (\d{3})(?: |$)/.exec(startLine)?.[1]
  return digits === undefined ? null : Number(digits)
}

function headExtent(bytes: Buffer): { headEnd: number; bodyStart: number } {
  const crlf = bytes.indexOf('\r\n\r\n')
  const lf = bytes.indexOf('\n\n')
  if (crlf >= 0 && (lf < 0 || crlf < lf)) return { headEnd: crlf, bodyStart: crlf + 4 }
  if (lf >= 0) return { headEnd: lf, bodyStart: lf + 2 }
  return { headEnd: bytes.length, bodyStart: bytes.length }
}

/** Not `trim`, which treats the latin1 byte A0 as a space. */
function blanksTrimmed(value: string): string {
  let end = value.length
  // A regular expression anchored only at the end takes quadratic time on a header of blanks.
  while (end > 0 && (value[end - 1] === ' ' || value[end - 1] === '\t')) end -= 1
  return value.slice(0, end).replace(/^[ \t]+/, '')
}

/**
 * Bodies are archived without their transfer coding. A reader that found `Transfer-Encoding: chunked` would try to
 * decode them again, so the header is renamed with the prefix that Common Crawl uses, and restored on reading.
 */
const setAside = 'X-Crawler-'

function archivedHeader([name, value]: Header): Header {
  return name.toLowerCase() === 'transfer-encoding' ? [`${setAside}${name}`, value] : [name, value]
}

/** The header as received: restores one that was renamed for the archive. */
export function receivedHeader([name, value]: Header): Header {
  const isSetAside = name.toLowerCase() === `${setAside}transfer-encoding`.toLowerCase()
  return isSetAside ? [name.slice(setAside.length), value] : [name, value]
}
