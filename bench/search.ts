/**
 * How long a search takes: `node bench/search.ts [--documents 200000] [--rounds 11]`. Documents are questions and
 * answers; times are medians as a client sees them, after a vacuum, as autovacuum leaves a server.
 */
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { loadPages } from '../src/app/load-pages.ts'
import { openStore } from '../src/database/store.ts'
import { startLocalPostgres } from './local-postgres.ts'
import { commonWord, rareWord, syntheticPage } from './synthetic-pages.ts'

const { values: options } = parseArgs({
  options: { documents: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '11' } },
})

const say = (line: string) => process.stdout.write(`${line}\n`)

const queries = [
  ['rare word', rareWord],
  ['common word', commonWord],
  ['one character', '督'],
  ['two words', '派遣 電話'],
  ['phrase', `"${commonWord}${rareWord}"`],
  ['not there', '鑷鑷鑷'],
  ['kana, common', commonWord, true],
  ['kana, rare', 'シンキロウ', true],
] as const satisfies readonly (readonly [what: string, query: string, kana?: boolean])[]

const server = await startLocalPostgres()
const store = await openStore(server.url)
try {
  const wanted = Number(options.documents)
  let documents = 0
  function* pages() {
    for (let number = 0; documents < wanted; number++) {
      const page = syntheticPage(number)
      documents += 1 + page.answers.length
      yield page
    }
  }
  const start = performance.now()
  await loadPages(store.db, pages(), { capturedAt: '2026-01-01T00:00:00Z' })
  say(`${documents} documents loaded in ${Math.round((performance.now() - start) / 1000)} s`)
  await sql`vacuum analyze qa.question, qa.answer`.execute(store.db)
  for (const [what, query, kana = false] of queries) {
    const times: number[] = []
    let hits = 0
    for (let round = 0; round < Number(options.rounds); round++) {
      const from = performance.now()
      hits = (await sql`select * from qa.search(${query}, kana => ${kana}) limit 20`.execute(store.db)).rows
        .length
      times.push(performance.now() - from)
    }
    const median = times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN
    say(
      `${what.padEnd(14)} ${query.padEnd(12)} ${String(hits).padStart(3)} shown ${median.toFixed(1).padStart(8)} ms`,
    )
  }
} finally {
  await store.close()
  await server.stop()
}
