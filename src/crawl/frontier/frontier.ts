/**
 * The frontier: every page known, and when each is due. It lives in `crawl.page` alone, so that a crawl of any size takes
 * the same memory and resumes where it stopped.
 */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../database/schema/schema.ts'
import type { QuestionStatus } from '../../model/question-page.ts'
import type { PageKind } from '../../parse/site/page-identity.ts'
import type { Listed } from './list-signals.ts'

/** A page that a link or a seed names. */
export interface FoundPage {
  readonly site: string
  readonly path: string
  readonly kind: PageKind
  /** Where to request it: scheme, host and port. */
  readonly origin: string
  readonly hostGroup: string
  /** Links from a seed. */
  readonly depth: number
  /** Why the crawl does not request it; null where it does. */
  readonly refused: string | null
  /** When the page last changed, by the site's own word: a known page that changed since is expedited. */
  readonly modifiedAt?: string
  /** What a list says of the question: where that is new, the page is expedited. */
  readonly listed?: Listed
}

/** A page as the frontier knows it when it is due. */
export interface FrontierPage extends Omit<FoundPage, 'refused' | 'modifiedAt' | 'listed'> {
  readonly dueAt: Date
  /** Retries since it last answered. */
  readonly tries: number
  readonly lastOutcome: string | null
  /** The question that the page was last loaded as, and its status. */
  readonly questionId: string | null
  readonly lastStatus: QuestionStatus | null
  readonly recordDigest: string | null
  readonly parserVersion: string | null
  readonly intervalSeconds: number | null
  readonly etag: string | null
  readonly lastModified: string | null
  /** The rules by which its links were last taken (`link-rules-digest.ts`). */
  readonly linkRules: string | null
}

/** What the frontier keeps of a page after a visit. */
export interface SettledPage {
  readonly site: string
  readonly path: string
  readonly kind: PageKind
  readonly visitedAt: Date
  readonly outcome: string
  readonly reason: string | null
  /** Null: not to be requested again. */
  readonly dueAt: Date | null
  readonly tries: number
  readonly intervalSeconds: number | null
  readonly etag: string | null
  readonly lastModified: string | null
  readonly linkRules: string | null
  /** The server said that the capture last loaded still holds (304). */
  readonly stillHolds: boolean
}

/** A page that was found and never visited, as the frontier knows it. */
export function newFrontierPage(
  { refused: _, modifiedAt: __, listed: ___, ...page }: FoundPage,
  dueAt: Date,
): FrontierPage {
  return {
    ...page,
    dueAt,
    tries: 0,
    lastOutcome: null,
    questionId: null,
    lastStatus: null,
    recordDigest: null,
    parserVersion: null,
    intervalSeconds: null,
    etag: null,
    lastModified: null,
    linkRules: null,
  }
}

export function pageUrl(page: Pick<FoundPage, 'origin' | 'path'>): string {
  return new URL(page.path, page.origin).href
}

/** A run visits a page once; after an outcome `retry` it may visit it again. */
const notYetVisitedIn = (runId: string) =>
  sql`(last_run_id is distinct from ${runId}::uuid or last_outcome = 'retry')`

/** Columns of a `FrontierPage`. A 304 carries no status: it is the one of the question as loaded. */
export const frontierColumns = sql`page.site, page.path, kind, origin, host_group as "hostGroup", depth, due_at as "dueAt",
  tries, last_outcome as "lastOutcome", question_id as "questionId", record_digest as "recordDigest",
  parser_version as "parserVersion", interval_seconds as "intervalSeconds", etag, last_modified as "lastModified",
  link_rules as "linkRules",
  (select question.status from qa.question
    where question.site = page.site and question.question_id = page.question_id) as "lastStatus"`

/** A statement is given its pages as one JSON value: 50,000 of a sitemap would be 10 MB of it. */
export const pagesPerStatement = 5_000

/** Runs a statement for some pages after the other, and returns what all of them return. */
export async function perStatement<Page, Result>(
  pages: readonly Page[],
  run: (some: readonly Page[]) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < pages.length; at += pagesPerStatement) {
    results.push(...(await run(pages.slice(at, at + pagesPerStatement))))
  }
  return results
}

/** The pages of a host group that are due, longest due first. */
export async function takeDue(
  db: Kysely<Database>,
  from: { readonly hostGroup: string; readonly runId: string; readonly now: Date; readonly limit: number },
): Promise<FrontierPage[]> {
  const { rows } = await sql<FrontierPage>`
    select ${frontierColumns} from crawl.page
    where host_group = ${from.hostGroup} and due_at <= ${from.now}::timestamptz and ${notYetVisitedIn(from.runId)}
    order by due_at, site, path
    limit ${from.limit}
  `.execute(db)
  return rows
}

/** When the next page of a host group is due in this run; null when nothing of it is left to do soon. */
export async function nextDueAt(
  db: Kysely<Database>,
  of: { readonly hostGroup: string; readonly runId: string; readonly now: Date },
): Promise<Date | null> {
  // A page that waits for its retry belongs to the run; one that is merely due later waits for another run. Two ways
  // into two indexes: as one condition it read all that is due later, 0.2 s in a million pages.
  const { rows } = await sql<{ due_at: Date | null }>`
    select least(
      (select due_at from crawl.page
        where host_group = ${of.hostGroup} and due_at <= ${of.now}::timestamptz and ${notYetVisitedIn(of.runId)}
        order by due_at limit 1),
      (select due_at from crawl.page
        where host_group = ${of.hostGroup} and due_at is not null and last_run_id = ${of.runId}::uuid
          and last_outcome = 'retry'
        order by due_at limit 1)) as due_at
  `.execute(db)
  return rows[0]?.due_at ?? null
}

/** How many pages of these host groups are due and not yet visited in this run. */
export async function countDue(
  db: Kysely<Database>,
  of: { readonly groups: readonly string[]; readonly runId: string; readonly now: Date },
): Promise<number> {
  const { rows } = await sql<{ due: string | number }>`
    select count(*) as due from crawl.page
    where host_group = any(${of.groups}::text[]) and due_at is not null
      and (due_at <= ${of.now}::timestamptz or last_outcome = 'retry') and ${notYetVisitedIn(of.runId)}
  `.execute(db)
  return Number(rows[0]?.due ?? 0)
}

/** Saves the results of visits. Record digest, parser version and capture times are the loader's, except for lists. */
export async function settlePages(
  trx: Kysely<Database>,
  runId: string,
  pages: readonly SettledPage[],
): Promise<void> {
  if (pages.length === 0) return
  await sql`
    update crawl.page as page set
      kind = settled.kind,
      last_run_id = ${runId}::uuid,
      last_outcome = settled.outcome,
      last_reason = settled.reason,
      due_at = settled."dueAt",
      tries = settled.tries,
      interval_seconds = settled."intervalSeconds",
      etag = settled.etag,
      last_modified = settled."lastModified",
      link_rules = settled."linkRules",
      list_signals = case when settled.outcome = 'loaded' then null else page.list_signals end,
      last_seen_at = case when settled."stillHolds" and page.question_id is null
        then settled."visitedAt" else page.last_seen_at end
    from json_to_recordset(${JSON.stringify(pages)}::json) as settled(
      site text, path text, kind text, "visitedAt" timestamptz, outcome text, reason text, "dueAt" timestamptz,
      tries int, "intervalSeconds" float8, etag text, "lastModified" text, "linkRules" text,
      "stillHolds" boolean)
    where page.site = settled.site and page.path = settled.path
  `.execute(trx)
}
