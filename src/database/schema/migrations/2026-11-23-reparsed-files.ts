/** Schema `crawl`: how far a re-parse of the archive has come, file by file, so that any worker can go on with it. */
import type { Kysely } from 'kysely'
import { createTable } from './commented-table.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, {
    name: 'crawl.reparsed_file',
    comment: 'One row a WARC file of a re-parse of the whole archive: how far it has been read again.',
    columns: {
      run_id: ['uuid not null references crawl.run', 'Re-parse that reads it.'],
      warc_file: ['text not null', 'Name of the WARC file within the archive folder.'],
      file_bytes: ['bigint not null check (file_bytes >= 0)', 'Size of the file when it was given out.'],
      read_to: [
        'bigint check (read_to >= 0)',
        'Captures that begin at this byte or before have been read and loaded; null before the first.',
      ],
      summary: [
        'jsonb',
        'What the captures read so far came to, as in reparse --json; null before the first.',
      ],
      failure: [
        'jsonb',
        'Why the file was not read to its end: {code, message, hint}; null where it was, or is being read.',
      ],
      begun_at: [
        'timestamptz',
        'When it was begun; brought forward by the time for which nobody read it. Null before.',
      ],
      read_at: ['timestamptz', 'When captures of it were last loaded; null before the first.'],
      done_at: ['timestamptz', 'When it had been read; null before.'],
    },
    constraints: ['primary key (run_id, warc_file)'],
  })
}
