/** Builds a capture from a WARC response record and, where there is one, its request record. */
import type { Capture, TruncatedBecause } from '../model/capture.ts'
import { readStatusLine } from '../model/http/response-head.ts'
import { transferDecoded } from '../model/http/transfer-codings.ts'
import { parseMessage, receivedHeader } from './http-message.ts'
import { fieldOf, type WarcRecord, withoutBrackets } from './warc-record.ts'

/** Null when the record is not an HTTP response to a GET. A revisit of an identical payload has an empty body. */
export function captureOf(record: WarcRecord, request: WarcRecord | null): Capture | null {
  const message = parseMessage(record.block)
  const status = message === null ? null : readStatusLine(message.startLine)
  const asked = request === null ? null : parseMessage(request.block)
  const url = withoutBrackets(fieldOf(record, 'warc-target-uri') ?? '')
  if (message === null || status === null || url === '') return null
  if (asked !== null && !asked.startLine.startsWith('GET ')) return null
  const truncated = truncatedBecause(record)
  return {
    id: record.id,
    url,
    capturedAt: record.date,
    ...status,
    headers: message.headers.map(receivedHeader),
    // By the headers in the archive: mondo's writer has renamed the one of a body that is decoded already.
    body: transferDecoded(message.headers, message.body, truncated !== null),
    truncated,
    ipAddress: fieldOf(record, 'warc-ip-address'),
    request: { method: 'GET', headers: asked?.headers ?? [] },
  }
}

/** `unspecified` and the reasons of other tools say only that something is missing. */
function truncatedBecause(record: WarcRecord): TruncatedBecause | null {
  const reason = fieldOf(record, 'warc-truncated')
  if (reason === null || reason === 'length' || reason === 'time') return reason
  return 'disconnect'
}
