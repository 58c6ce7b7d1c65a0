/**
 * The cursor of an incremental export: a file that says up to which transaction the last export has read the change log
 * (`qa.change_log`). Changes count by when they were loaded, so that an old capture that is loaded late is in the next one.
 */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { codeOf, MondoError } from '../../model/errors.ts'
import type { Relation } from '../catalog.ts'
import type { ReadSession } from '../read-session.ts'
import { exportColumns } from './export-columns.ts'
import type { TablePlan } from './export-target.ts'

/** What a cursor file holds. */
export interface ExportCursor {
  /** The change log that it is of (`qa.change_epoch()`). */
  readonly epoch: string
  /** Changes by transactions below this one have been exported. */
  readonly before: number
  /** The tables that were exported, sorted. */
  readonly tables: readonly string[]
}

/** The changes that one export writes. */
export interface ChangeRange {
  /** Null: everything is exported, as there was no cursor. */
  readonly from: ExportCursor | null
  readonly to: ExportCursor
}

const cursorFile = z.object({
  epoch: z.string(),
  before: z.number().int().nonnegative(),
  tables: z.array(z.string()),
})

/**
 * Reads the cursor file, and how far the log can be read in this snapshot.
 *
 * Throws `usage` for a cursor of another database, of this one before it was rebuilt or restored, of before the log was pruned, or
 * of other tables. Only a database whose files were copied back while it was stopped keeps its epoch: there a cursor that is
 * ahead of the server is refused, and any other once the operator has renewed the log (`mondo db renew-log`).
 */
export async function changeRange(
  session: ReadSession,
  path: string,
  tables: readonly string[],
): Promise<ChangeRange> {
  const from = await readCursor(path)
  // A transaction below the oldest that still writes has ended: nothing of it can appear later. On a server those of other
  // databases count as well: they can only put changes off until the next export.
  const { rows } = await session.all(
    "select coalesce(qa.change_epoch(), ''), pg_snapshot_xmin(pg_current_snapshot())::text::bigint, qa.change_log_start()",
  )
  const [epoch, before, start] = rows[0] ?? []
  const to = { epoch: String(epoch), before: Number(before), tables: tables.toSorted() }
  if (Number(start) > to.before) throw prunedElsewhere()
  if (from === null) return { from, to }
  if (from.epoch !== to.epoch || from.before > to.before) {
    throw new MondoError(
      'usage',
      `The cursor ${path} is of another database, or of this one before it was rebuilt or restored.`,
      { hint: `Export in full: remove ${path}, and run it again.` },
    )
  }
  if (from.before < Number(start)) {
    throw new MondoError(
      'usage',
      `The change log was pruned (mondo db prune-log) beyond the cursor ${path}: changes since that export are no longer known.`,
      { hint: `Export in full: remove ${path}, and run it again.` },
    )
  }
  if (from.tables.join() !== to.tables.join()) {
    throw new MondoError('usage', `The cursor ${path} is of other tables: ${from.tables.join(', ')}.`, {
      hint: 'Name the same --tables, or export in full with a cursor file of its own.',
    })
  }
  return { from, to }
}

/** A dump keeps how far the log was pruned, counted in transactions of the server that it was made on. */
export function prunedElsewhere(): MondoError {
  return new MondoError(
    'usage',
    'The change log was pruned further than this server counts transactions: the database was restored on it.',
    {
      hint: 'Give the log a new identity, with the login of its owner: mondo db renew-log',
    },
  )
}

/** Written whole or not at all. */
export async function writeCursor(path: string, cursor: ExportCursor): Promise<void> {
  try {
    await writeFile(`${path}.new`, `${JSON.stringify(cursor)}\n`)
    await rename(`${path}.new`, path)
  } catch (cause) {
    throw new MondoError('export-write', `The cursor ${path} cannot be written: ${String(cause)}.`, {
      cause,
      hint: 'The export itself is whole. Name a file that can be written; the next export will have the same changes.',
    })
  }
}

/** Null where there is no such file. Throws `usage` for one that is no cursor. */
export async function readCursor(path: string): Promise<ExportCursor | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return null
    throw new MondoError('usage', `The cursor ${path} cannot be read: ${String(cause)}.`, {
      cause,
      hint: 'Name the file that an earlier export with --cursor has written, or one that is not there yet.',
    })
  }
  const parsed = cursorFile.safeParse(jsonOrNull(text))
  if (parsed.success) return parsed.data
  throw new MondoError('usage', `${path} is not the cursor of an export.`, {
    hint: 'Name the file that an earlier export with --cursor has written, or one that is not there yet.',
  })
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * What of these tables was written within the range, and one more table, `deleted`: the keys of rows that were removed.
 * Throws `usage` for a view, which has no log.
 */
export function changedPlans(plans: readonly TablePlan[], range: ChangeRange): readonly TablePlan[] {
  const logged = plans.map((plan) => ({ plan, key: keyOf(plan.relation) }))
  const changed = logged.map(({ plan, key }) => {
    if (range.from === null) return plan
    const columns = key.map(({ name }) => `"${name}"`).join(', ')
    const keys = key.map(({ name, type }) => `(key ->> '${name}')::${type}`).join(', ')
    const where = `(${columns}) in (select ${keys} from qa.change_log where ${inRange(plan.relation, range)})`
    const expressions = plan.columns.map(({ sql }) => sql).join(', ')
    return {
      ...plan,
      changed: `select ${expressions} from qa."${plan.relation.name}" where ${where} order by ${columns}`,
    }
  })
  const removed = logged.map(({ plan: { relation }, key }) => {
    const isSame = key.map(({ name, type }) => `t."${name}" = (l.key ->> '${name}')::${type}`).join(' and ')
    return `select table_name, key::text as key from qa.change_log l where ${inRange(relation, range)} and ${
      range.from === null ? 'false' : `not exists (select from qa."${relation.name}" t where ${isSame})`
    }`
  })
  const query = `${removed.join(' union ')} order by table_name, key`
  return [
    ...changed,
    { relation: deleted, columns: exportColumns(deleted), since: null, query, changed: query },
  ]
}

const deletedColumn = (name: string, type: string, comment: string) => ({
  name,
  type,
  nullable: false,
  default: null,
  comment,
})

const deleted: Relation = {
  schema: 'qa',
  name: 'deleted',
  kind: 'table',
  comment: 'Rows that were removed since the last export, because a newer parser does not find them.',
  columns: [
    deletedColumn('table_name', 'text', 'Table of the row, without its schema.'),
    deletedColumn('key', 'jsonb', 'Primary key of the row, column by column.'),
  ],
  constraints: [],
  indexes: [],
}

interface KeyColumn {
  readonly name: string
  readonly type: string
}

function keyOf({ name, kind, constraints, columns }: Relation): readonly KeyColumn[] {
  const key = constraints.find((one) => one.kind === 'primary key')?.columns ?? []
  if (kind === 'table' && key.length > 0) {
    return key.map((column) => ({
      name: column,
      type: columns.find((one) => one.name === column)?.type ?? 'text',
    }))
  }
  throw new MondoError('usage', `qa.${name} has no log of changes: --cursor is for tables.`, {
    hint: 'Leave it out of --tables, or export it without --cursor.',
  })
}

function inRange({ name }: Relation, { from, to }: ChangeRange): string {
  return `table_name = '${name}' and transaction_id >= ${from?.before ?? 0} and transaction_id < ${to.before}`
}
