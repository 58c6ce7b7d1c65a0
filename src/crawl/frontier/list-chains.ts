/**
 * Chains of list pages: list pages that were discovered from one another. A calendar, a session id in every link or a
 * path that repeats itself gives list pages without end. A chain of many that has led to no new question is put off.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { pageKeyOf } from '../../load/page-state.ts'
import type { FoundPage } from './frontier.ts'
import type { PageName } from './known-pages.ts'

/** How many list pages first seen in one run may lead to no new question. docs/decisions/0034 explains the number. */
const trapPages = 50
const putOffMs = 7 * 24 * 60 * 60_000
/** What `last_reason` of such a page begins with. */
export const trapReason = 'trap: '

/** A visit of a list page. */
export interface ListVisit extends PageName {
  readonly found: readonly FoundPage[]
}

export interface KnownList extends PageName {
  /** Path of the list page that the chain begins behind; null outside any chain. */
  readonly chain: string | null
  /** First seen in this run. */
  readonly isNew: boolean
}

/** What a slice adds to a chain: list pages without a new question, counted from the last new question on. */
export interface ChainCount {
  readonly site: string
  readonly root: string
  readonly hasNews: boolean
  readonly barren: number
}

export interface ChainChanges {
  readonly counts: readonly ChainCount[]
  /** List pages that are new to the frontier, with their chains. */
  readonly members: readonly (PageName & { readonly chain: string })[]
}

/** What the visits of a slice mean for the chains. `added`: keys of the pages new to the frontier. Pure. */
export function chainChanges(
  visits: readonly ListVisit[],
  known: ReadonlyMap<string, KnownList>,
  added: ReadonlySet<string>,
): ChainChanges {
  const counts = new Map<string, ChainCount>()
  const members = new Map<string, PageName & { readonly chain: string }>()
  for (const { site, path, found } of visits) {
    const key = pageKeyOf({ site, path })
    const { chain: knownChain = null, isNew = false } = known.get(key) ?? {}
    // A page that this slice both found and visited belongs to a chain that this commit saves.
    const chain = members.get(key)?.chain ?? knownChain
    const news = found.filter((page) => added.has(pageKeyOf(page)))
    const hasNews = news.some(({ kind }) => kind === 'question')
    if (chain !== null) {
      const key = pageKeyOf({ site, path: chain })
      const before = counts.get(key) ?? { site, root: chain, hasNews: false, barren: 0 }
      if (hasNews) counts.set(key, { ...before, hasNews: true, barren: 0 })
      else if (isNew) counts.set(key, { ...before, barren: before.barren + 1 })
    }
    // Behind a list with something new on it a chain begins anew.
    const root = hasNews || chain === null ? path : chain
    for (const page of news) {
      const key = pageKeyOf(page)
      const isList = page.kind === 'list' || page.kind === 'other'
      if (isList && page.site === site && !members.has(key))
        members.set(key, { site, path: page.path, chain: root })
    }
  }
  return { counts: [...counts.values()], members: [...members.values()] }
}

/** Counts the list pages of a slice and puts chains off that are traps. Part of the slice's transaction. */
export async function followChains(
  trx: Kysely<Database>,
  visits: readonly ListVisit[],
  { runId, added, now }: { readonly runId: string; readonly added: readonly PageName[]; readonly now: Date },
): Promise<void> {
  if (visits.length === 0) return
  const known = await knownLists(trx, visits, runId)
  const { counts, members } = chainChanges(visits, known, new Set(added.map(pageKeyOf)))
  await saveMembers(trx, members)
  const keys = new Set(counts.map(({ site, root }) => pageKeyOf({ site, path: root })))
  const begun = members.filter(({ site, chain }) => !keys.has(pageKeyOf({ site, path: chain })))
  const none = begun.map(({ site, chain }) => ({ site, root: chain, hasNews: false, barren: 0 }))
  const all = [
    ...counts,
    ...new Map(none.map((one) => [pageKeyOf({ site: one.site, path: one.root }), one])).values(),
  ]
  if (all.length === 0) return
  await putOff(trx, await saveCounts(trx, all, { runId, now }))
}

interface PutOff {
  readonly site: string
  readonly root: string
  readonly until: Date
}

async function knownLists(
  trx: Kysely<Database>,
  visits: readonly ListVisit[],
  runId: string,
): Promise<ReadonlyMap<string, KnownList>> {
  const names = JSON.stringify(visits.map(({ site, path }) => ({ site, path })))
  const { rows } = await sql<KnownList>`
    select page.site, page.path, page.chain, page.discovered_at >= run.started_at as "isNew"
    from json_to_recordset(${names}::json) as v (site text, path text)
    join crawl.page on page.site = v.site and page.path = v.path
    join crawl.run on run_id = ${runId}::uuid
  `.execute(trx)
  return new Map(rows.map((row) => [pageKeyOf(row), row]))
}

async function saveMembers(trx: Kysely<Database>, members: ChainChanges['members']): Promise<void> {
  if (members.length === 0) return
  await sql`
    update crawl.page set chain = m.chain
    from json_to_recordset(${JSON.stringify(members)}::json) as m (site text, path text, chain text)
    where page.site = m.site and page.path = m.path
  `.execute(trx)
}

/** Returns the chains of this slice that are put off, whether by it or before. */
async function saveCounts(
  trx: Kysely<Database>,
  counts: readonly ChainCount[],
  { runId, now }: { readonly runId: string; readonly now: Date },
): Promise<readonly PutOff[]> {
  const until = new Date(now.getTime() + putOffMs)
  // The conflict action sees only the columns of the table: where there is news, the count is set back first.
  const news = counts.filter(({ hasNews }) => hasNews)
  if (news.length > 0) {
    await sql`
      update crawl.list_chain as chain set barren = 0
      from json_to_recordset(${JSON.stringify(news)}::json) as c (site text, root text)
      where chain.site = c.site and chain.root = c.root
    `.execute(trx)
  }
  const given = JSON.stringify(counts)
  await sql`
    insert into crawl.list_chain as chain (site, root, run_id, barren)
    select site, root, ${runId}::uuid, barren from json_to_recordset(${given}::json) as c (site text, root text, barren int)
    order by site, root
    on conflict (site, root) do update set run_id = excluded.run_id,
      barren = excluded.barren + case when chain.run_id = excluded.run_id then chain.barren else 0 end
  `.execute(trx)
  const { rows } = await sql<PutOff>`
    update crawl.list_chain as chain
    set put_off_until = case when put_off_until > ${now}::timestamptz then put_off_until else ${until}::timestamptz end
    from json_to_recordset(${given}::json) as c (site text, root text)
    where chain.site = c.site and chain.root = c.root
      and (barren >= ${trapPages} or put_off_until > ${now}::timestamptz)
    returning chain.site, chain.root, put_off_until as until
  `.execute(trx)
  return rows
}

async function putOff(trx: Kysely<Database>, chains: readonly PutOff[]): Promise<void> {
  if (chains.length === 0) return
  await sql`
    update crawl.page set due_at = c.until, last_reason = ${`${trapReason}list pages without a new question`},
      last_outcome = case when last_run_id is null then 'skipped' else last_outcome end
    from json_to_recordset(${JSON.stringify(chains)}::json) as c (site text, root text, until timestamptz)
    where page.site = c.site and page.chain = c.root and page.due_at < c.until
  `.execute(trx)
}

/** Ends the pause of all chains: they are counted from the start. */
export async function releaseChains(trx: Kysely<Database>): Promise<void> {
  await sql`update crawl.list_chain set put_off_until = null, barren = 0 where put_off_until is not null`.execute(
    trx,
  )
}
