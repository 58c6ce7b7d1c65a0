/** The part of PGlite's interface that mondo uses. `ThreadedPglite`, which runs PGlite in a thread, implements it too. */
import type { PGlite, Results } from '@electric-sql/pglite'

/** A result whose values nobody has parsed. */
export interface TextRows {
  readonly fields: readonly {
    readonly name: string
    /** Number of its type in Postgres. */
    readonly dataTypeID: number
  }[]
  readonly rows: readonly (readonly (string | null)[])[]
}

export interface EmbeddedStatements {
  /** One statement, by the extended protocol. */
  query<Row>(
    text: string,
    parameters?: unknown[],
    options?: { readonly rowMode?: 'array' | 'object' },
  ): Promise<Results<Row>>
  /** The same with values as Postgres prints them, and parameters as it reads them. */
  texts(text: string, parameters?: readonly (string | null)[]): Promise<TextRows>
  /** Any number of statements, by the simple protocol. */
  exec(text: string): Promise<Results[]>
}

export interface EmbeddedTransaction extends EmbeddedStatements {
  rollback(): Promise<void>
}

export interface EmbeddedDatabase extends EmbeddedStatements {
  readonly ready: boolean
  readonly closed: boolean
  readonly waitReady: Promise<void>
  /** No other call uses the single connection until `work` ends. Rolls back if `work` rejects. */
  transaction<Result>(work: (transaction: EmbeddedTransaction) => Promise<Result>): Promise<Result>
  dumpDataDir(compression?: Parameters<PGlite['dumpDataDir']>[0]): Promise<Blob>
  close(): Promise<void>
}
