/** Reads captures from WARC files, mondo's own and other tools', with one capture in memory at a time. */
import { basename, join } from 'node:path'
import type { Capture, CaptureLocation } from '../model/capture.ts'
import { MondoError } from '../model/errors.ts'
import { ArchiveDamaged } from './archive-damaged.ts'
import { isCapture } from './document-record.ts'
import { OriginalFinder } from './original-finder.ts'
import { type LocatedRecord, type NoteDamage, readRecords } from './read-records.ts'
import { captureOf, unreadableBecause } from './record-capture.ts'
import { fieldOf, type WarcRecord, withoutBrackets } from './warc-record.ts'

/** A capture and its place. */
export interface LocatedCapture {
  readonly capture: Capture
  readonly location: CaptureLocation
}

/**
 * Every response to a GET and every document (`resource`, `conversion`) in the file, in order, 304s included. A revisit of
 * an identical payload gets the body of its original from the same folder; those whose originals are not there count as one damage.
 * Other records (warcinfo, metadata, DNS) are skipped. Damage costs the captures it hits: reading goes on at the next intact
 * record.
 *
 * @param from Byte offset of a capture, from an earlier reading.
 * @param noteDamage Called for each damage when it is met. Without it, the first is thrown at the end of the file.
 * @throws ArchiveDamaged after the last capture, without `noteDamage`; `unreadable-input` for a file that cannot be opened
 */
export async function* readCaptures(
  path: string,
  from = 0,
  noteDamage?: NoteDamage,
): AsyncGenerator<LocatedCapture, void, undefined> {
  const damages: ArchiveDamaged[] = []
  const note = noteDamage ?? ((damage: ArchiveDamaged) => void damages.push(damage))
  const records = readRecords(path, from, note)
  const originals = new OriginalFinder(path)
  const withoutOriginal: LocatedRecord[] = []
  async function* located(found: LocatedRecord, request: WarcRecord | null): AsyncGenerator<LocatedCapture> {
    const capture = captureOf(found.record, request)
    if (capture === null) return
    const whole = await originals.completed(capture, found.record)
    if (whole === null) withoutOriginal.push(found)
    else yield { capture: whole, location: found.location }
  }
  // In mondo's files the request follows its response; in wget's it precedes it.
  let before: WarcRecord | null = null
  let pending: LocatedRecord | null = null
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
    if (!isCapture(record)) continue
    const what = unreadableBecause(record)
    if (what !== null) {
      note(lostRecord(path, found, what))
      continue
    }
    if (before !== null && isRequestOf(before, record)) yield* located(found, before)
    else pending = found
  }
  if (pending !== null) yield* located(pending, null)
  if (withoutOriginal.length > 0) note(lostRevisits(path, withoutOriginal))
  const [first] = damages
  if (first !== undefined) throw first
}

function lostRecord(path: string, { record, location }: LocatedRecord, what: string): ArchiveDamaged {
  const lost = { bytes: location.length, urls: urlsOf([record]) }
  const hint =
    'All other records are read. The record is whole; the program that wrote it, or the server, left out what a response has'
  return new ArchiveDamaged(path, location.offset, what, undefined, lost, hint)
}

/** One error for all of a file: a crawl that repeats an earlier one may have thousands. */
function lostRevisits(path: string, found: readonly LocatedRecord[]): ArchiveDamaged {
  const what =
    found.length === 1
      ? 'a revisit whose original is not in this folder'
      : `${found.length} revisits whose originals are not in this folder`
  const bytes = found.reduce((sum, { location }) => sum + location.length, 0)
  const lost = { bytes, urls: urlsOf(found.map(({ record }) => record)) }
  const hint = 'All other records are read. Put the WARC files of the earlier crawl into the same folder'
  return new ArchiveDamaged(path, found[0]?.location.offset ?? 0, what, undefined, lost, hint)
}

function urlsOf(records: readonly WarcRecord[]): string[] {
  const urls = records.map((record) => withoutBrackets(fieldOf(record, 'warc-target-uri') ?? ''))
  return urls.filter((url) => url !== '')
}

/** One capture by its place. Throws `ArchiveDamaged` when that record is not there. */
export async function readCapture(dir: string, location: CaptureLocation): Promise<Capture> {
  const path = join(dir, basename(location.file))
  try {
    return await captureAt(path, location.offset, location.length)
  } catch (error) {
    if (error instanceof MondoError && error.code === 'unreadable-input') {
      throw new ArchiveDamaged(path, location.offset, 'the file is not there', error)
    }
    throw error
  }
}

/**
 * The capture whose record begins at byte `offset` and, if given, has `length` bytes. Throws `ArchiveDamaged` when there
 * is no such capture.
 */
export async function captureAt(path: string, offset: number, length?: number): Promise<Capture> {
  const records = readRecords(path, offset)
  try {
    const { value: first } = await records.next()
    const fits =
      first !== undefined &&
      isCapture(first.record) &&
      first.location.length === (length ?? first.location.length)
    if (!fits) throw new ArchiveDamaged(path, offset, 'no capture begins here')
    const { record } = first
    const capture = captureOf(record, await requestBehind(records, record))
    if (capture === null) throw new ArchiveDamaged(path, offset, 'not an HTTP response')
    const whole = await new OriginalFinder(path).completed(capture, record)
    if (whole === null) throw new ArchiveDamaged(path, offset, 'a revisit whose original is not here')
    return whole
  } finally {
    await records.return()
  }
}

/** The next record may be torn or belong to another capture: then this capture is intact and its request unknown. */
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

function isRequestOf(request: WarcRecord, response: WarcRecord): boolean {
  if (request.type !== 'request') return false
  const names = (record: WarcRecord) => (record.fields.get('warc-concurrent-to') ?? []).map(withoutBrackets)
  return names(request).includes(response.id) || names(response).includes(request.id)
}
