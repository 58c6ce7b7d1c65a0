/** `crawl.reparsed_file`: the files of a distributed re-parse, and how far each has been read. */
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../database/schema/schema.ts'
import type { MondoError } from '../model/errors.ts'
import type { FileData } from '../queue/file-queue.ts'
import type { Checkpoint, SourceProgress } from './reparse-pages.ts'
import { addSummaries, nothingRead, type ReparseSummary } from './summary.ts'

export interface ArchiveFile {
  readonly file: string
  readonly bytes: number
}

const unreadable = ['archive-damaged', 'unreadable-input'] as const

/** What of a file could not be read, and why: the facts of a `MondoError`; its message has one line a damage. */
const fileFailure = z.object({ code: z.enum(unreadable), message: z.string(), hint: z.string().nullable() })

export type FileFailure = z.output<typeof fileFailure>

/** Null for an error that is no fault of the file. */
export function fileFailureOf({ code, message, hint }: MondoError): FileFailure | null {
  const known = unreadable.find((one) => one === code)
  return known === undefined ? null : { code: known, message, hint: hint ?? null }
}

const failuresNamed = 5

/** Two failures of one file as one; null if there is none. A resumed reading may meet the last ones again. */
export function joinFailures(a: FileFailure | null, b: FileFailure | null): FileFailure | null {
  if (a === null || b === null) return a ?? b
  const said = a.message.split('\n')
  if (said.includes(b.message) || said.length > failuresNamed) return a
  const more = said.length < failuresNamed ? b.message : 'and more: mondo archive verify names them all'
  return { ...a, message: [...said, more].join('\n') }
}

/** A file that a worker has begun to read, or resumes. */
export interface BegunFile {
  readonly progress: SourceProgress
  /** Of pages that no crawl knows. */
  readonly site: string | null
  /** The sites that the run reads; null means all. */
  readonly only: readonly string[] | null
  readonly bytes: number
  /** What an interrupted reading met. */
  readonly failure: FileFailure | null
}

/** Adds files that the run does not know yet, ends those that are missing now, and returns the files left to read. */
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

/** Null if the file is done or the run was stopped. */
export async function beginFile(
  db: Kysely<Database>,
  { runId, file }: FileData,
  now: Date,
): Promise<BegunFile | null> {
  const { rows } = await sql<{
    readTo: number | null
    summary: ReparseSummary | null
    site: string | null
    only: readonly string[] | null
    bytes: number
    failure: unknown
  }>`
    update crawl.reparsed_file f
    set begun_at = ${now}::timestamptz - coalesce(greatest(f.read_at - f.begun_at, interval '0'), interval '0')
    from crawl.run r
    where f.run_id = ${runId}::uuid and f.warc_file = ${file} and f.done_at is null and r.run_id = f.run_id
      and r.ended_at is null
    returning f.read_to as "readTo", f.summary, r.options ->> 'site' as site,
      r.options -> 'only' as only, f.file_bytes as bytes, f.failure
  `.execute(db)
  const [row] = rows
  if (row === undefined) return null
  const { readTo, summary, site, only, bytes } = row
  const failure = row.failure === null ? null : fileFailure.parse(row.failure)
  return { progress: { readTo, summary: summary ?? nothingRead }, site, only, bytes, failure }
}

/** In a batch's transaction. False if another worker has read on, or the run was stopped. */
export async function saveProgress(
  trx: Kysely<Database>,
  { runId, file }: FileData,
  { from, to, now }: Checkpoint,
  failure: FileFailure | null = null,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update crawl.reparsed_file f
    set read_to = ${to.readTo}::bigint, summary = ${JSON.stringify(to.summary)}::jsonb, read_at = ${now}::timestamptz,
      failure = ${failure === null ? null : JSON.stringify(failure)}::jsonb
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

export interface FilesResult {
  readonly summary: ReparseSummary
  readonly files: { readonly total: number; readonly done: number }
  readonly failures: readonly FileFailure[]
}

/** The sum over all files of a run, in the order of their names. */
export async function filesResult(db: Kysely<Database>, runId: string): Promise<FilesResult> {
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
