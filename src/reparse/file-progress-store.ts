/** `crawl.reparsed_file`: the files of a re-parse, and how far each has been read. */
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../database/schema/schema.ts'
import type { MondoError } from '../model/errors.ts'
import type { FileData } from '../queue/file-queue.ts'
import { addSummaries, nothingRead, type ReparseSummary } from './summary.ts'

export interface ArchiveFile {
  readonly file: string
  readonly bytes: number
}

const unreadable = ['archive-damaged', 'unreadable-input'] as const

/** Why a file was not read to its end: what a `MondoError` says. */
const fileFailure = z.object({ code: z.enum(unreadable), message: z.string(), hint: z.string().nullable() })

export type FileFailure = z.output<typeof fileFailure>

/** Null for what is no fault of the file. */
export function fileFailureOf({ code, message, hint }: MondoError): FileFailure | null {
  const known = unreadable.find((one) => one === code)
  return known === undefined ? null : { code: known, message, hint: hint ?? null }
}

/** How far a file has been read. */
export interface FileProgress {
  /** Null before the first capture. */
  readonly readTo: number | null
  readonly summary: ReparseSummary
}

/** Adds what the run does not know yet, ends what is not there any more, and gives the files that are left to read. */
export async function addFiles(
  trx: Kysely<Database>,
  runId: string,
  files: readonly ArchiveFile[],
  now: Date,
): Promise<readonly string[]> {
  await sql`
    insert into crawl.reparsed_file (run_id, warc_file, file_bytes)
    select ${runId}::uuid, file, bytes
    from json_to_recordset(${JSON.stringify(files)}::json) as f (file text, bytes bigint)
    on conflict do nothing
  `.execute(trx)
  const missing: Omit<FileFailure, 'message'> = {
    code: 'unreadable-input',
    hint: 'Put it back, and run it again',
  }
  await sql`
    update crawl.reparsed_file
    set done_at = ${now}::timestamptz, failure = ${JSON.stringify(missing)}::jsonb
      || jsonb_build_object('message', warc_file || ' is not in the archive any more')
    where run_id = ${runId}::uuid and done_at is null
      and not warc_file = any(${files.map(({ file }) => file)}::text[])
  `.execute(trx)
  const left = await trx
    .selectFrom('crawl.reparsed_file')
    .select('warc_file')
    .where('run_id', '=', runId)
    .where('done_at', 'is', null)
    .orderBy('warc_file')
    .execute()
  return left.map(({ warc_file }) => warc_file)
}

/** Null where nobody waits for the file: it is done, or the run was stopped. */
export async function beginFile(
  db: Kysely<Database>,
  { runId, file }: FileData,
  now: Date,
): Promise<(FileProgress & { readonly site: string | null; readonly bytes: number }) | null> {
  const { rows } = await sql<{
    readTo: number | null
    summary: ReparseSummary | null
    site: string | null
    bytes: number
  }>`
    update crawl.reparsed_file f
    set begun_at = ${now}::timestamptz - coalesce(greatest(f.read_at - f.begun_at, interval '0'), interval '0')
    from crawl.run r
    where f.run_id = ${runId}::uuid and f.warc_file = ${file} and f.done_at is null and r.run_id = f.run_id
      and r.ended_at is null
    returning f.read_to as "readTo", f.summary, r.options ->> 'site' as site, f.file_bytes as bytes
  `.execute(db)
  const [row] = rows
  return row === undefined ? null : { ...row, summary: row.summary ?? nothingRead }
}

/** With a batch's transaction. False where somebody else reads the file, or the run was stopped. */
export async function noteRead(
  trx: Kysely<Database>,
  { runId, file }: FileData,
  { from, to, now }: { readonly from: FileProgress; readonly to: FileProgress; readonly now: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update crawl.reparsed_file f
    set read_to = ${to.readTo}::bigint, summary = ${JSON.stringify(to.summary)}::jsonb, read_at = ${now}::timestamptz
    from crawl.run r
    where f.run_id = ${runId}::uuid and f.warc_file = ${file} and f.done_at is null
      and f.read_to is not distinct from ${from.readTo}::bigint and r.run_id = f.run_id and r.ended_at is null
  `.execute(trx)
  return numAffectedRows === 1n
}

export async function endFile(
  trx: Kysely<Database>,
  { runId, file }: FileData,
  { failure, now }: { readonly failure: FileFailure | null; readonly now: Date },
): Promise<void> {
  await trx
    .updateTable('crawl.reparsed_file')
    .set({ done_at: now, failure: failure === null ? null : JSON.stringify(failure) })
    .where('run_id', '=', runId)
    .where('warc_file', '=', file)
    .execute()
}

export interface FilesEnd {
  readonly summary: ReparseSummary
  readonly files: { readonly total: number; readonly done: number }
  readonly failures: readonly FileFailure[]
}

/** What all files of a run came to, in the order of their names. */
export async function filesEnd(db: Kysely<Database>, runId: string): Promise<FilesEnd> {
  const { rows } = await sql<{ summary: ReparseSummary | null; failure: unknown; isDone: boolean }>`
    select summary, failure, done_at is not null as "isDone" from crawl.reparsed_file
    where run_id = ${runId}::uuid order by warc_file
  `.execute(db)
  return {
    summary: rows.reduce((sum, { summary }) => addSummaries(sum, summary ?? nothingRead), nothingRead),
    files: { total: rows.length, done: rows.filter(({ isDone }) => isDone).length },
    failures: rows.flatMap(({ failure }) => (failure === null ? [] : [fileFailure.parse(failure)])),
  }
}
