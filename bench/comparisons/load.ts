/** Loading records into Postgres against psql COPY of the same rows into the same tables, keys, foreign keys and indexes. */
import { openStore } from '../../src/database/store.ts'
import { dropSearch, loadRounds } from '../load-rounds.ts'
import { startLocalPostgres } from '../local-postgres.ts'
import { addCompared, type Bench, type Comparison, loadNow, roundsOf } from '../suite/comparison.ts'
import { peers } from '../suite/peers.ts'

export const load: Comparison = {
  name: 'load',
  about: 'first load with and without search, and unchanged load, against psql COPY',
  run: measureLoading,
}

async function measureLoading(bench: Bench): Promise<void> {
  const version = peers.psql.version()
  if (version === null) return void bench.skip(peers.psql)
  const count = bench.quick ? 300 : 2_000
  const server = await startLocalPostgres()
  const store = await openStore(server.url)
  try {
    for (const search of ['with search', 'without search'] as const) {
      if (search === 'without search') await dropSearch(store.db)
      const loadBefore = loadNow()
      const { first, again, copy, wal } = await loadRounds(store.db, server.url, count, roundsOf(bench, 5, 2))
      const perPage = (all: readonly number[]) => all.map((seconds) => (seconds * 1000) / count)
      const same = `rows of ${count} questions are the same`
      const said = {
        peer: peers.psql.name,
        unit: 'ms a page',
        kind: 'speed',
        theirs: perPage(copy),
        versions: { psql: version },
        loadBefore,
      } as const
      addCompared(bench, {
        ...said,
        id: `load/first-${search.replace(' ', '-')}`,
        work: `first load, ${search}`,
        target: search === 'with search' ? 0.9 : 0.7,
        ours: perPage(first),
        note: same,
      })
      if (search === 'without search') continue
      addCompared(bench, {
        ...said,
        id: 'load/unchanged',
        work: 'load of what is there',
        target: 12,
        ours: perPage(again),
        note: `${Math.round(wal / 1000 / (count / 1000))} kB of WAL for 1,000 pages`,
      })
    }
  } finally {
    await store.close()
    await server.stop()
  }
}
