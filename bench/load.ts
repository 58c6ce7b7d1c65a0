/**
 * How fast records are loaded, against COPY of the same rows into the same tables, with their keys, foreign keys and
 * search indexes. Ratios within one run, since machines differ: `node bench/load.ts [--pages 2000] [--rounds 5]`, and
 * `--memory 10000` for the memory that a load of that many pages takes. With `--no-search` the search indexes, which are
 * most of the work on both sides, are dropped first.
 *
 * COPY is psql's: one process for all tables, its start included.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { type Kysely, sql } from 'kysely'
import { loadPages } from '../src/app/load-pages.ts'
import type { Database } from '../src/database/schema/schema.ts'
import { openStore } from '../src/database/store.ts'
import { startLocalPostgres } from './local-postgres.ts'
import { syntheticPage } from './synthetic-pages.ts'

const { values: options } = parseArgs({
  options: {
    pages: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '5' },
    memory: { type: 'string' },
    'no-search': { type: 'boolean', default: false },
  },
})

const qaTables = ['qa.question', 'qa.answer', 'qa.reply', 'qa.related_question'] as const
const generated = new Set(['answer_reference'])

const say = (line: string) => process.stdout.write(`${line}\n`)
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

async function empty(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('qa', 'crawl') and tablename not in ('migration', 'migration_lock')
  `.execute(db)
  await sql.raw(`truncate ${rows.map(({ name }) => name).join(', ')} cascade`).execute(db)
  await sql`checkpoint`.execute(db)
}

async function copyStatements(db: Kysely<Database>, folder: string, way: 'to' | 'from'): Promise<string[]> {
  const statements: string[] = []
  for (const table of qaTables) {
    const { rows } = await sql<{ name: string }>`
      select attname as name from pg_attribute
      where attrelid = ${table}::regclass and attnum > 0 and not attisdropped order by attnum
    `.execute(db)
    const columns = rows.map(({ name }) => name).filter((name) => !generated.has(name))
    statements.push(`\\copy ${table} (${columns.join(', ')}) ${way} '${join(folder, table)}'`)
  }
  return statements
}

async function psql(url: string, statements: readonly string[]): Promise<void> {
  const commands = ['\\set ON_ERROR_STOP on', ...statements].flatMap((statement) => ['-c', statement])
  await promisify(execFile)('psql', ['--quiet', '--no-psqlrc', '--dbname', url, ...commands])
}

async function walBytes(db: Kysely<Database>, work: () => Promise<unknown>): Promise<number> {
  const position = async () =>
    (await sql<{ bytes: string }>`select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as bytes`.execute(db))
      .rows[0]?.bytes
  const before = Number(await position())
  await work()
  return Number(await position()) - before
}

async function ratios(db: Kysely<Database>, url: string, count: number, rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'mondo-copy-'))
  const pages = Array.from({ length: count }, (_, number) => syntheticPage(number))
  const times = { first: [] as number[], again: [] as number[], copy: [] as number[] }
  const day = (number: number) => new Date(Date.UTC(2026, 0, number))
  let wal = 0
  try {
    for (let round = 0; round <= rounds; round++) {
      await empty(db)
      const first = await seconds(() => loadPages(db, pages, { capturedAt: day(1) }))
      let again = 0
      wal = await walBytes(db, async () => {
        again = await seconds(() => loadPages(db, pages, { capturedAt: day(2) }))
      })
      if (round === 0) await psql(url, await copyStatements(db, folder, 'to'))
      await empty(db)
      const statements = await copyStatements(db, folder, 'from')
      const copied = await seconds(() => psql(url, statements))
      // The first round warms both sides up.
      if (round === 0) continue
      times.first.push(first)
      times.again.push(again)
      times.copy.push(copied)
    }
    const perSecond = (all: readonly number[]) => Math.round(count / median(all))
    say(`${count} pages, ${rounds} rounds, medians`)
    say(`COPY of the rows of qa  ${perSecond(times.copy)} pages/s`)
    say(
      `first load              ${perSecond(times.first)} pages/s, ${(median(times.copy) / median(times.first)).toFixed(2)} of COPY`,
    )
    say(
      `unchanged re-load       ${perSecond(times.again)} pages/s, ${(median(times.copy) / median(times.again)).toFixed(2)} of COPY, ${(wal / 1e6).toFixed(1)} MB of WAL`,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function memory(db: Kysely<Database>, count: number): Promise<void> {
  let peak = 0
  async function* pages() {
    for (let number = 0; number < count; number++) {
      if (number % 500 === 0) peak = Math.max(peak, process.memoryUsage().rss)
      yield syntheticPage(number)
    }
  }
  await empty(db)
  const took = await seconds(() => loadPages(db, pages(), { capturedAt: new Date(Date.UTC(2026, 0, 1)) }))
  say(
    `${count} pages: ${Math.round(count / took)} pages/s with their making, at most ${Math.round(peak / 1e6)} MB resident`,
  )
}

const server = await startLocalPostgres()
const store = await openStore(server.url)
try {
  if (options['no-search']) await sql`drop index qa.question_search, qa.answer_search`.execute(store.db)
  if (options.memory === undefined)
    await ratios(store.db, server.url, Number(options.pages), Number(options.rounds))
  else await memory(store.db, Number(options.memory))
} finally {
  await store.close()
  await server.stop()
}
