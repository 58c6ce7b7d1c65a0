/** The rows of a record: `crawl.record_rows` keeps them as JSON, `qa` as columns. */

/** One row: column name to value. */
export type Row = Readonly<Record<string, unknown>>

export interface RecordRows {
  /** Without what a capture says beside the record: `complete`, `layout` and `checks` are in its observation. */
  readonly question: Row
  readonly answers: readonly Row[]
  /** Those of the question itself (answer_key '') and those of the answers. */
  readonly replies: readonly Row[]
  readonly related: readonly Row[]
}
