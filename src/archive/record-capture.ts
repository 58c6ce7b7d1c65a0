/** Builds a capture from a WARC response record and, where there is one, its request record. */
import type { Capture, TruncatedBecause } from '../model/capture.ts'
import { readStatusLine } from '../model/http/response-head.ts'
import { transferDecoded } from '../model/http/transfer-codings.ts'
import { documentMessage, isDocument } from './document-record.ts'
import { parseMessage, receivedHeader, statusOf } from './http-message.ts'
import { fieldOf, type WarcRecord, withoutBrackets } from './warc-record.ts'

/** Null when the record is neither an HTTP response to a GET nor a document. A revisit of an identical payload has an empty body. */
export function captureOf(record: WarcRecord, request: WarcRecord | null): Capture | null {
  const message = isDocument(record) ? documentMessage(record) : parseMessage(record.block)
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

/**
 * Why a response of a web page cannot be read, although the record is intact; null if it can. Records of other protocols,
 * such as Heritrix's of DNS, are no captures at all.
 */
export function unreadableBecause(record: WarcRecord): string | null {
  if (record.type !== 'response') return null
  if (!/^application\/http\b/i.test(fieldOf(record, 'content-type') ?? 'application/http')) return null
  const url = withoutBrackets(fieldOf(record, 'warc-target-uri') ?? '')
  if (url === '') return 'a response without a WARC-Target-URI'
  if (!/^https?:/i.test(url)) return null
  const message = parseMessage(record.block)
  return message === null || statusOf(message) === null ? 'a response without an HTTP status' : null
}
