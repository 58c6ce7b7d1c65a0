/**
 * Measures a whole crawl and the size of its results: `node bench/crawl.ts [--questions 2000] [--store postgres|pglite]`.
 * The sample site is a process of its own; the crawl asks it as fast as it can. Bytes are those of the archive and of
 * the database, as the crawl leaves them. `docs/scaling.md` counts with these figures.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { crawl } from '../src/app/open-crawl.ts'
import { openStore } from '../src/database/store.ts'
import { SiteProcess } from '../test/chaos/site.ts'
import { startLocalPostgres } from './local-postgres.ts'

const { values: options } = parseArgs({
  options: {
    questions: { type: 'string', default: '2000' },
    store: { type: 'string', default: 'postgres' },
  },
})

const say = (line: string) => process.stdout.write(`${line}\n`)
const folder = await mkdtemp(join(tmpdir(), 'mondo-bench-'))
const site = await SiteProcess.start({ questions: Number(options.questions), seed: 1, poison: [] })
const server = options.store === 'postgres' ? await startLocalPostgres() : null
try {
  const db = server?.url ?? `pglite:${join(folder, 'db')}`
  await crawlAgain('first crawl', db)
  await crawlAgain('again', db)
  await footprint(db)
} finally {
  await site.close()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
}

async function crawlAgain(name: string, db: string): Promise<void> {
  const cpuBefore = process.cpuUsage()
  const archivedBefore = await archiveBytes()
  const start = performance.now()
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 200)
  try {
    const summary = await crawl({
      urls: [`${site.url}/list/new_question`],
      data: folder,
      db,
      site: 'sample',
      rate: 'unlimited',
      concurrency: 8,
      allowPrivate: true,
      check: false,
      // Nothing would be due again this soon; the second crawl is to request every page.
      revisitAfter: 0,
    })
    const seconds = (performance.now() - start) / 1000
    const { user, system } = process.cpuUsage(cpuBefore)
    const cpuMs = (user + system) / 1000 / summary.requests
    say(
      `${name}: ${summary.result}, ${summary.requests} requests in ${seconds.toFixed(1)} s, ` +
        `${(summary.requests / seconds).toFixed(0)} a second, ${cpuMs.toFixed(1)} ms of this process's CPU each, ` +
        `${(summary.bytes / summary.requests / 1000).toFixed(1)} kB received each, ` +
        `${(((await archiveBytes()) - archivedBefore) / summary.requests / 1000).toFixed(1)} kB archived each, ${(peak / 1e6).toFixed(0)} MB resident`,
    )
  } finally {
    clearInterval(watch)
  }
}

async function footprint(url: string): Promise<void> {
  const { db, close } = await openStore(url)
  try {
    const { count } = await db
      .selectFrom('qa.question')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow()
    const questions = Number(count)
    const { rows } = await sql<{ name: string; heap: string; indexes: string }>`
      select format('%I.%I', n.nspname, c.relname) as name, pg_table_size(c.oid) as heap, pg_indexes_size(c.oid) as indexes
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('qa', 'crawl') order by pg_total_relation_size(c.oid) desc
    `.execute(db)
    const kB = (bytes: number) => (bytes / questions / 1000).toFixed(2).padStart(8)
    say('kB a question              heap  indexes')
    for (const { name, heap, indexes } of rows.slice(0, 12))
      say(`${name.padEnd(22)} ${kB(Number(heap))} ${kB(Number(indexes))}`)
    const all = [sum(rows.map(({ heap }) => Number(heap))), sum(rows.map(({ indexes }) => Number(indexes)))]
    say(`${'all'.padEnd(22)} ${kB(all[0] ?? 0)} ${kB(all[1] ?? 0)}   ${questions} questions`)
  } finally {
    await close()
  }
}

/** Of all WARC files, as they lie on the disk. */
async function archiveBytes(): Promise<number> {
  const archive = join(folder, 'archive')
  const files = await readdir(archive).catch(() => [])
  const warcs = files.filter((name) => name.endsWith('.warc.gz'))
  return sum(await Promise.all(warcs.map(async (name) => (await stat(join(archive, name))).size)))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
