/**
 * The file of `crawl -o`: JSON lines are records, as `mondo parse` prints and `mondo load` reads them; CSV and Parquet have a row
 * a question. The file is there when it is whole, in place of one of that name.
 */
import { randomBytes } from 'node:crypto'
import { rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Kysely } from 'kysely'
import type { ExportColumn } from '../../analyse/export/export-columns.ts'
import { parquetFile } from '../../analyse/export/parquet-file.ts'
import { csvFile } from '../../analyse/export/text-files.ts'
import { HashedFile, type TableFile } from '../../analyse/export/whole-folder.ts'
import type { Database } from '../../database/schema/schema.ts'
import { closing } from '../../model/closing.ts'
import { isDiskFull, MondoError } from '../../model/errors.ts'
import { mondoVersion } from '../../model/package-files.ts'
import { questionsOfRun, type RunQuestion } from './run-questions.ts'

/** Where the questions of a crawl go. */
export type QuestionTarget =
  | { readonly kind: 'stdout' }
  | { readonly kind: 'file'; readonly path: string; readonly format: 'jsonl' | 'csv' | 'parquet' }

/** Before the crawl. Throws `usage` for an ending that is no format, and for a folder that is not there. */
export async function questionTarget(path: string): Promise<QuestionTarget> {
  if (path === '-') return { kind: 'stdout' }
  const format = formats.find((ending) => path.toLowerCase().endsWith(`.${ending}`))
  if (format === undefined) {
    throw new MondoError('usage', `-o: ${path} ends in no format`, {
      hint: 'Give a file that ends in .jsonl, .csv or .parquet, or - for JSON lines on stdout',
    })
  }
  const folder = await stat(dirname(path)).catch(() => null)
  if (folder?.isDirectory() !== true) {
    throw new MondoError('usage', `-o: there is no folder ${dirname(path)}`, {
      hint: 'Make it, or give a file in a folder that is there',
    })
  }
  return { kind: 'file', path, format }
}

const formats = ['jsonl', 'csv', 'parquet'] as const

/** As a line of JSON. */
export function questionLine({ record }: RunQuestion): string {
  return `${JSON.stringify(record)}\n`
}

/** Writes the new and changed questions of a run. Returns how many. Throws `disk-full` and `export-write`. */
export async function writeQuestions(
  db: Kysely<Database>,
  runId: string,
  { path, format }: Extract<QuestionTarget, { kind: 'file' }>,
): Promise<number> {
  const partial = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.partial`)
  try {
    let count = 0
    {
      await using file = closing(await openTable(partial, format))
      for await (const questions of questionsOfRun(db, runId)) {
        await file.write(questions)
        count += questions.length
      }
      await file.finish()
    }
    await rename(partial, path)
    return count
  } catch (error) {
    await rm(partial, { force: true })
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    throw new MondoError(isDiskFull(error) ? 'disk-full' : 'export-write', `-o: ${path} cannot be written`, {
      cause: error,
      hint: 'The questions are in the database: mondo export writes them',
    })
  }
}

interface QuestionFile {
  write(questions: readonly RunQuestion[]): Promise<void>
  finish(): Promise<unknown>
  close(): Promise<void>
}

async function openTable(path: string, format: (typeof formats)[number]): Promise<QuestionFile> {
  if (format === 'jsonl') {
    const file = await HashedFile.create(path)
    return {
      write: (questions) => file.write(questions.map(questionLine).join('')),
      finish: () => file.finish(),
      close: () => file.close(),
    }
  }
  const columns = questionColumns.map(({ column }) => column)
  const table: TableFile =
    format === 'csv'
      ? await csvFile(path, columns)
      : await parquetFile(path, columns, { createdBy: `mondo version ${mondoVersion()}`, metadata: {} })
  return {
    write: (questions) =>
      table.write(questions.map((question) => questionColumns.map(({ value }) => value(question)))),
    finish: () => table.finish(),
    close: () => table.close(),
  }
}

interface QuestionColumn {
  readonly column: ExportColumn
  readonly value: (question: RunQuestion) => unknown
}

function column(
  name: string,
  kind: 'text' | 'boolean' | 'int32' | 'json' | 'list',
  value: QuestionColumn['value'],
): QuestionColumn {
  return { column: { name, type: kind, kind, nullable: true, sql: '' }, value }
}

/** The words of `qa.question`; the answers and their replies are one JSON value. */
const questionColumns: readonly QuestionColumn[] = [
  column('change', 'text', ({ change }) => change),
  column('site', 'text', ({ record }) => record.site),
  column('question_id', 'text', ({ record }) => record.questionId),
  column('url', 'text', ({ record }) => record.url),
  column('title', 'text', ({ record }) => record.title),
  column('body', 'text', ({ record }) => record.body),
  column('status', 'text', ({ record }) => record.status),
  column('categories', 'list', ({ record }) => [...record.categories]),
  column('asker_name', 'text', ({ record }) => record.asker?.name ?? null),
  column('posted_at', 'text', ({ record }) => record.postedAt),
  column('answer_count', 'int32', ({ record }) => record.answerCount),
  column('thanks_count', 'int32', ({ record }) => record.thanksCount),
  column('complete', 'boolean', ({ record }) => record.complete),
  column('best_answer', 'text', ({ record }) => record.answers.find(({ isBest }) => isBest)?.body ?? null),
  column('answers', 'json', ({ record }) => JSON.stringify(record.answers)),
]
