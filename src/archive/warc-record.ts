/** Parses the head of a WARC record: version line and named fields (WARC 1.1, section 4). */
import { headLength as emptyLineBehind } from '../model/http/response-head.ts'
import { warcDate } from './warc-date.ts'

/** One record of any type. */
export interface WarcRecord {
  readonly type: string
  /** `urn:uuid:…`, without angle brackets. */
  readonly id: string
  readonly date: Date
  /** By lower-case name; several values when a field is repeated, in order. */
  readonly fields: ReadonlyMap<string, readonly string[]>
  readonly block: Uint8Array
}

/** A record without its block. */
export interface RecordHead extends Omit<WarcRecord, 'block'> {
  /** Bytes before the block. */
  readonly headLength: number
  /** Bytes of the block, by Content-Length. */
  readonly blockLength: number
}

/** More than any writer produces; anything longer is not a WARC header. */
const maxHeadBytes = 1024 * 1024

/** Null: more bytes are needed. A string: why this is not a record. */
export function parseRecordHead(bytes: Buffer): RecordHead | string | null {
  const versionLine = bytes.toString('latin1', 0, 5)
  if (!'WARC/'.startsWith(versionLine) && versionLine !== 'WARC/') return 'not the start of a WARC record'
  const headLength = emptyLineBehind(bytes.subarray(0, maxHeadBytes))
  if (headLength === null) return bytes.length < maxHeadBytes ? null : 'a WARC header without an end'

  const fields = new Map<string, string[]>()
  const lines = bytes
    .toString('utf8', 0, headLength)
    .trimEnd()
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .slice(1)
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon <= 0) return 'a WARC header line without a colon'
    const name = line.slice(0, colon).trim().toLowerCase()
    fields.set(name, [...(fields.get(name) ?? []), line.slice(colon + 1).trim()])
  }
  const first = (name: string): string => fields.get(name)?.[0] ?? ''
  const blockLength = Number(first('content-length') || Number.NaN)
  const date = warcDate(first('warc-date'))
  const id = withoutBrackets(first('warc-record-id'))
  if (!Number.isSafeInteger(blockLength) || blockLength < 0) return 'a record without a Content-Length'
  if (id === '' || date === null) return 'a record without a WARC-Record-ID or a WARC-Date'
  const type = first('warc-type').toLowerCase()
  if (type === '') return 'a record without a WARC-Type'
  return { type, id, date, fields, headLength, blockLength }
}

/** The first value of a field, by lower-case name; null when absent. */
export function fieldOf(record: Pick<WarcRecord, 'fields'>, name: string): string | null {
  return record.fields.get(name)?.[0] ?? null
}

/** Record ids are in angle brackets; wget also put target URIs in them. */
export function withoutBrackets(value: string): string {
  return value.startsWith('<') && value.endsWith('>') ? value.slice(1, -1) : value
}
