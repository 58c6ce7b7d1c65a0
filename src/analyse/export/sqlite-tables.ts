/** `create table` for SQLite, with the keys and, as SQL comments that its schema keeps, the comments of the database. */
import type { Constraint } from '../catalog.ts'
import type { ColumnKind, ExportColumn } from './export-columns.ts'
import type { TablePlan } from './export-target.ts'

const types: Readonly<Record<ColumnKind, string>> = {
  text: 'text',
  boolean: 'integer',
  int32: 'integer',
  int64: 'integer',
  double: 'real',
  numeric: 'real',
  instant: 'text',
  date: 'text',
  json: 'text',
  list: 'text',
}

/** @param isPart Without references, which a part of the rows cannot keep */
export function tableDefinition({ relation, columns }: TablePlan, isPart: boolean): string {
  const comments = new Map(relation.columns.map(({ name, comment }) => [name, comment]))
  const lines: Line[] = [
    ...columns.map((column) => ({ sql: columnLine(column), comment: comments.get(column.name) ?? null })),
    ...relation.constraints.flatMap((constraint) => {
      const sql = keyLine(constraint, isPart)
      return sql === null ? [] : [{ sql, comment: null }]
    }),
  ]
  const body = lines.map(
    ({ sql, comment }, i) => `  ${sql}${i === lines.length - 1 ? '' : ','}${remark(comment)}`,
  )
  return `create table ${quotedName(relation.name)} (${remark(relation.comment)}\n${body.join('\n')}\n)`
}

export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

interface Line {
  readonly sql: string
  readonly comment: string | null
}

function columnLine({ name, kind, nullable }: ExportColumn): string {
  return `${quotedName(name)} ${types[kind]}${nullable ? '' : ' not null'}`
}

/** Null for what SQLite need not know. */
function keyLine({ kind, columns, refersTo, definition }: Constraint, isPart: boolean): string | null {
  if (kind === 'primary key') return `primary key (${columns.map(quotedName).join(', ')})`
  if (kind !== 'foreign key' || isPart || refersTo === null) return null
  // FOREIGN KEY (site, question_id) REFERENCES qa.question(site, question_id) …
  const [, referred] = / REFERENCES [\w.]+\(([\w, ]+)\)/.exec(definition) ?? []
  if (referred === undefined) return null
  const table = quotedName(refersTo.replace(/^qa\./, ''))
  return `foreign key (${columns.map(quotedName).join(', ')}) references ${table} (${referred})`
}

function remark(comment: string | null): string {
  return comment === null ? '' : ` -- ${comment.replace(/\s+/g, ' ')}`
}
