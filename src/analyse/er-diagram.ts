/** Draws the tables of a schema as a Mermaid entity-relationship diagram: keys and references. */
import type { Column, Constraint, Relation } from './catalog.ts'

/** Lines of the diagram, without the fence. Views are left out: they have no keys. */
export function erDiagram(relations: readonly Relation[]): string {
  const tables = relations.filter(({ kind }) => kind === 'table')
  return ['erDiagram', ...tables.map(entity), ...tables.flatMap(references)].join('\n')
}

function entity(table: Relation): string {
  const lines = table.columns.map((column) => {
    const keys = keysOf(table, column)
    return `    ${mermaidType(column.type)} ${column.name}${keys.length === 0 ? '' : ` ${keys.join(', ')}`}`
  })
  return [`  ${idOf(qualified(table))}["${qualified(table)}"] {`, ...lines, '  }'].join('\n')
}

function references(table: Relation): string[] {
  return table.constraints.flatMap((constraint) => {
    if (constraint.refersTo === null) return []
    const from = idOf(qualified(table))
    const label = constraint.columns.join(', ')
    return [`  ${idOf(constraint.refersTo)} ${cardinality(table, constraint)} ${from} : "${label}"`]
  })
}

/** One row, or perhaps none where a column may be null, is referred to by many, or by one where the columns are unique. */
function cardinality(table: Relation, { columns }: Constraint): string {
  const isOptional = table.columns.some(({ name, nullable }) => nullable && columns.includes(name))
  const isUnique = table.constraints.some(
    (other) =>
      (other.kind === 'primary key' || other.kind === 'unique') &&
      other.columns.length === columns.length &&
      other.columns.every((name) => columns.includes(name)),
  )
  return `${isOptional ? '|o' : '||'}--${isUnique ? 'o|' : 'o{'}`
}

export function keysOf(table: Relation, column: Column): readonly ('PK' | 'FK')[] {
  const isIn = (kind: Constraint['kind']) =>
    table.constraints.some(
      (constraint) => constraint.kind === kind && constraint.columns.includes(column.name),
    )
  return [
    ...(isIn('primary key') ? (['PK'] as const) : []),
    ...(isIn('foreign key') ? (['FK'] as const) : []),
  ]
}

export function qualified({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${schema}.${name}`
}

/** An entity's name takes no dot, and a type no blank. */
function idOf(name: string): string {
  return name.replace('.', '_')
}

function mermaidType(type: string): string {
  return type.replaceAll(' ', '_')
}
