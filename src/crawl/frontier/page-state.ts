/**
 * The columns of `crawl.page` that the loader keeps: what was last loaded from a page, by which parser, from a capture of
 * when. Handed to the loader by those who compose it, so that only the frontier writes the table.
 */
import type { Kysely } from 'kysely'
import { executeWithRows } from '../../database/json-rows.ts'
import type { Database } from '../../database/schema/schema.ts'
import {
  type IncomingPage,
  type LoadedPage,
  type PageKey,
  type PageStateStore,
  pageKeyOf,
} from '../../load/page-state.ts'

export const pageStateStore: PageStateStore = {
  read: async (trx, pages) => await executeWithRows<LoadedPage>(trx, readStatement, pages.map(keyOf)),
  claim: claimPages,
  lock: lockPages,
  lockQuestions: async (trx, questions) => {
    await executeWithRows(trx, lockQuestionsStatement, questions)
  },
  touch: async (trx, pages) => {
    await executeWithRows(trx, touchStatement, pages)
  },
  touchUnchanged: async (trx, pages) => await executeWithRows<PageKey>(trx, touchUnchangedStatement, pages),
  save: async (trx, states) => {
    await executeWithRows(trx, saveStatement, states)
  },
}

async function claimPages(
  trx: Kysely<Database>,
  pages: readonly IncomingPage[],
  isKnown: (page: PageKey) => boolean,
): Promise<readonly LoadedPage[]> {
  const unknown = pages.filter((page) => !isKnown(page))
  const known = await lockPages(trx, pages.filter(isKnown))
  const added = await executeWithRows<PageKey>(trx, addStatement, unknown)
  if (added.length === unknown.length) return known
  // Another loader added some in the meantime, or a page comes twice in one batch.
  const own = new Set(added.map(pageKeyOf))
  const others = unknown.filter((page) => !own.has(pageKeyOf(page)))
  return [...known, ...(await lockPages(trx, others))]
}

async function lockPages(trx: Kysely<Database>, pages: readonly PageKey[]): Promise<readonly LoadedPage[]> {
  return await executeWithRows<LoadedPage>(trx, lockStatement, pages.map(keyOf))
}

function keyOf({ site, path }: PageKey): PageKey {
  return { site, path }
}

const addStatement = `
  insert into crawl.page (site, path, question_id, origin, host_group, kind, discovered_at, record_digest, parser_version,
    last_seen_at, changed_at)
  select site, path, question_id, origin, host_group, 'question', captured_at, record_digest, parser_version,
    captured_at, captured_at
  from json_to_recordset($1::json) as i (site text, path text, question_id text, origin text, host_group text,
    record_digest text, parser_version text, captured_at timestamptz)
  order by site, path
  on conflict do nothing
  returning site, path`

const readStatement = statesStatement('')

// One order, so that two loaders seldom deadlock; those that also touch unchanged pages may, and start again.
const lockStatement = statesStatement('order by p.site, p.path for no key update of p')

function statesStatement(lock: string): string {
  return `
  with incoming as (
    select distinct site, path from json_to_recordset($1::json) as i (site text, path text)
  ), claimed as (
    select p.site, p.path, p.question_id, p.record_digest, p.parser_version, p.last_seen_at, p.page_number
    from crawl.page p join incoming using (site, path)
    ${lock}
  )
  select claimed.*, exists (
    select from crawl.page o
    where o.site = claimed.site and o.question_id = claimed.question_id and o.path <> claimed.path
      and o.last_seen_at is not null
  ) as has_siblings
  from claimed`
}

const touchUnchangedStatement = `
  update crawl.page p set last_seen_at = i.captured_at
  from (
    select * from json_to_recordset($1::json) as t (site text, path text, question_id text, record_digest text,
      parser_version text, first_at timestamptz, captured_at timestamptz)
    order by site, path
  ) i
  where p.site = i.site and p.path = i.path and p.last_seen_at < i.first_at and p.question_id = i.question_id
    and p.record_digest = i.record_digest and p.parser_version is not distinct from i.parser_version
    and not exists (
      select from crawl.page o
      where o.site = i.site and o.question_id = i.question_id and o.path <> i.path and o.last_seen_at is not null
    )
  returning p.site, p.path`

const lockQuestionsStatement = `
  select from crawl.page join json_to_recordset($1::json) as q (site text, question_id text) using (site, question_id)
  order by crawl.page.site, crawl.page.path
  for no key update of page`

const touchStatement = `
  update crawl.page p set last_seen_at = i.captured_at
  from (
    select site, path, max(captured_at) as captured_at
    from json_to_recordset($1::json) as t (site text, path text, captured_at timestamptz) group by site, path
  ) i
  where p.site = i.site and p.path = i.path and p.last_seen_at < i.captured_at`

const saveStatement = `
  update crawl.page p set
    question_id = i.question_id,
    record_digest = i.record_digest,
    parser_version = i.parser_version,
    last_seen_at = i.last_seen_at,
    changed_at = i.changed_at
  from json_to_recordset($1::json) as i (site text, path text, question_id text, record_digest text,
    parser_version text, last_seen_at timestamptz, changed_at timestamptz)
  where p.site = i.site and p.path = i.path and coalesce(i.last_seen_at >= p.last_seen_at, true)
    and (p.question_id, p.record_digest, p.parser_version, p.last_seen_at, p.changed_at)
      is distinct from (i.question_id, i.record_digest, i.parser_version, i.last_seen_at, i.changed_at)`
