/**
 * A crawl of the sample site with archive, checks and database, without delay and sixteen requests at once, against crawlers that
 * write the same fields to a file. The site is a process of its own. Wall time from start to end of the process.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { SiteProcess } from '../../test/chaos/site.ts'
import { addCompared, type Bench, type Comparison, inTurns, loadNow, roundsOf } from '../suite/comparison.ts'
import {
  type CrawlingPeer,
  crawlArguments,
  crawlByPeer,
  crawlingPeers,
  fieldsInLines,
  rightOf,
} from '../suite/crawl-sides.ts'
import { fieldsInDatabase } from '../suite/database-fields.ts'
import { type Databases, pgliteDatabases, postgresDatabases } from '../suite/databases.ts'
import { type PackedProgram, packedProgram } from '../suite/packed-program.ts'
import { peers } from '../suite/peers.ts'
import { type Cost, type Runs, timed } from '../suite/timed-process.ts'

export const crawlPostgres: Comparison = {
  name: 'crawl',
  about: 'crawl into Postgres with archive, against Crawlee, Scrapy and Go into JSON lines',
  run: async (bench) => {
    const rivals = await installed(bench)
    if (rivals !== null) await measureCrawls(bench, 'postgres', rivals)
  },
}

export const crawlPglite: Comparison = {
  name: 'crawl-pglite',
  about: 'crawl into the embedded database, against Crawlee into JSON lines',
  run: async (bench) => {
    const rivals = await installed(bench)
    const crawlee = rivals?.peers.filter(({ key }) => key === 'crawlee') ?? []
    if (rivals !== null && crawlee.length > 0)
      await measureCrawls(bench, 'pglite', { ...rivals, peers: crawlee })
  },
}

interface Rivals {
  readonly program: PackedProgram
  readonly peers: readonly CrawlingPeer[]
  readonly folder: string
}

async function installed(bench: Bench): Promise<Rivals | null> {
  if (peers.time.version() === null) {
    bench.skip(peers.time)
    return null
  }
  const folder = await mkdtemp(join(tmpdir(), 'mondo-bench-crawl-'))
  return { program: await packedProgram(), peers: await crawlingPeers(folder, bench.skip), folder }
}

async function measureCrawls(bench: Bench, store: 'postgres' | 'pglite', rivals: Rivals): Promise<void> {
  const questions = bench.quick ? 300 : 2_000
  const site = await SiteProcess.start({ questions, seed: 1, poison: [] })
  const databases = await (store === 'postgres' ? postgresDatabases() : pgliteDatabases())
  const crawls = crawlsOf(`${site.url}/list/new_question`, databases, rivals)
  try {
    const right = await assertRight(crawls, rivals.peers, (await site.siteLog()).expected)
    const canPin = store === 'postgres' && peers.taskset.version() !== null
    for (const runs of canPin ? [{}, { cores: '0' }] : [{}]) {
      const loadBefore = loadNow()
      const costs = await inTurns(roundsOf(bench, 3, 1), crawls.sides(runs))
      for (const peer of runs.cores === undefined ? rivals.peers : rivals.peers.slice(0, 1)) {
        addCrawl(bench, store, {
          peer,
          questions,
          right,
          loadBefore,
          runs,
          ours: costs['mondo'] ?? [],
          theirs: costs[peer.key] ?? [],
        })
      }
    }
  } finally {
    await site.close()
    await databases.close()
    await rm(rivals.folder, { recursive: true, force: true })
  }
}

interface Crawls {
  /** By `mondo` and the keys of the peers. */
  sides(runs: Runs): Readonly<Record<string, () => Promise<Cost>>>
  out(key: string): string
  /** The database of the last crawl by mondo. */
  database(): string
}

function crawlsOf(seed: string, databases: Databases, { program, peers: rivals, folder }: Rivals): Crawls {
  const data = join(folder, 'data')
  const out = (key: string) => join(folder, `${key}.jsonl`)
  let database = ''
  return {
    sides: (runs) => ({
      mondo: async () => {
        await rm(data, { recursive: true, force: true })
        database = await databases.fresh()
        return await timed(process.execPath, crawlArguments(program, seed, data, database), runs)
      },
      ...Object.fromEntries(
        (runs.cores === undefined ? rivals : rivals.slice(0, 1)).map((peer) => [
          peer.key,
          async () => {
            await rm(out(peer.key), { force: true })
            return await crawlByPeer(peer, seed, out(peer.key), { ...runs, cwd: folder })
          },
        ]),
      ),
    }),
    out,
    database: () => database,
  }
}

/** One crawl by each, which also warms up. Mondo has to have every question right; how many a peer has is told. */
async function assertRight(
  crawls: Crawls,
  rivals: readonly CrawlingPeer[],
  expected: readonly QuestionPage[],
): Promise<ReadonlyMap<string, number>> {
  for (const crawl of Object.values(crawls.sides({}))) await crawl()
  const ours = rightOf(await fieldsInDatabase(crawls.database()), expected)
  if (ours !== expected.length) throw new Error(`mondo has ${ours} of ${expected.length} questions right`)
  const right = new Map<string, number>()
  for (const { key } of rivals) right.set(key, rightOf(await fieldsInLines(crawls.out(key)), expected))
  return right
}

interface Crawled {
  readonly peer: CrawlingPeer
  readonly questions: number
  readonly right: ReadonlyMap<string, number>
  readonly loadBefore: number
  readonly runs: Runs
  readonly ours: readonly Cost[]
  readonly theirs: readonly Cost[]
}

function addCrawl(bench: Bench, store: 'postgres' | 'pglite', crawled: Crawled): void {
  const { peer, questions, right, loadBefore, runs, ours, theirs } = crawled
  const perPage = (costs: readonly Cost[]) => costs.map(({ wallMs }) => wallMs / questions)
  const isOneCore = runs.cores !== undefined
  const described = (costs: readonly Cost[]) =>
    `${(mean(costs.map(({ cpuMs }) => cpuMs)) / questions).toFixed(1)} ms of CPU a question and ${Math.max(...costs.map(({ peakMb }) => peakMb)).toFixed(0)} MB`
  const targets = { pglite: 1, postgres: isOneCore ? 1.3 : peer.target }
  addCompared(bench, {
    id: `crawl/${store}${isOneCore ? '-one-core' : ''}/${peer.key}`,
    work: `crawl into ${store === 'pglite' ? 'PGlite' : 'Postgres'}${isOneCore ? ', on one core' : ''}`,
    peer: peer.name,
    unit: 'ms a page',
    kind: 'speed',
    target: targets[store],
    ours: perPage(ours),
    theirs: perPage(theirs),
    note: `mondo took ${described(ours)}, ${peer.name} ${described(theirs)}; mondo has ${questions} of ${questions} questions right, ${peer.name} ${right.get(peer.key)}`,
    versions: { [peer.name]: peer.version },
    loadBefore,
  })
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
