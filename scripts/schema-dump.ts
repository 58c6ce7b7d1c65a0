/** Describes the schemas `qa` and `crawl` of a database as text, from its catalog; run as a program, writes sql/schema.txt. */
import { writeFileSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../src/database/schema/schema.ts'
import { openStore } from '../src/database/store.ts'

// Tables, views and functions by name, columns in the order of their table. Postgres 18 also lists NOT NULL as a
// constraint; the column says it already.
const lines = `
with relation as (
  select c.*, n.nspname || '.' || c.relname as called, n.nspname
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('qa', 'crawl') and c.relkind in ('r', 'p', 'v', 'm', 'S')
), line as (
  select nspname as called, '' as kind, 0 as part, 0 as place, 'schema ' || nspname || acl_note(nspacl) as text,
    obj_description(oid, 'pg_namespace') as comment
  from pg_namespace where nspname in ('qa', 'crawl')
  union all
  select called, relkind::text, 1, 0,
    case relkind when 'v' then 'view ' when 'm' then 'materialized view ' when 'S' then 'sequence ' else 'table ' end
      || called || coalesce(' with (' || array_to_string(reloptions, ', ') || ')', '') || acl_note(relacl),
    obj_description(oid, 'pg_class')
  from relation
  union all
  select r.called, r.relkind::text, 2, a.attnum,
    '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end
      || case when a.attidentity <> '' then ' identity ' || a.attidentity::text else '' end
      || case when a.attgenerated <> '' then ' generated' else '' end
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') || acl_note(a.attacl),
    col_description(r.oid, a.attnum)
  from relation r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped and r.relkind <> 'S'
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  union all
  select r.called, r.relkind::text, 3, row_number() over (partition by r.oid order by k.conname)::integer,
    '  constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid), obj_description(k.oid, 'pg_constraint')
  from relation r join pg_constraint k on k.conrelid = r.oid and k.contype <> 'n'
  union all
  select r.called, r.relkind::text, 4, row_number() over (partition by r.oid order by x.relname)::integer,
    '  ' || pg_get_indexdef(i.indexrelid), obj_description(x.oid, 'pg_class')
  from relation r join pg_index i on i.indrelid = r.oid join pg_class x on x.oid = i.indexrelid
  where not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  union all
  select r.called, r.relkind::text, 5, row_number() over (partition by r.oid order by t.tgname)::integer,
    '  ' || pg_get_triggerdef(t.oid), obj_description(t.oid, 'pg_trigger')
  from relation r join pg_trigger t on t.tgrelid = r.oid and not t.tgisinternal
  union all
  select called, relkind::text, 6, 0, pg_get_viewdef(oid), null from relation where relkind in ('v', 'm')
  union all
  select n.nspname || '.' || p.proname, 'z', 7, row_number() over (order by pg_get_function_identity_arguments(p.oid))::integer,
    'function ' || n.nspname || '.' || p.proname || acl_note(p.proacl) || E'\\n' || pg_get_functiondef(p.oid),
    obj_description(p.oid, 'pg_proc')
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('qa', 'crawl')
)
select text, comment from line order by part > 0, kind = 'z', called collate "C", part, place`

/**
 * One block for each schema, table, view and function; a COMMENT follows its object after ` -- `. Equal on all servers
 * but for view definitions, in which Postgres 15 qualifies column names that later versions do not.
 */
export async function dumpSchema(db: Kysely<Database>): Promise<string> {
  // The owner differs by server; the rights of everybody else are part of the schema.
  const noteOf = (acl: string) =>
    `coalesce((select ' granted ' || string_agg(grants.note, ', ' order by grants.note collate "C") from (
       select coalesce(g.rolname, 'public') || ': ' || a.privilege_type as note
       from aclexplode(${acl}) a left join pg_roles g on g.oid = a.grantee where a.grantee <> a.grantor
     ) grants), '')`
  const statement = lines.replaceAll(/acl_note\(([a-z.]+)\)/g, (_call, acl: string) => noteOf(acl))
  const { rows } = await sql.raw<{ text: string; comment: string | null }>(statement).execute(db)
  const text = rows.map(({ text, comment }) => {
    const gap = text.startsWith('  ') || /^\s/.test(text) ? '' : '\n'
    return `${gap}${text.replaceAll(/[ \t]+$/gm, '')}${comment === null ? '' : ` -- ${comment}`}`
  })
  return `${text.join('\n').trim()}\n`
}

if (import.meta.main) {
  const store = await openStore('memory:')
  writeFileSync(new URL('../sql/schema.txt', import.meta.url), await dumpSchema(store.db))
  await store.close()
}
