/** Time for a page and memory of crawl and re-parse on Postgres, against themselves at a tenth of the pages. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addCompared, type Bench, type Comparison, loadNow, roundsOf } from '../suite/comparison.ts'
import { crawlSampleSite, reparseAll } from '../suite/crawled.ts'
import { postgresDatabases } from '../suite/databases.ts'
import { peers } from '../suite/peers.ts'
import type { Cost } from '../suite/timed-process.ts'

export const growth: Comparison = {
  name: 'growth',
  about: 'time a page and memory at ten times the pages; with --large also 10⁵',
  run: measureGrowth,
}

type Work = 'crawl' | 're-parse'
type Costs = Readonly<Record<Work, Cost[]>>

async function measureGrowth(bench: Bench): Promise<void> {
  if (peers.time.version() === null) return void bench.skip(peers.time)
  const sizes = bench.quick ? [100, 1_000] : bench.large ? [1_000, 10_000, 100_000] : [1_000, 10_000]
  const costs = new Map<number, Costs>(sizes.map((size) => [size, { crawl: [], 're-parse': [] }]))
  const folder = await mkdtemp(join(tmpdir(), 'mondo-bench-growth-'))
  const databases = await postgresDatabases()
  const loadBefore = loadNow()
  try {
    for (let round = 0; round < roundsOf(bench, 2, 1); round++) {
      for (const size of round % 2 === 0 ? sizes : sizes.toReversed()) {
        const db = await databases.fresh()
        const { cost, data } = await crawlSampleSite(size, folder, db)
        costs.get(size)?.crawl.push(cost)
        costs.get(size)?.['re-parse'].push(await reparseAll(data, db, size))
        await rm(data, { recursive: true, force: true })
      }
    }
  } finally {
    await databases.close()
    await rm(folder, { recursive: true, force: true })
  }
  for (const [at, size] of sizes.entries()) {
    const tenth = sizes[at - 1]
    const [ours, theirs] = [costs.get(size), costs.get(tenth ?? 0)]
    if (tenth === undefined || ours === undefined || theirs === undefined) continue
    for (const work of ['crawl', 're-parse'] as const) {
      addGrowth(bench, work, { size, ours: ours[work], tenth, theirs: theirs[work], loadBefore })
    }
  }
}

interface Grown {
  readonly size: number
  readonly ours: readonly Cost[]
  readonly tenth: number
  readonly theirs: readonly Cost[]
  readonly loadBefore: number
}

function addGrowth(bench: Bench, work: Work, { size, ours, tenth, theirs, loadBefore }: Grown): void {
  const said = { peer: `itself, ${tenth} pages`, kind: 'times', target: 1.1, loadBefore } as const
  addCompared(bench, {
    ...said,
    id: `growth/${work}-time/${size}`,
    work: `${work} of ${size} pages, time`,
    unit: 'ms a page',
    ours: ours.map(({ cpuMs }) => cpuMs / size),
    theirs: theirs.map(({ cpuMs }) => cpuMs / tenth),
  })
  addCompared(bench, {
    ...said,
    id: `growth/${work}-memory/${size}`,
    work: `${work} of ${size} pages, memory`,
    unit: 'MB',
    ours: ours.map(({ peakMb }) => peakMb),
    theirs: theirs.map(({ peakMb }) => peakMb),
  })
}
