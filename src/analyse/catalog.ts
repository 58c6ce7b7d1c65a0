/**
 * Reads the catalog of the database: schemas, tables, views, columns, keys and functions of qa and crawl, with their
 * comments. Data dictionary, export and the test of comments all use it, so a migration alone updates them.
 */
import type { ReadSession } from './read-session.ts'

export interface Catalog {
  readonly schemas: readonly CatalogSchema[]
  /** By schema and name. */
  readonly relations: readonly Relation[]
  /** By schema, name and arguments. */
  readonly functions: readonly CatalogFunction[]
}

export interface CatalogSchema {
  readonly name: string
  readonly comment: string | null
}

export interface Relation {
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'view' | 'materialized view'
  readonly comment: string | null
  readonly columns: readonly Column[]
  readonly constraints: readonly Constraint[]
  /** Definitions of the indexes that do not belong to a constraint. */
  readonly indexes: readonly string[]
}

export interface Column {
  readonly name: string
  /** The short name in Postgres: timestamptz, text[]. */
  readonly type: string
  /** Always true in a view, where Postgres does not know. */
  readonly nullable: boolean
  readonly default: string | null
  readonly comment: string | null
}

export interface Constraint {
  readonly kind: 'primary key' | 'unique' | 'foreign key' | 'check'
  readonly columns: readonly string[]
  /** The table that a foreign key leads to, with its schema. */
  readonly refersTo: string | null
  readonly definition: string
}

export interface CatalogFunction {
  readonly schema: string
  readonly name: string
  readonly arguments: string
  readonly result: string
  readonly comment: string | null
}

/** The schemas that are mondo's own; pgboss belongs to the queue. */
const documentedSchemas = ['qa', 'crawl'] as const

export async function readCatalog(session: ReadSession): Promise<Catalog> {
  const { rows } = await session.all(statement)
  const [schemas, relations, functions] = (rows[0] ?? []) as [
    Catalog['schemas'],
    Catalog['relations'],
    Catalog['functions'],
  ]
  return { schemas, relations, functions }
}

/** Name of the newest migration of the database; null if it has none, or hides it from an analyst. */
export async function schemaVersion(session: ReadSession): Promise<string | null> {
  const { rows: readable } = await session.all(`
    select coalesce(has_function_privilege(to_regprocedure('qa.schema_version()'), 'execute'), false), coalesce((
      select has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'crawl' and c.relname = 'migration'), false)`)
  const [hasFunction, hasTable] = readable[0] ?? []
  if (hasFunction !== true && hasTable !== true) return null
  const { rows } = await session.all(
    hasFunction === true ? 'select qa.schema_version()' : 'select max(name) from crawl.migration',
  )
  return typeof rows[0]?.[0] === 'string' ? rows[0][0] : null
}

const ours = `n.nspname in (${documentedSchemas.map((name) => `'${name}'`).join(', ')})`

const shortType = (type: string) => `
  replace(replace(replace(${type}, 'timestamp with time zone', 'timestamptz'),
    'timestamp without time zone', 'timestamp'), 'double precision', 'float8')`

const columns = `
  select jsonb_agg(jsonb_build_object('name', a.attname,
    'type', ${shortType('format_type(a.atttypid, a.atttypmod)')},
    'nullable', not a.attnotnull,
    'default', pg_get_expr(d.adbin, d.adrelid, true),
    'comment', col_description(c.oid, a.attnum)) order by a.attnum)
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped`

// Postgres 18 keeps NOT NULL as a constraint too; the columns say it already.
const constraints = `
  select coalesce(jsonb_agg(jsonb_build_object(
    'kind', case k.contype when 'p' then 'primary key' when 'u' then 'unique' when 'f' then 'foreign key' else 'check' end,
    'columns', (select coalesce(jsonb_agg(a.attname order by i), '[]') from unnest(k.conkey) with ordinality as u (attnum, i)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum),
    'refersTo', (select rn.nspname || '.' || r.relname from pg_class r join pg_namespace rn on rn.oid = r.relnamespace
      where r.oid = k.confrelid),
    'definition', pg_get_constraintdef(k.oid, true))
    order by array_position(array['p', 'u', 'f', 'c'], k.contype::text), k.conname), '[]')
  from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c')`

const indexes = `
  select coalesce(jsonb_agg(pg_get_indexdef(i.indexrelid) order by pg_get_indexdef(i.indexrelid)), '[]')
  from pg_index i
  where i.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`

const statement = `select
  (select coalesce(jsonb_agg(jsonb_build_object('name', n.nspname, 'comment', obj_description(n.oid, 'pg_namespace'))
     order by n.nspname desc), '[]')
   from pg_namespace n where ${ours}),
  (select coalesce(jsonb_agg(jsonb_build_object('schema', n.nspname, 'name', c.relname,
     'kind', case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end,
     'comment', obj_description(c.oid, 'pg_class'),
     'columns', (${columns}), 'constraints', (${constraints}), 'indexes', (${indexes}))
     order by n.nspname desc, c.relkind in ('v', 'm'), c.relname), '[]')
   from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where ${ours} and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition),
  (select coalesce(jsonb_agg(jsonb_build_object('schema', n.nspname, 'name', p.proname,
     'arguments', ${shortType('pg_get_function_arguments(p.oid)')},
     'result', ${shortType("coalesce(pg_get_function_result(p.oid), '')")},
     'comment', obj_description(p.oid, 'pg_proc')) order by n.nspname desc, p.proname, pg_get_function_arguments(p.oid)), '[]')
   from pg_proc p join pg_namespace n on n.oid = p.pronamespace
   where ${ours} and not exists (select from pg_depend e where e.objid = p.oid and e.deptype = 'e'))`
