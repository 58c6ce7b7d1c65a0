/** Renders the data dictionary: every schema, table, view, column and function, in Markdown, from the catalog alone. */
import type { Catalog, CatalogFunction, Column, Constraint, Relation } from './catalog.ts'
import { erDiagram, keysOf, qualified } from './er-diagram.ts'

/** `version`: the newest migration; null if unknown. */
export function dataDictionary(catalog: Catalog, version: string | null): string {
  const sections = catalog.schemas.map(({ name, comment }) => {
    const relations = catalog.relations.filter(({ schema }) => schema === name)
    const functions = catalog.functions.filter(({ schema }) => schema === name)
    return [
      `## Schema \`${name}\``,
      said(comment),
      overview(relations),
      `\`\`\`mermaid\n${erDiagram(relations)}\n\`\`\``,
      ...relations.map(relationSection),
      ...(functions.length === 0 ? [] : [`### Functions of \`${name}\``, ...functions.map(functionSection)]),
    ].join('\n\n')
  })
  return `${[head(version), ...sections].join('\n\n')}\n`
}

function head(version: string | null): string {
  return [
    '# Data dictionary',
    '<!-- Written by `npm run docs:dictionary`, from the comments in the database. Change those, not this file. -->',
    `What is in the database${version === null ? '' : ` as of migration \`${version}\``}. Analysts read \`qa\`; \`crawl\` is how it came there.
\`mondo db docs\` writes this page for the database at hand. How to ask: [analysts.md](analysts.md).`,
  ].join('\n\n')
}

function overview(relations: readonly Relation[]): string {
  return table(
    ['name', 'kind', 'what'],
    relations.map((relation) => [
      `[${qualified(relation)}](#${anchor(qualified(relation))})`,
      relation.kind,
      said(relation.comment),
    ]),
  )
}

function relationSection(relation: Relation): string {
  const isTable = relation.kind === 'table'
  const columns = table(
    isTable ? ['column', 'type', 'null', 'key', 'meaning'] : ['column', 'type', 'meaning'],
    relation.columns.map((column) => [
      `\`${column.name}\``,
      `\`${column.type}\``,
      ...(isTable ? [column.nullable ? 'yes' : '', keysOf(relation, column).join(' ')] : []),
      meaning(column),
    ]),
  )
  const rules = [
    ...relation.constraints.map(rule),
    ...relation.indexes.map((definition) => `Index: \`${definition.replace(/^CREATE /, '')}\``),
  ]
  return [
    `### ${qualified(relation)}`,
    `${capital(relation.kind)}. ${said(relation.comment)}`,
    columns,
    ...(rules.length === 0 ? [] : [rules.map((line) => `- ${line}`).join('\n')]),
  ].join('\n\n')
}

function meaning({ comment, default: value }: Column): string {
  return `${said(comment)}${value === null ? '' : ` Default \`${value}\`.`}`
}

function rule({ kind, definition }: Constraint): string {
  return `${capital(kind)}: \`${definition.replace(/^(?:PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK) /, '')}\``
}

function functionSection(fn: CatalogFunction): string {
  return `#### ${qualified(fn)}\n\n\`${qualified(fn)}(${fn.arguments})\` returns \`${fn.result}\`\n\n${said(fn.comment)}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function cell(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.join(' ').replaceAll('|', '\\|')
}

function said(comment: string | null): string {
  return comment === null ? '(no comment)' : comment
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** As GitHub makes the anchor of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')
}
