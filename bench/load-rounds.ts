/** Loading records in rounds, in turns with psql COPY of the same rows into the same tables, keys, foreign keys and indexes. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Kysely, sql } from 'kysely'
import { loadPages } from '../src/app/load-pages.ts'
import type { Database } from '../src/database/schema/schema.ts'
import { syntheticPage } from './synthetic-pages.ts'

const qaTables = ['qa.question', 'qa.answer', 'qa.reply', 'qa.related_question'] as const
const generated = new Set(['answer_reference'])

/** Seconds, by round. */
export interface LoadRounds {
  readonly first: readonly number[]
  /** The same records again. */
  readonly again: readonly number[]
  /** One psql for all tables, its start included. */
  readonly copy: readonly number[]
  /** Bytes of write-ahead log of the last load of the same records. */
  readonly wal: number
}

/** The first round warms both sides up and is not kept; after it the rows of both sides have to be the same. */
export async function loadRounds(
  db: Kysely<Database>,
  url: string,
  count: number,
  rounds: number,
): Promise<LoadRounds> {
  const folder = await mkdtemp(join(tmpdir(), 'mondo-copy-'))
  const pages = Array.from({ length: count }, (_, number) => syntheticPage(number))
  const times = { first: [] as number[], again: [] as number[], copy: [] as number[] }
  const day = (number: number) => new Date(Date.UTC(2026, 0, number))
  let wal = 0
  try {
    for (let round = 0; round <= rounds; round++) {
      await emptyTables(db)
      const first = await seconds(() => loadPages(db, pages, { capturedAt: day(1) }))
      let again = 0
      wal = await walBytes(db, async () => {
        again = await seconds(() => loadPages(db, pages, { capturedAt: day(2) }))
      })
      const ours = round === 0 ? await digests(db) : null
      if (round === 0) await psql(url, await copyStatements(db, folder, 'to'))
      await emptyTables(db)
      const statements = await copyStatements(db, folder, 'from')
      const copied = await seconds(() => psql(url, statements))
      if (ours !== null) {
        if (ours !== (await digests(db))) throw new Error('COPY and loadPages left different rows')
        continue
      }
      times.first.push(first)
      times.again.push(again)
      times.copy.push(copied)
    }
    return { ...times, wal }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Empties all tables but those of the migrations. */
export async function emptyTables(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('qa', 'crawl') and tablename not in ('migration', 'migration_lock')
  `.execute(db)
  await sql.raw(`truncate ${rows.map(({ name }) => name).join(', ')} cascade`).execute(db)
  await sql`checkpoint`.execute(db)
}

/** Drops what search needs, which is most of the work of both sides. */
export async function dropSearch(db: Kysely<Database>): Promise<void> {
  await sql`drop index qa.question_search, qa.answer_search`.execute(db)
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

async function digests(db: Kysely<Database>): Promise<string> {
  const found: string[] = []
  for (const table of qaTables) {
    const { rows } = await sql<{ digest: string }>`
      select count(*) || ' ' || md5(coalesce(string_agg(md5(row::text), '' order by md5(row::text)), '')) as digest
      from ${sql.table(table)} row`.execute(db)
    found.push(rows[0]?.digest ?? '')
  }
  return found.join('\n')
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
