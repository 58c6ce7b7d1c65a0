/**
 * Reads `resource` and `conversion` records, which hold a document without the HTTP message around it (WARC 1.1, sections
 * 6.3.2 and 6.7): wget and warcit write them for files, others for pages that a browser has rendered.
 */
import type { Header } from '../model/capture.ts'
import type { HttpMessage } from './http-message.ts'
import { fieldOf, type WarcRecord, withoutBrackets } from './warc-record.ts'

/** Types of records that are captures: those of an HTTP response, and documents. */
export function isCapture({ type }: Pick<WarcRecord, 'type'>): boolean {
  return type === 'response' || type === 'revisit' || isDocument({ type })
}

/** Whether the record holds a document instead of an HTTP response. */
export function isDocument({ type }: Pick<WarcRecord, 'type'>): boolean {
  return type === 'resource' || type === 'conversion'
}

/**
 * The document as the answer to a GET, with the record's Content-Type; null where it has no page's address: Browsertrix
 * writes screenshots, texts and its own lists as `urn:…`.
 */
export function documentMessage(record: WarcRecord): HttpMessage | null {
  const url = withoutBrackets(fieldOf(record, 'warc-target-uri') ?? '')
  if (!/^(?:https?|ftp|file):/i.test(url)) return null
  const contentType = fieldOf(record, 'content-type')
  const headers: Header[] = contentType === null ? [] : [['Content-Type', contentType]]
  return { startLine: 'HTTP/1.1 200 OK', headers, body: record.block }
}
