/** What mondo uses of PGlite. An instance of PGlite is one; so is `ThreadedPglite`, which runs it in a thread of its own. */
import type { PGlite, Results } from '@electric-sql/pglite'

export interface EmbeddedStatements {
  /** One statement, by the extended protocol. */
  query<Row>(
    text: string,
    parameters?: unknown[],
    options?: { readonly rowMode?: 'array' | 'object' },
  ): Promise<Results<Row>>
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
  /** Keeps every other user of the one connection out until `work` ends; its rejection rolls back. */
  transaction<Result>(work: (transaction: EmbeddedTransaction) => Promise<Result>): Promise<Result>
  dumpDataDir(compression?: Parameters<PGlite['dumpDataDir']>[0]): Promise<Blob>
  close(): Promise<void>
}
