/**
 * Verifies a WARC file: the frame and checksum of each gzip member, lengths, digests of blocks and payloads, the
 * originals of revisits, and the index beside it.
 */
import { basename, dirname } from 'node:path'
import { dechunked, transferDecoded } from '../model/http/transfer-codings.ts'
import { type ArchiveDamaged, lostText } from './archive-damaged.ts'
import { type IndexEntry, readIndex } from './cdxj.ts'
import { isCapture, isDocument } from './document-record.ts'
import { parseMessage } from './http-message.ts'
import { entryOfRecord } from './index-entries.ts'
import { hasDigest } from './labelled-digest.ts'
import { OriginalFinder } from './original-finder.ts'
import { readRecords } from './read-records.ts'
import { unreadableBecause } from './record-capture.ts'
import { fieldOf, type WarcRecord } from './warc-record.ts'

/** The result for one file; `problems` is empty when it is intact. */
export interface FileReport {
  readonly file: string
  /** Records of any type. */
  readonly records: number
  /** Responses and revisits. */
  readonly captures: number
  /** Null when there is no index: the file is still open or its writer crashed. */
  readonly index: 'fits' | 'stale' | null
  readonly problems: readonly Problem[]
}

/** One fault of a record. */
export interface Problem {
  /** Byte offset of the record. */
  readonly offset: number
  /** The fault, for display. */
  readonly what: string
}

/** Faults are values; throws `unreadable-input` only when the file cannot be opened. */
export async function verifyFile(path: string): Promise<FileReport> {
  const originals = new OriginalFinder(path)
  const problems: Problem[] = []
  const captures: IndexEntry[] = []
  let records = 0
  const damages: ArchiveDamaged[] = []
  const noteDamage = (damage: ArchiveDamaged): void => {
    damages.push(damage)
    const { offset, what, lost } = damage
    problems.push({ offset, what: lost === null ? what : `${what}; ${lostText(lost)}` })
  }
  for await (const found of readRecords(path, 0, noteDamage)) {
    const { record, location } = found
    records++
    const entry = entryOfRecord(found)
    if (entry !== null) captures.push(entry)
    for (const what of await faultsOf(record, originals)) problems.push({ offset: location.offset, what })
  }
  // What the index says of lost records cannot be checked, and is right for all that is known.
  const isLost = ({ location }: IndexEntry): boolean =>
    damages.some(
      ({ offset, lost }) =>
        location.offset >= offset && location.offset < offset + (lost?.bytes ?? Number.POSITIVE_INFINITY),
    )
  const index = (await readIndex(dirname(path), basename(path)))?.filter((entry) => !isLost(entry)) ?? null
  return { file: path, records, captures: captures.length, index: state(index, captures), problems }
}

async function faultsOf(record: WarcRecord, originals: OriginalFinder): Promise<string[]> {
  const unreadable = unreadableBecause(record)
  const faults = unreadable === null ? [] : [unreadable]
  const block = fieldOf(record, 'warc-block-digest')
  if (block !== null && hasDigest(record.block, block) === false) faults.push('the block has another digest')
  const payload = fieldOf(record, 'warc-payload-digest')
  if (isCapture(record) && record.type !== 'revisit' && payload !== null && !hasPayload(record, payload)) {
    faults.push('the payload has another digest')
  }
  if (isRepetition(record)) {
    const original = await originals.originalOf(record)
    if (original === null) faults.push('a revisit whose original is not in this folder')
    else if (payload !== null && hasDigest(original.body, payload) === false) {
      faults.push('a revisit whose original has another payload')
    }
  }
  return faults
}

/** Compares the body as archived and, for writers that digest the decoded body, without its transfer codings. */
function hasPayload(record: WarcRecord, label: string): boolean {
  if (isDocument(record)) return hasDigest(record.block, label) !== false
  const { headers, body } = parseMessage(record.block) ?? { headers: [], body: record.block }
  if (hasDigest(body, label) !== false) return true
  const isCut = fieldOf(record, 'warc-truncated') !== null
  return (
    hasDigest(dechunked(body, false), label) === true ||
    hasDigest(transferDecoded(headers, body, isCut), label) === true
  )
}

/** A revisit that needs its original for the payload; a 304 does not. */
function isRepetition(record: WarcRecord): boolean {
  return (
    record.type === 'revisit' && /identical-payload-digest\/?$/.test(fieldOf(record, 'warc-profile') ?? '')
  )
}

function state(index: readonly IndexEntry[] | null, captures: readonly IndexEntry[]): FileReport['index'] {
  if (index === null) return null
  const places = (entries: readonly IndexEntry[]) =>
    entries.map(({ id, location }) => `${id} ${location.offset} ${location.length}`).sort()
  const [indexed, found] = [places(index), places(captures)]
  return indexed.length === found.length && indexed.every((one, at) => one === found[at]) ? 'fits' : 'stale'
}
