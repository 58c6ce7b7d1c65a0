/**
 * Runs one read-only query. Three safeguards, each enough for most mistakes: the statement begins with a word
 * that reads; it is the one query of a cursor, which can neither write nor be two; the transaction is READ ONLY.
 *
 * What none of them stops: functions that act outside the database. A superuser of a Postgres server may call
 * pg_read_file or pg_terminate_backend in a SELECT. An analyst's login (`mondo db grant-analyst`) may not.
 */
import { openStoreToRead, type Store } from '../database/store.ts'
import type { Environment } from '../database/store-url.ts'
import { MondoError } from '../model/errors.ts'
import { cursorPrefix, type ReadLimits, readSession, type SqlResult } from './read-session.ts'

/**
 * Runs one query on a database, given by its URL or open already, and keeps all its rows.
 *
 * ```ts
 * const { rows } = await runSql('pglite:./mondo-data/db', 'select count(*) from qa.question')
 * ```
 * Throws `usage` for anything but one query that reads, and for one that the database cannot understand.
 */
export async function runSql(database: string | Store, text: string): Promise<SqlResult> {
  let columns: readonly string[] = []
  const rows: (readonly unknown[])[] = []
  await eachBatch(database, text, {}, async (batch) => {
    columns = batch.columns
    for (const row of batch.rows) rows.push(row)
    return true
  })
  return { columns, rows }
}

export interface QueryOptions extends ReadLimits {
  /** For a database given by its URL, as `openStoreToRead` takes it. */
  readonly environment?: Environment
}

/** Enough rows to hide a round trip, few enough to hold: 500 of the longest answers are some 10 MB. */
const batchSize = 500

/**
 * The same, batch by batch with flat memory, until `take` says that it has enough. The first batch comes even where
 * there is no row.
 */
export async function eachBatch(
  database: string | Store,
  text: string,
  options: QueryOptions,
  take: (batch: SqlResult) => Promise<boolean>,
): Promise<void> {
  const word = assertReads(text)
  const store = typeof database === 'string' ? await openStoreToRead(database, options.environment) : database
  try {
    await readSession(store, options, async (session) => {
      if (noCursor.has(word)) {
        await take(await session.all(text))
        return
      }
      for await (const batch of session.batches(text, batchSize)) {
        if (!(await take(batch))) break
      }
    })
  } catch (error) {
    throw explained(error, text, noCursor.has(word) ? 0 : cursorPrefix.length)
  } finally {
    if (typeof database === 'string') await store.close()
  }
}

const words = ['select', 'with', 'values', 'table', 'show', 'explain']

/** Statements that are no query: they have no cursor, and their results are small. */
const noCursor: ReadonlySet<string> = new Set(['show', 'explain'])

/** Comments and brackets may precede the first word. */
const firstWord = /^(?:\s|\(|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*([a-z]*)/i

/** READ ONLY lets some statements pass that write outside the tables (COPY … TO a file) or end it (COMMIT). */
function assertReads(text: string): string {
  const word = firstWord.exec(text)?.[1]?.toLowerCase() ?? ''
  if (words.includes(word)) return word
  throw new MondoError(
    'usage',
    word === '' ? 'The query is empty.' : `A query cannot begin with ${word.toUpperCase()}.`,
    { hint: `Begin with ${words.map((known) => known.toUpperCase()).join(', ')}: mondo only reads here.` },
  )
}

/** An error in the query is a usage error; an error of the server is not. */
function explained(error: unknown, text: string, offset: number): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!(error instanceof Error) || error instanceof MondoError) return error
  if (!/^[0-9A-Z]{5}$/.test(code) || (/^(?:08|53|57|58|XX)/.test(code) && !ofTheQuery.has(code))) return error
  const position = 'position' in error ? Number(error.position) - offset : Number.NaN
  return new MondoError('usage', `The query failed: ${error.message}${lineOf(text, position)}.`, {
    cause: error,
    hint: error.message.includes('multiple commands')
      ? 'Give one query at a time.'
      : (hints[code] ??
        'Correct the query. Tables and views are in the schema qa: mondo db docs lists them.'),
  })
}

const cancelled = '57014'
/** What a query with a $1 in it ends in: nothing is bound to it. */
const unbound = '08P01'
/** Also a file that pg_read_file does not find. */
const ofTheQuery: ReadonlySet<string> = new Set([cancelled, unbound, '58P01'])

const hints: Readonly<Record<string, string>> = {
  [cancelled]: 'Ask for less, or give a longer --timeout.',
  [unbound]: 'Write values in the place of $1, $2 …: mondo sql has no parameters.',
  '25006': 'mondo only reads here.',
  '0A000': 'mondo only reads here.',
  '42501': 'This login may read the schema qa only.',
  '42P01': 'Tables and views are in the schema qa (mondo db docs lists them); mondo db migrate makes them.',
}

/** The line of the error, from the position that Postgres reports. */
function lineOf(text: string, position: number): string {
  if (!(position > 0) || !text.includes('\n')) return ''
  return ` (line ${text.slice(0, position).split('\n').length})`
}
