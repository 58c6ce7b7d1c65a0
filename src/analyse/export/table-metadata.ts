/** What a Parquet file says of its table beside the rows: comments, keys, and the version of the schema. */
import { qualified } from '../er-diagram.ts'
import type { TablePlan } from './export-target.ts'

/** Under keys that begin with `mondo.`; lists and objects are JSON. The same for the same table and schema. */
export function tableMetadata(
  { relation, columns }: TablePlan,
  schemaVersion: string | null,
): Readonly<Record<string, string>> {
  const comments = new Map(relation.columns.map(({ name, comment }) => [name, comment]))
  const keys = relation.constraints.filter(({ kind }) => kind === 'primary key')
  const references = relation.constraints.flatMap(({ kind, columns: from, refersTo }) =>
    kind === 'foreign key' ? [{ columns: from, refersTo }] : [],
  )
  return {
    'mondo.table': qualified(relation),
    'mondo.schema_version': schemaVersion ?? '',
    'mondo.comment': relation.comment ?? '',
    'mondo.primary_key': JSON.stringify(keys[0]?.columns ?? []),
    'mondo.foreign_keys': JSON.stringify(references),
    'mondo.columns': JSON.stringify(
      columns.map(({ name, type }) => ({ name, type, comment: comments.get(name) ?? null })),
    ),
  }
}
