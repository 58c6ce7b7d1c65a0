/** HTTP messages as they stand in WARC records: a head of lines, an empty line, the body. One character a byte. */
import type { Capture, CaptureRequest, Header } from '../model/capture.ts'

export interface HttpMessage {
  readonly startLine: string
  readonly headers: readonly Header[]
  readonly body: Uint8Array
}

export function responseHead({ status, statusText, headers }: Capture): Buffer {
  return messageHead(`HTTP/1.1 ${status} ${statusText}`, headers.map(archivedHeader))
}

export function requestHead(request: CaptureRequest, url: string): Buffer {
  const { pathname, search } = new URL(url)
  return messageHead(`${request.method} ${pathname}${search} HTTP/1.1`, request.headers)
}

function messageHead(startLine: string, headers: readonly Header[]): Buffer {
  const lines = [startLine, ...headers.map(([name, value]) => `${name}: ${value}`)]
  return Buffer.from(`${lines.map((line) => line.replace(/[\r\n]+/g, ' ')).join('\r\n')}\r\n\r\n`, 'latin1')
}

/** Null when the block is no HTTP message. Line ends of either kind; folded lines (RFC 9112, section 5.2) are joined. */
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

/** Null when the start line is no status line. */
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

/** Not `trim`: in latin1 it would take the byte A0 for a space. */
function blanksTrimmed(value: string): string {
  let end = value.length
  // A regular expression that is anchored at the end only takes quadratic time on a header of blanks.
  while (end > 0 && (value[end - 1] === ' ' || value[end - 1] === '\t')) end -= 1
  return value.slice(0, end).replace(/^[ \t]+/, '')
}

/**
 * The body is kept with its transfer coding undone. A reader that met `Transfer-Encoding: chunked` above it would
 * undo it again, so the header is set aside under the name that Common Crawl uses, and comes back on reading.
 */
const setAside = 'X-Crawler-'

function archivedHeader([name, value]: Header): Header {
  return name.toLowerCase() === 'transfer-encoding' ? [`${setAside}${name}`, value] : [name, value]
}

export function receivedHeader([name, value]: Header): Header {
  const isSetAside = name.toLowerCase() === `${setAside}transfer-encoding`.toLowerCase()
  return isSetAside ? [name.slice(setAside.length), value] : [name, value]
}
