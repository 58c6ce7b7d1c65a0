/** Builds a capture from a WARC response record and, where there is one, its request record. */
import { type Capture, headerOf, type TruncatedBecause } from '../model/capture.ts'
import { dechunked } from './dechunk.ts'
import { type HttpMessage, parseMessage, receivedHeader, statusOf } from './http-message.ts'
import { fieldOf, type WarcRecord, withoutBrackets } from './warc-record.ts'

/** Null when the record is not an HTTP response to a GET. A revisit of an identical payload has an empty body. */
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

/** Goes by the header in the archive: mondo's writer has renamed it, because its bodies are decoded already. */
function transferDecoded({ headers, body }: HttpMessage, truncated: boolean): Uint8Array {
  const coding = headerOf(headers, 'transfer-encoding') ?? ''
  return /\bchunked\b/i.test(coding) ? dechunked(body, truncated) : body
}

/** `unspecified` and the reasons of other tools say only that something is missing. */
function truncatedBecause(record: WarcRecord): TruncatedBecause | null {
  const reason = fieldOf(record, 'warc-truncated')
  if (reason === null || reason === 'length' || reason === 'time') return reason
  return 'disconnect'
}
