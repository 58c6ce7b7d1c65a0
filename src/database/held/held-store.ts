/** A store that reads through the process which holds the data folder. It has no transactions and writes nothing. */
import { type Driver, Kysely, PGliteDialect } from 'kysely'
import { MondoError } from '../../model/errors.ts'
import type { EmbeddedDatabase } from '../embedded/embedded-database.ts'
import type { PgliteStore } from '../pglite-store.ts'
import type { Database } from '../schema/schema.ts'
import { parsedValue } from '../values/parsed-values.ts'
import { printedParameter } from '../values/printed-parameters.ts'
import { valueKind } from '../values/value-kinds.ts'
import type { HeldReader } from './held-reader.ts'
import { maxHeldRows } from './messages.ts'

export function heldStore(holder: HeldReader): PgliteStore {
  const pglite = throughHolder(holder)
  const db = new Kysely<Database>({ dialect: new ReadingDialect({ pglite }) })
  return { kind: 'pglite', db, pglite, holder, commands: new Map(), pool: null, close: () => db.destroy() }
}

/** The holder's transactions are between two statements: there is none to begin here. */
class ReadingDialect extends PGliteDialect {
  override createDriver(): Driver {
    return Object.assign(super.createDriver(), { beginTransaction: () => Promise.reject(readsOnly()) })
  }
}

function throughHolder(holder: HeldReader): EmbeddedDatabase {
  let isClosed = false
  return {
    ready: true,
    waitReady: Promise.resolve(),
    get closed() {
      return isClosed
    },
    async query<Row>(text: string, parameters: unknown[] = []) {
      const { fields, rows, isCut } = await holder.read(text, parameters.map(printedParameter))
      if (isCut) throw tooMany()
      const kinds = fields.map(({ dataTypeID }) => valueKind(dataTypeID))
      const objects = rows.map((row) =>
        Object.fromEntries(
          fields.map(({ name, dataTypeID }, i) => {
            const kind = kinds[i] ?? valueKind(dataTypeID)
            return [name, parsedValue(dataTypeID, kind, row[i] ?? null)]
          }),
        ),
      )
      return { rows: objects as Row[], fields: [...fields], affectedRows: 0 }
    },
    texts: (text, parameters) => holder.read(text, parameters),
    exec: () => Promise.reject(readsOnly()),
    transaction: () => Promise.reject(readsOnly()),
    dumpDataDir: () => Promise.reject(readsOnly()),
    async close() {
      isClosed = true
      await holder.close()
    },
  }
}

/** Exit 6, as for a command that finds the folder held and cannot go on beside it. */
function readsOnly(): MondoError {
  return new MondoError(
    'data-folder-locked',
    'Another process holds the data folder, and lets others read only.',
    {
      hint: 'Wait until it ends, then run this again',
    },
  )
}

export function tooMany(): MondoError {
  return new MondoError(
    'usage',
    `More than ${maxHeldRows} rows cannot be read while another process holds the data folder.`,
    {
      hint: 'Ask for less (limit), or run it again when the crawl has ended.',
    },
  )
}
