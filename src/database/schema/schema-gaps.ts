/**
 * Compares the tables of a database with sql/schema.txt. Until the first release migrations are edited in place
 * (docs/decisions/0021), so a database of an earlier checkout has the same migrations and other tables.
 */
import { readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { packageFile } from '../../model/package-files.ts'
import type { Database } from './schema.ts'

/** A column with its type, or a function with its body. */
interface SchemaPart {
  /** `qa.answer.position` or `qa.search()`. */
  readonly name: string
  readonly detail: string
}

/**
 * Columns and functions that the database lacks, or has in another form, in the order of sql/schema.txt. What others have added
 * to it, and indexes, do not count.
 */
export async function schemaGaps(db: Kysely<Database>): Promise<readonly string[]> {
  const expected = schemaParts(await readFile(packageFile('sql/schema.txt'), 'utf8'))
  const { rows } = await sql<SchemaPart>`
    select n.nspname || '.' || c.relname || '.' || a.attname as name, format_type(a.atttypid, a.atttypmod) as detail
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('qa', 'crawl') and c.relkind in ('r', 'p', 'v', 'm') and a.attnum > 0 and not a.attisdropped
    union all
    select n.nspname || '.' || p.proname || '()', p.prosrc
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('qa', 'crawl')
  `.execute(db)
  const found = Map.groupBy(rows, ({ name }) => name)
  const isThere = ({ name, detail }: SchemaPart) =>
    (found.get(name) ?? []).some((one) => isSame(detail, one.detail))
  return [...new Set(expected.filter((part) => !isThere(part)).map(({ name }) => name))]
}

/** The file has more after the type of a column, and no white space at ends of lines. */
function isSame(expected: string, detail: string): boolean {
  const plain = detail
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
  return expected === plain || expected.startsWith(`${plain} `)
}

/** What sql/schema.txt says of columns and functions. The definitions of views differ by server: their columns count. */
export function schemaParts(text: string): readonly SchemaPart[] {
  return text.split(/\n\n(?=(?:schema|table|view|materialized view|sequence|function) )/).flatMap((block) => {
    const [head = '', ...lines] = block.split('\n')
    const [, kind, name = ''] = /^(table|view|materialized view|function) (\S+)/.exec(head) ?? []
    if (kind === undefined) return []
    if (kind === 'function') {
      const [, body] = block.split('$function$')
      return [{ name: `${name}()`, detail: (body ?? '').trim() }]
    }
    // A view's definition is indented by one.
    const end = lines.findIndex((line) => !/^ {2}(?!constraint |CREATE )\S/.test(line))
    return lines.slice(0, end === -1 ? lines.length : end).map((line) => {
      const [, column = '', detail = ''] = /^ {2}(\S+) (.*)$/.exec(line) ?? []
      return { name: `${name}.${column}`, detail }
    })
  })
}
