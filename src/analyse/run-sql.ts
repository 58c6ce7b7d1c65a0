/**
 * Runs one read-only query. Three safeguards, each enough for most mistakes: the statement begins with a word
 * that reads; it is the one query of a cursor, which can neither write nor be two; the transaction is READ ONLY.
 *
 * What none of them stops: functions that act outside the database. A superuser of a Postgres server may call
 * pg_read_file or pg_terminate_backend in a SELECT. An analyst's login (`mondo db grant-analyst`) may not.
 */
import { cursorPrefix, firstWordOf, hasNoCursor, readingWords } from '../database/read-cursor.ts'
import { openStoreToRead, type Store } from '../database/store.ts'
import type { Environment } from '../database/store-url.ts'
import { MondoError } from '../model/errors.ts'
import {
  type PrintedResult,
  parsedResult,
  type ReadLimits,
  readSession,
  type SqlResult,
} from './read-session.ts'
import { bindParameters } from './sql/named-parameters.ts'
import { explainedError } from './sql/query-error.ts'

/**
 * Runs one query on a database, given by its URL or open already, and keeps all its rows.
 *
 * ```ts
 * const { rows } = await runSql('pglite:./mondo-data/db', 'select count(*) from qa.question')
 * ```
 * `parameters` are the values of `:name` in the query; a comment in it may declare defaults (`bindParameters`).
 * Throws `usage` for anything but one query that reads, and for one that the database cannot understand.
 */
export async function runSql(
  database: string | Store,
  text: string,
  parameters: QueryOptions['parameters'] = {},
): Promise<SqlResult> {
  let columns: readonly string[] = []
  const rows: (readonly unknown[])[] = []
  await eachBatch(database, text, { parameters }, async (batch) => {
    columns = batch.columns
    for (const row of parsedResult(batch).rows) rows.push(row)
    return true
  })
  return { columns, rows }
}

export interface QueryOptions extends ReadLimits {
  /** By name, for `:name` in the query. */
  readonly parameters?: Readonly<Record<string, string>>
  /** For a database given by its URL, as `openStoreToRead` takes it. */
  readonly environment?: Environment
  /** Where another process holds the data folder, read through it (`ReadStoreOptions`). */
  readonly besideHolder?: boolean
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
  take: (batch: PrintedResult) => Promise<boolean>,
): Promise<void> {
  assertReads(text)
  const bound = bindParameters(text, options.parameters ?? {})
  const store =
    typeof database === 'string'
      ? await openStoreToRead(database, options.environment, undefined, options)
      : database
  try {
    await readSession(store, options, async (session) => {
      if (hasNoCursor(text)) {
        await take(await session.allPrinted(bound.text, bound.parameters))
        return
      }
      for await (const batch of session.batchesPrinted(bound.text, batchSize, bound.parameters)) {
        if (!(await take(batch))) break
      }
    })
  } catch (error) {
    throw explainedError(error, text, hasNoCursor(text) ? 0 : cursorPrefix.length)
  } finally {
    if (typeof database === 'string') await store.close()
  }
}

/** READ ONLY lets some statements pass that write outside the tables (COPY … TO a file) or end it (COMMIT). */
function assertReads(text: string): void {
  const word = firstWordOf(text)
  if (readingWords.includes(word)) return
  throw new MondoError(
    'usage',
    word === '' ? 'The query is empty.' : `A query cannot begin with ${word.toUpperCase()}.`,
    {
      hint: `Begin with ${readingWords.map((known) => known.toUpperCase()).join(', ')}: mondo only reads here.`,
    },
  )
}
