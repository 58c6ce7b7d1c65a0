/** `crawl.archive_file`: how much of each WARC file is in the database, so that no start reads the whole archive again. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'

export interface ArchiveFileState {
  /** Size of the file when it was last scanned. */
  readonly fileBytes: number
  /** Every capture that begins before this offset is in the database, or does not belong to a crawl. */
  readonly knownBytes: number
  /** Captures after it that were not in the database. */
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
  const row = { file_bytes: fileBytes, known_bytes: knownBytes, unknown_captures: unknownCaptures }
  await db
    .insertInto('crawl.archive_file')
    .values({ warc_file: file, ...row })
    .onConflict((conflict) => conflict.column('warc_file').doUpdateSet(row))
    .execute()
}

const idsPerStatement = 5_000

/** Which of these captures are in the database. */
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
