/** One WARC record, and the request beside it where there is one -> a capture. */
import { type Capture, headerOf, type TruncatedBecause } from '../model/capture.ts'
import { dechunked } from './dechunk.ts'
import { type HttpMessage, parseMessage, receivedHeader, statusOf } from './http-message.ts'
import { fieldOf, type WarcRecord, withoutBrackets } from './warc-record.ts'

/** Null for what is no HTTP response to a GET. A revisit of an identical payload comes without its body. */
export function captureOf(record: WarcRecord, request: WarcRecord | null): Capture | null {
  const message = parseMessage(record.block)
  const status = message === null ? null : statusOf(message)
  const asked = request === null ? null : parseMessage(request.block)
  const url = withoutBrackets(fieldOf(record, 'warc-target-uri') ?? '')
  if (message === null || status === null || url === '') return null
  if (asked !== null && !asked.startLine.startsWith('GET ')) return null
  const truncated = truncatedBecause(record)
  return {
    id: record.id,
    url,
    capturedAt: record.date,
    status,
    statusText: message.startLine.split(' ').slice(2).join(' '),
    headers: message.headers.map(receivedHeader),
    body: transferDecoded(message, truncated !== null),
    truncated,
    ipAddress: fieldOf(record, 'warc-ip-address'),
    request: { method: 'GET', headers: asked?.headers ?? [] },
  }
}

/** By the header as it stands in the archive: our own writer has set it aside, the body being decoded already. */
function transferDecoded({ headers, body }: HttpMessage, truncated: boolean): Uint8Array {
  const coding = headerOf(headers, 'transfer-encoding') ?? ''
  return /\bchunked\b/i.test(coding) ? dechunked(body, truncated) : body
}

/** `unspecified`, and what others have made up, says no more than that something is missing. */
function truncatedBecause(record: WarcRecord): TruncatedBecause | null {
  const reason = fieldOf(record, 'warc-truncated')
  if (reason === null || reason === 'length' || reason === 'time') return reason
  return 'disconnect'
}
