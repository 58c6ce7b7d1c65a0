/** What the database knows of the archive and the folder lacks: a WARC file that is gone, or cut off between two records. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'

export interface ArchiveGap {
  /** Name of the WARC file within the archive folder. */
  readonly file: string
  /** How many captures of it the database knows, those before the cut included. */
  readonly captures: number
  /** Where the last of them ends, in bytes; 0 if there is none. */
  readonly end: number
  /** The size of the file in bytes; null where it is gone. */
  readonly size: number | null
}

/** Gaps by file name. `sizes`: the WARC files of the folder, by name. Reads all rows of `crawl.capture`. */
export async function archiveGaps(
  db: Kysely<Database>,
  sizes: ReadonlyMap<string, number>,
): Promise<readonly ArchiveGap[]> {
  const { rows } = await sql<Omit<ArchiveGap, 'size'>>`
    select warc_file as file, coalesce(captures, 0)::int as captures, coalesce("end", 0)::bigint as "end"
    from crawl.archive_file
    full join (
      select warc_file, count(*) as captures, max(warc_offset + warc_length) as "end"
      from crawl.capture group by warc_file) c using (warc_file)
    order by warc_file
  `.execute(db)
  return rows
    .map((row) => ({ ...row, size: sizes.get(row.file) ?? null }))
    .filter(({ size, end }) => size === null || size < end)
}

/** Questions that have been loaded once, are not in the database now, and whose captures all lie in the gaps. */
export async function questionsLost(db: Kysely<Database>, gaps: readonly ArchiveGap[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with gap as (
      select file, size from json_to_recordset(${JSON.stringify(gaps)}::json) as g (file text, size bigint)
    ), capture as (
      select c.site, p.question_id, gap.file is null as "isThere"
      from crawl.page p join crawl.capture c using (site, path)
      left join gap on gap.file = c.warc_file and (gap.size is null or gap.size < c.warc_offset + c.warc_length)
      where p.question_id is not null and not exists (
        select from qa.question q where q.site = p.site and q.question_id = p.question_id)
    )
    select count(*)::int as count
    from (select from capture group by site, question_id having not bool_or("isThere")) lost
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** @example gapText({ file: 'a.warc.gz', captures: 12, end: 4711, size: null }) // 'a.warc.gz (12 captures)' */
export function gapText({ file, captures, end, size }: ArchiveGap): string {
  const known = `${captures} ${captures === 1 ? 'capture' : 'captures'}`
  return size === null ? `${file} (${known})` : `${file} (ends at byte ${size}, the last capture at ${end})`
}
