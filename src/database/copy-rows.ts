/**
 * COPY through Kysely, for rows that are known to be new: it takes the server three quarters of the time of an INSERT from
 * JSON. A database that a caller has connected to in another way may not know `CopiedRows`: ask `canCopy` first.
 */
import { CompiledQuery, type Kysely, PostgresAdapter, PostgresDialect } from 'kysely'
import type { Database } from './schema/schema.ts'
import { copyText } from './values/copy-text.ts'

/** The only parameter of `copy … from stdin`. */
export class CopiedRows {
  /** In the text format of COPY. */
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** For a pool whose clients know `CopiedRows` (`understandCopiedRows`). */
export class CopyingDialect extends PostgresDialect {
  override createAdapter(): PostgresAdapter {
    return new CopyingAdapter()
  }
}

class CopyingAdapter extends PostgresAdapter {}

export function canCopy(db: Kysely<Database>): boolean {
  return db.getExecutor().adapter instanceof CopyingAdapter
}

/** `fieldOf`: column to the field of the rows that it takes. */
export function copyRows(
  table: string,
  fieldOf: Readonly<Record<string, string>>,
  rows: ReadonlyArray<Readonly<Record<string, unknown>>>,
): CompiledQuery {
  const text = copyText(rows, Object.values(fieldOf))
  return CompiledQuery.raw(`copy ${table} (${Object.keys(fieldOf).join(', ')}) from stdin`, [
    new CopiedRows(text),
  ])
}
