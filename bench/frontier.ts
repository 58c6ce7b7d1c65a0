/**
 * The frontier at size, on a real Postgres 15: `node bench/frontier.ts [rows…]` (default 1e5 1e6). What a slice asks of
 * it must stay under 10 ms and flat: the next pages, when the next is due, and links that are added.
 */
import { type Kysely, sql } from 'kysely'
import { addPages } from '../src/crawl/frontier/add-pages.ts'
import { type FoundPage, nextDueAt, takeDue } from '../src/crawl/frontier/frontier.ts'
import type { Database } from '../src/database/schema/schema.ts'
import { openStore } from '../src/database/store.ts'
import { startLocalPostgres } from './local-postgres.ts'

const sizes = process.argv.slice(2).map(Number)
const runId = '00000000-0000-4000-8000-000000000001'
const earlierRunId = '00000000-0000-4000-8000-000000000002'
const now = new Date('2026-11-23T00:00:00Z')
const groups = 10
const rounds = 50

const server = await startLocalPostgres()
try {
  say('rows        next 200 pages  when next   when none  add 100 links  on disk')
  for (const rows of sizes.length === 0 ? [1e5, 1e6] : sizes) await measure(rows)
} finally {
  await server.stop()
}

async function measure(rows: number): Promise<void> {
  const store = await openStore(server.url)
  try {
    const { db } = store
    await sql`truncate crawl.page, qa.question cascade`.execute(db)
    await fill(db, rows)
    const of = { hostGroup: 's3', runId, now }
    const times = [
      await median(() => takeDue(db, { ...of, limit: 200 })),
      await median(() => nextDueAt(db, of)),
      // A host with no pages due now, only later.
      await median(() => nextDueAt(db, { ...of, hostGroup: 'later' })),
      await median((round) => addPages(db, links(round, rows), now, ['s3'])),
    ]
    const { rows: sizesOf } = await sql<{ size: string }>`
      select pg_size_pretty(pg_total_relation_size('crawl.page')) as size
    `.execute(db)
    const columns = times.map((ms) => `${ms.toFixed(2)} ms`.padStart(12))
    say(`${rows.toExponential(0).padEnd(10)} ${columns.join(' ')}   ${sizesOf[0]?.size}`)
  } finally {
    await store.close()
  }
}

/**
 * One page in five is due, half of those in the same moment as a sitemap makes them; one in twenty never again; the
 * rest within the year. One host has nothing due at all.
 */
async function fill(db: Kysely<Database>, rows: number): Promise<void> {
  await sql`
    insert into crawl.page (site, path, question_id, origin, host_group, kind, discovered_at, due_at, last_run_id, last_outcome, etag)
    select 'site' || n % ${groups}, '/qa/q' || n || '.html', n::text, 'https://host' || n % ${groups} || '.example',
      case when n % ${groups} = 9 then 'later' else 's' || n % ${groups} end, 'question', ${now}::timestamptz,
      case
        when n % 20 = 13 then null
        when n % 5 = 3 and n % ${groups} <> 9 and n % 200 < 100 then ${now}::timestamptz - interval '1 day'
        when n % 5 = 3 and n % ${groups} <> 9 then ${now}::timestamptz - make_interval(secs => n % 86400)
        else ${now}::timestamptz + make_interval(secs => 1 + n % 31536000) end,
      case when n % 5 = 3 then null when n % 100 = 1 then ${runId}::uuid else ${earlierRunId}::uuid end,
      case when n % 5 = 3 then null when n % 1000 = 1 then 'retry' else 'unchanged' end,
      md5(n::text)
    from generate_series(1, ${rows}::bigint) as n
  `.execute(db)
  // The revisit rule reads the status that due pages were loaded with.
  await sql`
    insert into qa.question (site, question_id, url, aliases, title, body, status, categories, complete, image_urls,
      layout, checks, first_seen_at, changed_at)
    select site, question_id, origin || path, '{}', 'title', 'body', 'open', '{}', true, '{}', 'okwave/current', '[]',
      discovered_at, discovered_at
    from crawl.page where due_at <= ${now}::timestamptz
  `.execute(db)
  await sql`vacuum analyze crawl.page, qa.question`.execute(db)
}

/** Half of them known already. */
function links(round: number, rows: number): FoundPage[] {
  return Array.from({ length: 100 }, (_, at) => {
    const id =
      at % 2 === 0 ? ((round * 7919 + at * 104_729) % rows) * groups + 3 : rows * 100 + round * 100 + at
    return {
      site: 'site3',
      path: `/qa/q${at % 2 === 0 ? (id % rows) + 3 : id}.html`,
      kind: 'question',
      origin: 'https://host3.example',
      hostGroup: 's3',
      depth: 1,
      refused: null,
    }
  })
}

async function median(work: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now()
    await work(round)
    times.push(performance.now() - startedAt)
  }
  return times.sort((a, b) => a - b)[rounds / 2] ?? 0
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
