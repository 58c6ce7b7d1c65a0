/** Schema `crawl`: how far each WARC file has been looked through for captures that a crash kept from being loaded. */
import type { Kysely } from 'kysely'
import { createTable } from './commented-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, {
    name: 'crawl.archive_file',
    comment: 'WARC files that have been looked through for captures which no slice committed.',
    columns: {
      warc_file: ['text primary key', 'Name of the WARC file within the archive folder.'],
      file_bytes: ['bigint not null check (file_bytes >= 0)', 'Size of the file when it was looked through.'],
      known_bytes: [
        'bigint not null check (known_bytes >= 0)',
        'Every capture that begins before this byte is known (crawl.capture), or is none of a crawl.',
      ],
      unknown_captures: [
        'integer not null check (unknown_captures >= 0)',
        'Captures behind it that were not known then: they are loaded by the next slices of their hosts.',
      ],
    },
    constraints: [],
  })
}
