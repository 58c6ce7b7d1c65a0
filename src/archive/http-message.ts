/** Reads and writes HTTP messages in WARC records: head, empty line, body; one character per byte in the head. */
import type { Capture, CaptureRequest, Header } from '../model/capture.ts'
import {
  emptyLinesLength,
  headersOf,
  headLength,
  isInterim,
  linesOf,
  readStatusLine,
} from '../model/http/response-head.ts'

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

/** Null when the block is not an HTTP message. Informational responses in front of another are left out. */
export function parseMessage(block: Uint8Array): HttpMessage | null {
  let bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength)
  for (;;) {
    bytes = bytes.subarray(emptyLinesLength(bytes))
    const bodyStart = headLength(bytes) ?? bytes.length
    const [startLine = '', ...lines] = linesOf(bytes.subarray(0, bodyStart))
    const status = readStatusLine(startLine)
    if (status === null && !/\sHTTP\/\d/.test(startLine)) return null
    const body = bytes.subarray(bodyStart)
    if (status === null || !isInterim(status.status) || body.length === 0) {
      return { startLine, headers: headersOf(lines), body }
    }
    bytes = body
  }
}

/** The status code; null when the start line is not a status line. */
export function statusOf({ startLine }: HttpMessage): number | null {
  return readStatusLine(startLine)?.status ?? null
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
