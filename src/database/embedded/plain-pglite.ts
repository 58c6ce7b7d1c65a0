/** PGlite in this thread as an `EmbeddedDatabase`, and its results as text. */
import type { PGlite, Transaction } from '@electric-sql/pglite'
import type { EmbeddedDatabase, EmbeddedStatements, TextRows } from './embedded-database.ts'

export function plainPglite(pglite: PGlite): EmbeddedDatabase {
  return {
    ...statementsOf(pglite, pglite),
    get ready() {
      return pglite.ready
    },
    get closed() {
      return pglite.closed
    },
    waitReady: pglite.waitReady,
    transaction: (work) =>
      pglite.transaction((transaction) =>
        work({ ...statementsOf(pglite, transaction), rollback: () => transaction.rollback() }),
      ),
    dumpDataDir: (compression) => pglite.dumpDataDir(compression),
    close: () => pglite.close(),
  }
}

function statementsOf(pglite: PGlite, on: PGlite | Transaction): EmbeddedStatements {
  return {
    query: (text, parameters, options) => on.query(text, parameters, options),
    exec: (text) => on.exec(text),
    texts: (text, parameters) => queryTexts(pglite, on, text, parameters),
  }
}

/** One statement; its values as Postgres prints them. */
export async function queryTexts(
  pglite: PGlite,
  on: Pick<PGlite | Transaction, 'query'>,
  text: string,
  parameters: readonly (string | null)[] = [],
): Promise<TextRows> {
  const { fields, rows } = await on.query<(string | null)[]>(text, [...parameters], {
    rowMode: 'array',
    parsers: asTheyAre(pglite.parsers),
    serializers: asTheyAre(pglite.serializers),
  })
  return { fields, rows }
}

/** For every type that PGlite would convert. */
function asTheyAre(converters: object): Record<string, (value: string) => string> {
  return Object.fromEntries(Object.keys(converters).map((type) => [type, (value: string) => value]))
}
