/** WARC files -> captures: our own and those of others, one capture at a time in memory. */
import { basename, join } from 'node:path'
import { type Capture, type CaptureLocation, headerOf, type TruncatedBecause } from '../model/capture.ts'
import { MondoError } from '../model/errors.ts'
import { ArchiveDamaged } from './archive-damaged.ts'
import { dechunked } from './dechunk.ts'
import { type HttpMessage, parseMessage, receivedHeader } from './http-message.ts'
import { type LocatedRecord, readRecords } from './read-records.ts'
import { fieldOf, type WarcRecord, withoutBrackets } from './warc-record.ts'

export interface LocatedCapture {
  readonly capture: Capture
  readonly location: CaptureLocation
}

/**
 * Every response to a GET in the file, in order, 304s included. Other records are passed over: warcinfo, metadata,
 * DNS, and revisits of an identical payload, which have no body here. Throws `ArchiveDamaged` at the first record that
 * cannot be read, after everything before it was given.
 */
export async function* readCaptures(path: string): AsyncGenerator<LocatedCapture, void, undefined> {
  const records = readRecords(path)
  // The request stands behind its response in our files, and before it in those of wget.
  let before: WarcRecord | null = null
  let pending: LocatedRecord | null = null
  try {
    for await (const found of records) {
      const { record } = found
      if (pending !== null) {
        const held: LocatedRecord = pending
        pending = null
        const answers = isRequestOf(record, held.record)
        yield* located(held, answers ? record : null)
        if (answers) continue
      }
      if (record.type === 'request') before = record
      if (!isResponse(record)) continue
      if (before !== null && isRequestOf(before, record)) yield* located(found, before)
      else pending = found
    }
  } catch (error) {
    // The damage begins behind the response that was held back: that one is whole.
    if (pending !== null && error instanceof ArchiveDamaged) yield* located(pending, null)
    throw error
  }
  if (pending !== null) yield* located(pending, null)
}

/** One capture by its place. Throws `ArchiveDamaged` when another record, or none, is there. */
export async function readCapture(dir: string, location: CaptureLocation): Promise<Capture> {
  const path = join(dir, basename(location.file))
  const records = readRecords(path, location.offset)
  try {
    const first = await records.next()
    if (
      first.done === true ||
      !isResponse(first.value.record) ||
      first.value.location.length !== location.length
    ) {
      throw new ArchiveDamaged(path, location.offset, 'not the capture that was written here')
    }
    const [found] = located(first.value, await requestBehind(records, first.value.record))
    if (found === undefined) throw new ArchiveDamaged(path, location.offset, 'not an HTTP response')
    return found.capture
  } catch (error) {
    if (error instanceof MondoError && error.code === 'unreadable-input') {
      throw new ArchiveDamaged(path, location.offset, 'the file is not there', error)
    }
    throw error
  } finally {
    await records.return()
  }
}

/** What follows may be torn, or another capture's: then the capture is whole and its request is not known. */
async function requestBehind(
  records: AsyncGenerator<LocatedRecord>,
  response: WarcRecord,
): Promise<WarcRecord | null> {
  try {
    const { value } = await records.next()
    return value !== undefined && isRequestOf(value.record, response) ? value.record : null
  } catch (error) {
    if (error instanceof ArchiveDamaged) return null
    throw error
  }
}

function isResponse({ type }: WarcRecord): boolean {
  return type === 'response' || type === 'revisit'
}

function isRequestOf(request: WarcRecord, response: WarcRecord): boolean {
  if (request.type !== 'request') return false
  const names = (record: WarcRecord) => (record.fields.get('warc-concurrent-to') ?? []).map(withoutBrackets)
  return names(request).includes(response.id) || names(response).includes(request.id)
}

function located({ record, location }: LocatedRecord, request: WarcRecord | null): LocatedCapture[] {
  const message = parseMessage(record.block)
  const status = Number(/^HTTP\/[\d.]+ (\d{3})(?: |$)/.exec(message?.startLine ?? '')?.[1] ?? Number.NaN)
  const asked = request === null ? null : parseMessage(request.block)
  const url = withoutBrackets(fieldOf(record, 'warc-target-uri') ?? '')
  if (message === null || Number.isNaN(status) || url === '') return []
  if (record.type === 'revisit' && status !== 304) return []
  if (asked !== null && !asked.startLine.startsWith('GET ')) return []
  const truncated = truncatedBecause(record)
  const capture: Capture = {
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
  return [{ capture, location }]
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
