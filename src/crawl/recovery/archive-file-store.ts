/** `crawl.archive_file`: how far each WARC file is known, so that no start of a crawl reads the archive again. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'

export interface ArchiveFileState {
  /** Size of the file when it was looked through. */
  readonly fileBytes: number
  /** Every capture that begins before is known, or is none of a crawl. */
  readonly knownBytes: number
  /** Captures behind that were not known. */
  readonly unknownCaptures: number
}

export async function archiveFileStates(
  db: Kysely<Database>,
): Promise<ReadonlyMap<string, ArchiveFileState>> {
  const rows = await db
    .selectFrom('crawl.archive_file')
    .select([
      'warc_file',
      'file_bytes as fileBytes',
      'known_bytes as knownBytes',
      'unknown_captures as unknownCaptures',
    ])
    .execute()
  return new Map(rows.map(({ warc_file, ...state }) => [warc_file, state]))
}

export async function saveArchiveFile(
  db: Kysely<Database>,
  file: string,
  { fileBytes, knownBytes, unknownCaptures }: ArchiveFileState,
): Promise<void> {
  const kept = { file_bytes: fileBytes, known_bytes: knownBytes, unknown_captures: unknownCaptures }
  await db
    .insertInto('crawl.archive_file')
    .values({ warc_file: file, ...kept })
    .onConflict((conflict) => conflict.column('warc_file').doUpdateSet(kept))
    .execute()
}

const idsPerStatement = 5_000

/** Which of these captures the database knows. */
export async function knownCaptures(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const known = new Set<string>()
  for (let at = 0; at < ids.length; at += idsPerStatement) {
    const { rows } = await sql<{ id: string }>`
      select capture_id as id from crawl.capture
      where capture_id = any(${ids.slice(at, at + idsPerStatement)}::text[])
    `.execute(db)
    for (const { id } of rows) known.add(id)
  }
  return known
}
