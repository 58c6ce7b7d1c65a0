/** The memory that a load takes, and its speed: `node bench/load-memory.ts [PAGES]`, 10,000 where none are named. */
import { loadPages } from '../src/app/load-pages.ts'
import { openStore } from '../src/database/store.ts'
import { seconds } from './load-rounds.ts'
import { startLocalPostgres } from './local-postgres.ts'
import { syntheticPage } from './synthetic-pages.ts'

const count = Number(process.argv[2] ?? 10_000)
const server = await startLocalPostgres()
const store = await openStore(server.url)
let peak = 0
try {
  const took = await seconds(() =>
    loadPages(store.db, pages(), { capturedAt: new Date(Date.UTC(2026, 0, 1)) }),
  )
  process.stdout.write(
    `${count} pages: ${Math.round(count / took)} pages/s with their making, at most ${Math.round(peak / 1e6)} MB resident\n`,
  )
} finally {
  await store.close()
  await server.stop()
}

function* pages() {
  for (let number = 0; number < count; number++) {
    if (number % 500 === 0) peak = Math.max(peak, process.memoryUsage().rss)
    yield syntheticPage(number)
  }
}
