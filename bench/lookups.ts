/**
 * How long the lookups of an analyst take: `node bench/lookups.ts [--questions 100000] [--rounds 5]`. By author, day,
 * change, related id and category, and lists over all. The ratio is to one lookup by primary key. A part is loaded, and
 * copied under other ids in SQL; without the search indexes, which bench/search.ts is about.
 */
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { loadPages } from '../src/app/load-pages.ts'
import { keepSites } from '../src/app/settings/keep-sites.ts'
import { openStore } from '../src/database/store.ts'
import type { RelatedQuestion } from '../src/model/question-page.ts'
import { startLocalPostgres } from './local-postgres.ts'
import { syntheticPage } from './synthetic-pages.ts'

const { values: options } = parseArgs({
  options: {
    questions: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '5' },
    store: { type: 'string', default: 'postgres' },
  },
})

const say = (line: string) => process.stdout.write(`${line}\n`)
const loadedPart = 5_000
const oneUp = (link: RelatedQuestion) => ({ ...link, rank: link.rank - 1 })
const copies = Math.max(0, Math.round(Number(options.questions) / loadedPart) - 1)

const lookups: ReadonlyArray<readonly [what: string, query: string]> = [
  ['primary key', "select * from qa.question where site = 'sample' and question_id = '1000100'"],
  ['thread', "select * from qa.thread where site = 'sample' and question_id = '1000100'"],
  ['author', "select * from qa.answer where site = 'sample' and author_name = $name"],
  ['person', "select * from qa.person where site = 'sample' and name = $name"],
  ['day', "select question_id, title from qa.question where posted_on = '2010-03-04'"],
  ['changed', "select question_id from qa.question where changed_at >= '2026-01-02Z'"],
  [
    'listed by',
    "select * from qa.related_question where site = 'sample' and related_question_id = '1000100'",
  ],
  ['category', "select question_id, title from qa.question where categories @> array['その7'] limit 50"],
  [
    'threads by answers',
    'select question_id, title, answer_count, answers from qa.thread order by answer_count desc, question_id limit 50',
  ],
  ['all people', 'select * from qa.person order by best_answers desc limit 20'],
  ['months', 'select * from qa.answers_by_month'],
  ['related history', "select * from qa.related_history where site = 'sample' and question_id = '1000100'"],
  ['related history of all', 'select count(*) from qa.related_history where valid_to is not null'],
  ['edits', 'select * from qa.edit order by valid_to desc limit 50'],
  ['changes', 'select * from qa.change order by valid_to desc limit 50'],
]

const server = options.store === 'postgres' ? await startLocalPostgres() : null
const store = await openStore(server?.url ?? 'memory:')
try {
  await keepSites(store.db)
  for (const index of ['question_search', 'answer_search', 'question_title_search']) {
    await sql.raw(`drop index qa.${index}`).execute(store.db)
  }
  function* pages(change: number) {
    for (let number = 0; number < loadedPart; number++) {
      const page = syntheticPage(number)
      const categories = [`その${number % 50}`, `細目${number % 700}`]
      const thanksCount = (page.thanksCount ?? 0) + (number % 7 === 0 ? change : 0)
      yield {
        ...page,
        categories,
        thanksCount,
        related: change === 0 ? page.related : page.related.slice(1).map(oneUp),
        answers: page.answers.slice(0, 4),
        answerCount: Math.min(4, page.answers.length),
      }
    }
  }
  await loadPages(store.db, pages(0), { capturedAt: '2026-01-01T00:00:00Z' })
  await loadPages(store.db, pages(1), { capturedAt: '2026-01-01T01:00:00Z' })
  const tables = [
    'question',
    'answer',
    'reply',
    'related_question',
    'question_version',
    'answer_version',
    'related_question_version',
  ]
  for (const table of tables) {
    const { rows } = await sql<{ name: string }>`
      select attname as name from pg_attribute where attrelid = ${`qa.${table}`}::regclass and attnum > 0
        and attgenerated = '' and not attisdropped order by attnum`.execute(store.db)
    const names = rows.map(({ name }) => name)
    const copied = names.map((name) => {
      if (name === 'question_id' || name === 'related_question_id') return `${name} || '-' || copy`
      if (name === 'author_name' || name === 'asker_name') return `${name} || copy % 10`
      return name === 'posted_on' ? 'posted_on + copy' : name
    })
    await sql
      .raw(
        `insert into qa.${table} (${names.join(', ')}) select ${copied.join(', ')} from qa.${table}, generate_series(1, ${copies}) copy`,
      )
      .execute(store.db)
  }
  await sql`vacuum analyze`.execute(store.db)
  const { rows: counted } = await sql`select (select count(*) from qa.question) as questions,
    (select count(*) from qa.answer) as answers, (select count(*) from qa.question_version) as versions`.execute(
    store.db,
  )
  say(JSON.stringify(counted[0]))
  let unit = Number.NaN
  const { rows: named } = await sql<{ name: string }>`
    select author_name as name from qa.answer where author_name is not null limit 1`.execute(store.db)
  for (const [what, template] of lookups) {
    const query = template.replace('$name', `'${named[0]?.name ?? ''}'`)
    const times: number[] = []
    let rows = 0
    for (let round = 0; round < Number(options.rounds); round++) {
      const from = performance.now()
      rows = (await sql.raw(query).execute(store.db)).rows.length
      times.push(performance.now() - from)
    }
    const median = times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN
    if (Number.isNaN(unit)) unit = median
    const ratio = `${(median / unit).toFixed(1)}x`
    say(
      `${what.padEnd(20)} ${String(rows).padStart(6)} rows ${median.toFixed(1).padStart(9)} ms ${ratio.padStart(9)}`,
    )
  }
} finally {
  await store.close()
  await server?.stop()
}
