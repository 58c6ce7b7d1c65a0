/** Which definitions of a command's files read something else in earlier runs, under the same version. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import type { Log } from '../model/log.ts'
import { changedDefinition } from '../parse/site/definition-digest.ts'
import type { Sites } from '../parse/site/sites.ts'

/** As `crawl.run` keeps them among a run's options: only of definitions in files, and of all of them or of those named. */
export function storedDigests(
  { digests }: Sites,
  names?: readonly string[],
): { readonly digests?: Readonly<Record<string, string>> } {
  const kept = [...digests].filter(([name]) => names === undefined || names.includes(name))
  return kept.length === 0 ? {} : { digests: Object.fromEntries(kept) }
}

/** Warns of each definition that has changed since an earlier run, if its version did not change. */
export async function warnOfChangedDefinitions(
  db: Kysely<Database>,
  { digests }: Sites,
  log: Log,
): Promise<void> {
  if (digests.size === 0) return
  const { rows } = await sql<{ name: string; digest: string; at: Date }>`
    select name, digest, max(started_at) as at
    from crawl.run, jsonb_each_text(options -> 'digests') as kept(name, digest)
    where jsonb_typeof(options -> 'digests') = 'object' and name = any(${[...digests.keys()]}::text[])
    group by name, digest
    order by name, at desc
  `.execute(db)
  const changed = new Map(
    rows.filter(({ name, digest }) => digests.get(name) !== digest).map(({ name, at }) => [name, at]),
  )
  for (const [definition, lastRun] of changed)
    log.warn({ definition, lastRun }, changedDefinition(definition))
}
