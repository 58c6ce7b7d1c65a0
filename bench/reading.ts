/**
 * What analysts wait for, on a large database: `node bench/reading.ts [--questions 200000] [--rounds 20]`. First the pages of
 * `mondo browse`, each over a connection of its own as there, and how many of them had to end a search early; then statements: the
 * search for 1,000 hits, people and threads. Times as a client sees them, and CPU time, which other processes of the machine
 * change less: of the server, and of the program for pages. Makes its database in a Postgres 15 of its own, for some 10
 * minutes; `$MONDO_BENCH_DATABASE` names a server that keeps it for the next time.
 */
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { type Kysely, sql } from 'kysely'
import { createBrowser } from '../src/analyse/browse/browser.ts'
import { listings } from '../src/analyse/browse/listings.ts'
import { systemClock as clock } from '../src/app/system-clock.ts'
import type { Database } from '../src/database/schema/schema.ts'
import { openStore } from '../src/database/store.ts'
import { silent as log } from '../src/model/log.ts'
import { fillLargeDatabase } from './large-database.ts'
import { startLocalPostgres } from './local-postgres.ts'
import { endedSessionsCpu, sessionCpu } from './server-cpu.ts'

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
  'q=です&category=細目7',
  'q=パソコン&status=solved',
  'q=パソコン&from=2019-01-01&to=2019-12-31',
  'q=です&from=2019-01-01&to=2019-01-31',
  'q=パソコン&answered=no',
  'q=パソコン&kana=alike',
]
const statements = [
  ...searches.map((search) => [search, listings.questions.statement(new URLSearchParams(search))] as const),
  ['people', listings.people.statement(new URLSearchParams())] as const,
  [
    'threads by answers',
    'select question_id, title, answer_count, answers from qa.thread order by answer_count desc, question_id limit 50',
  ] as const,
]

const rounds = Number(options.rounds)
const server = await startLocalPostgres()
const store = await openStore(server.url)
try {
  await fillLargeDatabase(store.db, { questions: Number(options.questions), search: true })
  await timePages()
  await store.db.connection().execute(timeStatements)
  process.stdout.write(`load average ${loadavg()[0]?.toFixed(1)}\n`)
} finally {
  await store.close()
  await server.stop()
}

async function timePages(): Promise<void> {
  const none = (): never => {
    throw new Error('no archive')
  }
  const browse = createBrowser({ store, clock, log, archive: { read: none, explain: none } })
  for (const path of [...searches.map((search) => `/?${search}`), '/', '/people']) {
    let ended = 0
    const ownBefore = process.cpuUsage()
    const before = await endedSessionsCpu(store.db)
    const times = await timed(async () => {
      const response = await browse(new Request(`http://127.0.0.1${encodeURI(path)}`))
      if (response.status !== 200) throw new Error(`${path}: ${response.status}`)
      if ((await response.text()).includes('what was found in')) ended++
    })
    const own = process.cpuUsage(ownBefore)
    const cpu = ((await endedSessionsCpu(store.db)) - before) / rounds
    const ownCpu = (own.user + own.system) / 1_000 / rounds
    say(
      path,
      times,
      `${cpu.toFixed(0).padStart(5)} ms, own ${ownCpu.toFixed(0)} ms, ended ${ended} of ${rounds}`,
    )
  }
}

async function timeStatements(one: Kysely<Database>): Promise<void> {
  for (const [what, statement] of statements) {
    const before = await sessionCpu(one)
    const times = await timed(async () => void (await sql.raw(statement).execute(one)))
    say(what, times, `${(((await sessionCpu(one)) - before) / rounds).toFixed(0).padStart(5)} ms`)
  }
}

/** Milliseconds of each round, the shortest first. */
async function timed(work: () => Promise<void>): Promise<readonly number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const from = performance.now()
    await work()
    times.push(performance.now() - from)
  }
  return times.sort((a, b) => a - b)
}

function say(what: string, times: readonly number[], cpu: string): void {
  const at = (share: number) => (times[Math.ceil(times.length * share) - 1] ?? Number.NaN).toFixed(0)
  process.stdout.write(
    `${what.padEnd(42)} p50 ${at(0.5).padStart(5)} ms  p95 ${at(0.95).padStart(5)} ms  CPU ${cpu}\n`,
  )
}
