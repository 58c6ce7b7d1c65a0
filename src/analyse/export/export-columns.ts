/**
 * Maps a column to its export: the expression that reads it and the kind of its values. A timestamp is exported as whole
 * microseconds since 1970, which are finer than a Date, or as `infinity`; json is exported as its text.
 */
import type { Column, Relation } from '../catalog.ts'
import { qualified } from '../er-diagram.ts'

export interface ExportColumn {
  readonly name: string
  /** As the catalog names it. */
  readonly type: string
  readonly kind: ColumnKind
  /** Kind of the elements, if the column is a list. */
  readonly members?: Exclude<ColumnKind, 'list'>
  readonly nullable: boolean
  readonly sql: string
}

/** A `list` holds its elements as text, as Postgres prints them. */
export type ColumnKind =
  | 'text'
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'double'
  | 'numeric'
  | 'instant'
  | 'date'
  | 'json'
  | 'list'

const kinds: Readonly<Record<string, Exclude<ColumnKind, 'list'>>> = {
  boolean: 'boolean',
  smallint: 'int32',
  integer: 'int32',
  bigint: 'int64',
  oid: 'int64',
  real: 'double',
  float8: 'double',
  numeric: 'numeric',
  timestamptz: 'instant',
  'timestamp with time zone': 'instant',
  date: 'date',
  json: 'json',
  jsonb: 'json',
}

/** Every column but those that only an index wants. */
export function exportColumns(relation: Relation): readonly ExportColumn[] {
  return relation.columns.filter(({ type }) => type !== 'tsvector').map(exportColumn)
}

function exportColumn({ name, type, nullable }: Column): ExportColumn {
  // Without the precision: numeric(10,2) becomes numeric.
  const members = kinds[type.replace(/\(\d+(?:,\d+)?\)|\[\]$/g, '')] ?? 'text'
  const kind = type.endsWith('[]') ? 'list' : members
  const column = quoted(name)
  const expressions: Readonly<Record<ColumnKind, string>> = {
    text: `${column}::text`,
    boolean: column,
    int32: column,
    int64: column,
    // As text, with the digits that Postgres prints: a JavaScript number formats 1e-07 and 1e+20 differently, and rounds
    // numeric.
    double: `${column}::text`,
    numeric: `${column}::text`,
    instant: `case when isfinite(${column}) then (extract(epoch from ${column}) * 1000000)::numeric(30, 0)::text else ${column}::text end`,
    date: `${column}::text`,
    json: `${column}::text`,
    list: `${column}::text[]`,
  }
  // Parquet has no infinite dates and timestamps, so they are written as null.
  const isNullable = nullable || kind === 'instant' || kind === 'date'
  return {
    name,
    type,
    kind,
    ...(kind === 'list' ? { members } : {}),
    nullable: isNullable,
    sql: expressions[kind],
  }
}

/**
 * All rows, in the order of the primary key; with `since`, only rows that changed, appeared or disappeared at that time or later.
 * Null where nothing in the relation says when a row changed.
 */
export function exportQuery(
  relation: Relation,
  columns: readonly ExportColumn[],
  since: Date | null,
): string | null {
  return selectQuery(relation, columns.map(({ sql }) => sql).join(', '), since)
}

/** Any expressions over the rows that `exportQuery` reads. */
export function selectQuery(relation: Relation, expressions: string, since: Date | null): string | null {
  const condition = changedSince(relation, since)
  if (condition === null) return null
  const order = keyOf(relation)
    .map((name) => `t.${quoted(name)}`)
    .join(', ')
  return `select ${expressions} from ${quotedRelation(relation)} t where ${condition}${order === '' ? '' : ` order by ${order}`}`
}

/**
 * The same in pages: the first, and the next after a key, which is `$1`, `$2` … and stands behind the expressions of a row. Null
 * for a relation without a key.
 */
export function pageQuery(
  relation: Relation,
  expressions: readonly string[],
  since: Date | null,
  size: number,
): { readonly first: string; readonly next: string } | null {
  const condition = changedSince(relation, since)
  const key = keyOf(relation)
  if (condition === null || key.length === 0) return null
  const types = key.map((name) => relation.columns.find((column) => column.name === name)?.type ?? 'text')
  const columns = key.map((name) => `t.${quoted(name)}`)
  const selected = [...expressions, ...columns.map((column) => `${column}::text`)].join(', ')
  const after = `(${columns.join(', ')}) > (${types.map((type, i) => `$${i + 1}::${type}`).join(', ')})`
  const page = (where: string) =>
    `select ${selected} from ${quotedRelation(relation)} t where ${where} order by ${columns.join(', ')} limit ${size}`
  return { first: page(condition), next: page(`${condition} and ${after}`) }
}

function keyOf(relation: Relation): readonly string[] {
  return relation.constraints.find(({ kind }) => kind === 'primary key')?.columns ?? []
}

/** Null where nothing in the relation says when a row changed. */
function changedSince(relation: Relation, since: Date | null): string | null {
  if (since === null) return 'true'
  const times = relation.columns.filter(({ name }) => changeTimes.has(name)).map(({ name }) => quoted(name))
  return times.length === 0 ? null : `greatest(${times.join(', ')}) >= '${since.toISOString()}'`
}

/** `greatest` ignores nulls. An open version (`valid_to` null) counts by its beginning. */
const changeTimes: ReadonlySet<string> = new Set(['changed_at', 'gone_at', 'valid_from', 'valid_to'])

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function quotedRelation(relation: Relation): string {
  return qualified({ schema: quoted(relation.schema), name: quoted(relation.name) })
}
