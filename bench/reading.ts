/**
 * What analysts wait for, on a large database: `node bench/reading.ts [--questions 200000] [--rounds 20]`. Searches of `mondo
 * browse` without and with filters, people and threads. Times as a client sees them, and the CPU time of the server, which
 * other processes of the machine change less. Makes its database in a Postgres 15 of its own, for some 10 minutes;
 * `$MONDO_BENCH_DATABASE` names a server that keeps it for the next time.
 */
import { readFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { listings } from '../src/analyse/browse/listings.ts'
import { openStore } from '../src/database/store.ts'
import { fillLargeDatabase } from './large-database.ts'
import { startLocalPostgres } from './local-postgres.ts'

const { values: options } = parseArgs({
  options: { questions: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '20' } },
})

const searches = [
  'q=です',
  'q=教えて',
  'q=パソコン',
  'q=プリンター',
  'q=蜃気楼',
  'q=パソコン 教えて',
  'q=の',
  'q=です&category=その7',
  'q=パソコン&status=solved',
  'q=パソコン&from=2019-01-01&to=2019-12-31',
  'q=パソコン&answered=no',
]
const statements = [
  ...searches.map((search) => [search, listings.questions.statement(new URLSearchParams(search))] as const),
  ['people', listings.people.statement(new URLSearchParams())] as const,
  [
    'threads by answers',
    'select question_id, title, answer_count, answers from qa.thread order by answer_count desc, question_id limit 50',
  ] as const,
]

const server = await startLocalPostgres()
const store = await openStore(server.url)
try {
  await fillLargeDatabase(store.db, { questions: Number(options.questions), search: true })
  await store.db.connection().execute(async (one) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(one)
    for (const [what, statement] of statements) {
      const times: number[] = []
      const cpuBefore = await cpuOf(rows[0]?.pid ?? 0)
      for (let round = 0; round < Number(options.rounds); round++) {
        const from = performance.now()
        await sql.raw(statement).execute(one)
        times.push(performance.now() - from)
      }
      const cpu = ((await cpuOf(rows[0]?.pid ?? 0)) - cpuBefore) / times.length
      times.sort((a, b) => a - b)
      const at = (share: number) => (times[Math.ceil(times.length * share) - 1] ?? Number.NaN).toFixed(0)
      process.stdout.write(
        `${what.padEnd(42)} p50 ${at(0.5).padStart(5)} ms  p95 ${at(0.95).padStart(5)} ms  CPU ${cpu.toFixed(0).padStart(5)} ms\n`,
      )
    }
  })
  process.stdout.write(`load average ${loadavg()[0]?.toFixed(1)}\n`)
} finally {
  await store.close()
  await server.stop()
}

/** Milliseconds that a process of this machine has used, to 10 ms (proc(5)); NaN for a server elsewhere. */
async function cpuOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}
