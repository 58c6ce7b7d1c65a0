/**
 * How long the lookups of an analyst take: `node bench/lookups.ts [--questions 100000] [--rounds 5]`. By author, day,
 * change, related id and category, and lists over all: medians by the clock, their ratio to one lookup by primary key, and the mean CPU
 * time of the session. Without the search indexes, which bench/search.ts is about. `$MONDO_BENCH_DATABASE` names a server
 * that keeps the database for the next time.
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../src/database/schema/schema.ts'
import { openStore } from '../src/database/store.ts'
import { fillLargeDatabase } from './large-database.ts'
import { startLocalPostgres } from './local-postgres.ts'
import { sessionCpu } from './server-cpu.ts'

const { values: options } = parseArgs({
  options: {
    questions: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    store: { type: 'string', default: 'postgres' },
  },
})

const say = (line: string) => process.stdout.write(`${line}\n`)

const lookups: ReadonlyArray<readonly [what: string, query: string]> = [
  ['primary key', "select * from qa.question where site = 'sample' and question_id = $id"],
  ['thread', "select * from qa.thread where site = 'sample' and question_id = $id"],
  ['author', "select * from qa.answer where site = 'sample' and author_name = $name"],
  ['person', "select * from qa.person where site = 'sample' and name = $name"],
  ['day', 'select question_id, title from qa.question where posted_on = $day'],
  ['changed', "select question_id from qa.question where changed_at >= '2026-01-02Z'"],
  ['listed by', "select * from qa.related_question where site = 'sample' and related_question_id = $id"],
  ['category', "select question_id, title from qa.question where categories @> array['その7'] limit 50"],
  [
    'threads by answers',
    'select question_id, title, answer_count, answers from qa.thread order by answer_count desc, question_id limit 50',
  ],
  ['all people', 'select * from qa.person order by best_answers desc limit 20'],
  ['months', 'select * from qa.answers_by_month'],
  ['related history', "select * from qa.related_history where site = 'sample' and question_id = $id"],
  ['related history of all', 'select count(*) from qa.related_history where valid_to is not null'],
  ['edits', 'select * from qa.edit order by valid_to desc limit 50'],
  ['changes', 'select * from qa.change order by valid_to desc limit 50'],
]

const server = options.store === 'postgres' ? await startLocalPostgres() : null
const store = await openStore(server?.url ?? 'memory:')
try {
  await fillLargeDatabase(store.db, { questions: Number(options.questions), search: false })
  const { rows: counted } = await sql`select (select count(*) from qa.question) as questions,
    (select count(*) from qa.answer) as answers, (select count(*) from qa.question_version) as versions`.execute(
    store.db,
  )
  say(JSON.stringify(counted[0]))
  await store.db.connection().execute(timeLookups)
  say(`load average ${loadavg()[0]?.toFixed(1)}`)
} finally {
  await store.close()
  await server?.stop()
}

async function timeLookups(one: Kysely<Database>): Promise<void> {
  let unit = Number.NaN
  const { rows: named } = await sql<{ name: string; id: string; day: string }>`
    select quote_literal(a.author_name) as name, quote_literal(q.question_id) as id, quote_literal(q.posted_on) as day
    from qa.question q join qa.related_question r on r.site = q.site and r.related_question_id = q.question_id
    join qa.answer a on a.site = q.site and a.question_id = q.question_id
    join qa.related_question_version v on v.site = q.site and v.question_id = q.question_id
    where a.author_name is not null and q.posted_on is not null order by q.question_id limit 1`.execute(one)
  const values = new Map(Object.entries(named[0] ?? {}))
  for (const [what, template] of lookups) {
    const query = template.replace(/\$(\w+)/g, (_, name: string) => values.get(name) ?? 'null')
    const times: number[] = []
    let rows = 0
    const before = await sessionCpu(one)
    for (let round = 0; round < Number(options.rounds); round++) {
      const from = performance.now()
      rows = (await sql.raw(query).execute(one)).rows.length
      times.push(performance.now() - from)
    }
    const cpu = ((await sessionCpu(one)) - before) / times.length
    const median = times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN
    if (Number.isNaN(unit)) unit = median
    const ratio = `${(median / unit).toFixed(1)}x`
    say(
      `${what.padEnd(22)} ${String(rows).padStart(6)} rows ${median.toFixed(1).padStart(9)} ms ${ratio.padStart(9)}  CPU ${cpu.toFixed(1).padStart(8)} ms`,
    )
  }
}
