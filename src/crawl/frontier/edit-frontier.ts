/** Manual edits of the frontier (`mondo frontier`): lists pages by outcome, reason and path, requeues or drops them. */
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { retryTransaction } from '../../database/retry-transaction.ts'
import type { Database } from '../../database/schema/schema.ts'
import { releaseChains, trapReason } from './list-chains.ts'

/** All that are given must hold. */
export interface PageFilter {
  readonly site?: string | undefined
  readonly hostGroup?: string | undefined
  /** An outcome of the last visit; `due`: due by now; `new`: never visited. */
  readonly status?: string | undefined
  readonly reason?: string | undefined
  /** Glob over path and query: `*` stands for any characters. */
  readonly path?: string | undefined
  /** Pages of chains that were put off as traps. */
  readonly trap?: true | undefined
}

export interface ListedPage {
  readonly site: string
  readonly path: string
  readonly hostGroup: string
  readonly kind: string
  readonly outcome: string | null
  readonly reason: string | null
  readonly dueAt: Date | null
  readonly tries: number
}

export async function listPages(
  db: Kysely<Database>,
  filter: PageFilter,
  of: { readonly now: Date; readonly limit: number },
): Promise<ListedPage[]> {
  const { rows } = await sql<ListedPage>`
    select site, path, host_group as "hostGroup", kind, last_outcome as outcome, last_reason as reason, due_at as "dueAt", tries
    from crawl.page where ${matching(filter, of.now)}
    order by host_group, due_at nulls last, site, path limit ${of.limit}
  `.execute(db)
  return rows
}

/** Due now, as if never tried. Returns how many. */
export async function requeuePages(db: Kysely<Database>, filter: PageFilter, now: Date): Promise<number> {
  if (filter.trap === true) await retryTransaction(db, releaseChains)
  return await change(
    db,
    sql`update crawl.page set due_at = ${now}::timestamptz, tries = 0 where ${matching(filter, now)}`,
  )
}

/** The reason of a dropped page. A link to it does not bring it back; only a person does. */
export const droppedReason = 'dropped'

/** Never due again until requeued or named as seeds. Rows and history stay. Returns how many. */
export async function dropPages(db: Kysely<Database>, filter: PageFilter, now: Date): Promise<number> {
  return await change(
    db,
    sql`update crawl.page set due_at = null, last_outcome = 'skipped', last_reason = ${droppedReason}
      where ${matching(filter, now)}`,
  )
}

/** Retries: slices may lock the same pages in another order. */
async function change(db: Kysely<Database>, statement: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await retryTransaction(db, (trx) => statement.execute(trx))
  return Number(numAffectedRows ?? 0)
}

function matching(
  { site, hostGroup, status, reason, path, trap }: PageFilter,
  now: Date,
): RawBuilder<unknown> {
  const conditions = [
    site === undefined ? null : sql`site = ${site}`,
    hostGroup === undefined ? null : sql`host_group = ${hostGroup}`,
    status === undefined ? null : ofStatus(status, now),
    reason === undefined ? null : sql`last_reason = ${reason}`,
    trap === undefined ? null : sql`last_reason like ${`${trapReason}%`}`,
    path === undefined ? null : sql`path like ${likePattern(path)}`,
  ].filter((condition) => condition !== null)
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}

function ofStatus(status: string, now: Date): RawBuilder<unknown> {
  if (status === 'due') return sql`due_at <= ${now}::timestamptz`
  if (status === 'new') return sql`last_run_id is null and due_at is not null`
  return sql`last_outcome = ${status}`
}

function likePattern(glob: string): string {
  return glob.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%')
}
