/**
 * Makes known pages due at once that changed by the site's own word: `lastmod` of a sitemap, or what a list says of a
 * question. It never postpones a page.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import { pageKeyOf } from '../../load/page-state.ts'
import type { QuestionStatus } from '../../model/question-page.ts'
import { type FoundPage, perStatement } from './frontier.ts'
import type { PageName } from './known-pages.ts'
import { isNewSignal, type LoadedQuestion, signalKey } from './list-signals.ts'

/** Expedites changed pages. Call it when the captures of a slice are loaded and settled. Returns the pages expedited. */
export async function expediteChanged(
  db: Kysely<Database>,
  pages: readonly FoundPage[],
  now: Date,
): Promise<PageName[]> {
  const known = pages.filter(({ refused }) => refused === null)
  const dated = known.filter(({ modifiedAt }) => modifiedAt !== undefined)
  const listed = known.filter((page) => page.listed !== undefined)
  return [
    ...(await perStatement(dated, (some) => byLastmod(db, some, now))),
    ...(await perStatement(listed, (some) => byList(db, some, now))),
  ]
}

/** Due later, or gone for good so far; a page that waits for a retry keeps its date, which its host asked for. */
const mayBeExpedited = (now: Date) => sql`(page.due_at > ${now}::timestamptz
  or (page.due_at is null and page.last_outcome = 'gone')) and page.last_outcome is distinct from 'retry'`

async function byLastmod(
  db: Kysely<Database>,
  dated: readonly FoundPage[],
  now: Date,
): Promise<readonly PageName[]> {
  const { rows } = await sql<PageName>`
    update crawl.page as page set due_at = ${now}::timestamptz
    from (
      select page.site, page.path
      from json_to_recordset(${JSON.stringify(dated)}::json) as f (site text, path text, "modifiedAt" timestamptz)
      join crawl.page on page.site = f.site and page.path = f.path
      where page.last_seen_at < f."modifiedAt" and ${mayBeExpedited(now)}
      order by page.site, page.path
      for update of page
    ) as changed
    where page.site = changed.site and page.path = changed.path
    returning page.site, page.path
  `.execute(db)
  return rows
}

async function byList(
  db: Kysely<Database>,
  listed: readonly FoundPage[],
  now: Date,
): Promise<readonly PageName[]> {
  const loaded = await loadedQuestions(db, listed, now)
  const news = new Map<string, PageName & { said: readonly string[] }>()
  for (const page of listed) {
    const key = pageKeyOf(page)
    const before = loaded.get(key)
    if (page.listed === undefined || before === undefined) continue
    const said = news.get(key)?.said ?? before.said
    if (!isNewSignal(page.listed, { ...before, said })) continue
    news.set(key, { site: page.site, path: page.path, said: [...said, signalKey(page.listed)] })
  }
  if (news.size === 0) return []
  const { rows } = await sql<PageName>`
    update crawl.page as page set due_at = ${now}::timestamptz, list_signals = f.said
    from (
      select f.site, f.path, array(select json_array_elements_text(f.said)) as said
      from json_to_recordset(${JSON.stringify([...news.values()])}::json) as f (site text, path text, said json)
    ) as f
    where page.site = f.site and page.path = f.path
    returning page.site, page.path
  `.execute(db)
  return rows
}

/** By `pageKeyOf`, locked in order: of these pages, those that may be expedited and were loaded as a question. */
async function loadedQuestions(
  db: Kysely<Database>,
  pages: readonly PageName[],
  now: Date,
): Promise<ReadonlyMap<string, LoadedQuestion>> {
  const names = pages.map(({ site, path }) => ({ site, path }))
  const { rows } = await sql<PageName & LoadedQuestion & { readonly status: QuestionStatus }>`
    select page.site, page.path, page.last_seen_at as "seenAt", coalesce(page.list_signals, '{}') as said, question.status,
      coalesce(question.answer_count, (
        select count(*)::int from qa.answer
        where answer.site = question.site and answer.question_id = question.question_id and answer.gone_at is null
      )) as answers
    from crawl.page
    join qa.question on question.site = page.site and question.question_id = page.question_id
    where (page.site, page.path) in (
        select site, path from json_to_recordset(${JSON.stringify(names)}::json) as f (site text, path text))
      and ${mayBeExpedited(now)}
    order by page.site, page.path
    for update of page
  `.execute(db)
  return new Map(rows.map((row) => [pageKeyOf(row), row]))
}
