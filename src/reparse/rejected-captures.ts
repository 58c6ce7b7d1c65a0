/**
 * The source of `mondo reparse --rejected`: captures that gave no record, from their places in the archive. They are few,
 * because the quality gate stops a host group after twenty, so their names are held in memory.
 */
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { ArchiveDamaged } from '../archive/archive-damaged.ts'
import { entriesOf, warcFiles } from '../archive/index-entries.ts'
import { readCapture } from '../archive/warc-reader.ts'
import type { Database } from '../database/schema/schema.ts'
import { type CaptureLocation, headerOf } from '../model/capture.ts'
import { MondoError } from '../model/errors.ts'
import { inflatedBody } from '../model/inflated-body.ts'
import type { SourcePage } from './source.ts'

export interface RejectFilter {
  readonly site: string | null
  /** As `mondo status` names it; `not-a-question` for question pages in which the parser found none. */
  readonly reason: string | null
}

interface Reject {
  readonly site: string
  readonly path: string
  readonly captureId: string | null
  readonly place: CaptureLocation | null
}

/** In the order of the archive. A capture that cannot be read goes to `noteFailure`, and its reject stays. */
export async function* rejectedCaptures(
  db: Kysely<Database>,
  { archiveFolder, ...filter }: RejectFilter & { readonly archiveFolder: string },
  noteFailure: (error: MondoError) => void,
): AsyncGenerator<SourcePage> {
  const rejects = await rejectsOf(db, filter)
  const unplaced = rejects.filter(({ place }) => place === null).flatMap(({ captureId }) => captureId ?? [])
  const found = await placesOf(archiveFolder, new Set(unplaced))
  for (const reject of rejects) {
    try {
      yield await sourceOf(reject, reject.place ?? found.get(reject.captureId ?? '') ?? null, archiveFolder)
    } catch (error) {
      if (!(error instanceof MondoError)) throw error
      const { site, path } = reject
      const message = `${site} ${path} cannot be tried again: ${error.message}`
      noteFailure(
        new MondoError(error.code, message, { cause: error, hint: 'It is still among the rejects' }),
      )
    }
  }
}

async function rejectsOf(db: Kysely<Database>, { site, reason }: RejectFilter): Promise<readonly Reject[]> {
  type Row = Omit<Reject, 'place'> & Partial<CaptureLocation>
  // The quality gate counts a question's URL that shows no question as a reject, too (`crawl/drift`).
  const { rows } = await sql<Row>`
    with rejects as (
      select site, path, capture_id, reason from crawl.rejected_page
      union all
      select p.site, p.path, v.capture_id, 'not-a-question' from crawl.page p
      cross join lateral (
        select capture_id from crawl.visit v where v.site = p.site and v.path = p.path
        order by visited_at desc, visit_id desc limit 1) v
      where p.kind = 'question' and p.last_outcome = 'not-a-question' and v.capture_id is not null
    )
    select r.site, r.path, r.capture_id as "captureId", c.warc_file as file, c.warc_offset as "offset",
      c.warc_length as length
    from rejects r left join crawl.capture c using (capture_id)
    where r.site = coalesce(${site}::text, r.site) and r.reason = coalesce(${reason}::text, r.reason)
    order by c.warc_file, c.warc_offset, r.site, r.path
  `.execute(db)
  return rows.map(({ file, offset, length, ...reject }) => {
    const isPlaced = typeof file === 'string' && typeof offset === 'number' && typeof length === 'number'
    return { ...reject, place: isPlaced ? { file, offset, length } : null }
  })
}

/** Looks up captures that the database has no place of in the indexes of the archive. */
async function placesOf(
  archiveFolder: string,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, CaptureLocation>> {
  const places = new Map<string, CaptureLocation>()
  if (ids.size === 0) return places
  for (const file of await warcFiles(archiveFolder)) {
    for (const { id, location } of await entriesOf(join(archiveFolder, file))) {
      if (ids.has(id)) places.set(id, location)
    }
    if (places.size === ids.size) break
  }
  return places
}

async function sourceOf(
  { site, path, captureId }: Reject,
  place: CaptureLocation | null,
  archiveFolder: string,
): Promise<SourcePage> {
  if (captureId === null)
    throw new MondoError('unreadable-input', 'it came from a file: give the path of that file')
  if (place === null) throw new MondoError('unreadable-input', `${captureId} is not in ${archiveFolder}`)
  const capture = await readCapture(archiveFolder, place)
  const damaged = (what: string) => new ArchiveDamaged(join(archiveFolder, place.file), place.offset, what)
  if (capture.id !== captureId) throw damaged('another capture is there')
  const body = inflatedBody(capture)
  if (body.kind !== 'whole') throw damaged(`its body cannot be inflated (${body.kind})`)
  return {
    bytes: body.bytes,
    options: {
      url: capture.url,
      site,
      capturedAt: capture.capturedAt,
      contentType: headerOf(capture.headers, 'content-type') ?? undefined,
      checks: body.checks,
    },
    captureId,
    capturedAt: capture.capturedAt,
    page: { site, path },
  }
}
