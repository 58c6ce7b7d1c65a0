/** The ways in which a crawl is hurt. Each round is a database, an archive and a site of its own. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Crawler, leaseSeconds } from './crawler.ts'
import type { CutWire } from './cut-wire.ts'
import type { ChaosPostgres } from './postgres.ts'

export interface Hurt {
  readonly random: () => number
  /** kill -9, of a crawler or of everything at once. */
  readonly kills: number
  readonly crawlers: readonly Crawler[]
  readonly postgres: ChaosPostgres | null
  readonly wires: readonly CutWire[]
  /** Requests that the site has seen. */
  readonly seen: () => Promise<number>
}

/** Resolves to the kills that met something running. */
type Way = (hurt: Hurt) => Promise<number>

/** Longer than a lease and the time until it is noticed that it ran out. */
const longerThanLeaseMs = (leaseSeconds + 5) * 1000

export interface RoundKind {
  readonly name: string
  readonly kills: number
  /** For about as long as the round hurts, at four pages a second. */
  readonly questions: number
  readonly crawlers: number
  readonly store: 'pglite' | 'postgres'
  readonly folders: 'shared' | 'own'
  /** Whether each crawler reaches the database over a wire of its own. */
  readonly isWired?: true
  readonly hurt: Way
}

export const roundKinds: readonly RoundKind[] = [
  {
    name: 'killed, on PGlite',
    kills: 2,
    questions: 30,
    crawlers: 1,
    store: 'pglite',
    folders: 'own',
    hurt: killOneByOne,
  },
  {
    name: 'killed, one archive',
    kills: 3,
    questions: 50,
    crawlers: 3,
    store: 'postgres',
    folders: 'shared',
    hurt: killOneByOne,
  },
  {
    name: 'power cut',
    kills: 3,
    questions: 50,
    crawlers: 2,
    store: 'postgres',
    folders: 'shared',
    hurt: cutPower,
  },
  {
    name: 'killed, own archives',
    kills: 4,
    questions: 60,
    crawlers: 2,
    store: 'postgres',
    folders: 'own',
    hurt: killOneByOne,
  },
  {
    name: 'stalled',
    kills: 1,
    questions: 100,
    crawlers: 2,
    store: 'postgres',
    folders: 'shared',
    hurt: stall,
  },
  {
    name: 'cut off',
    kills: 1,
    questions: 120,
    crawlers: 2,
    store: 'postgres',
    folders: 'own',
    isWired: true,
    hurt: cutOff,
  },
  {
    name: 'database restarted',
    kills: 1,
    questions: 40,
    crawlers: 2,
    store: 'postgres',
    folders: 'shared',
    hurt: restartDatabase,
  },
]

/**
 * Until a few more requests have come: what is hurt is a crawl, not its start. At times at once, since starting and
 * migrating must survive a kill too.
 */
async function someRequests({ random, seen, crawlers }: Hurt): Promise<void> {
  const wanted = random() < 0.15 ? 0 : 1 + Math.floor(14 * random())
  const before = await seen()
  await pause(1_000 * random())
  while ((await seen()) < before + wanted && crawlers.some(({ isRunning }) => isRunning)) await pause(20)
}

async function killOneByOne(hurt: Hurt): Promise<number> {
  const { random, kills, crawlers } = hurt
  let killed = 0
  for (let blow = 0; killed < kills && blow < kills; blow += 1) {
    await someRequests(hurt)
    const running = crawlers.filter(({ isRunning }) => isRunning)
    // Of several only one has the host: half of the time all are hit, so that it is among them.
    const one = running[Math.floor(random() * running.length)]
    const victims = random() < 0.5 || one === undefined ? running : [one]
    await Promise.all(victims.map((victim) => victim.kill()))
    killed += victims.length
    for (const victim of victims) victim.startAgain()
  }
  return killed
}

async function cutPower(hurt: Hurt): Promise<number> {
  const { kills, crawlers, postgres } = hurt
  let cuts = 0
  for (let kill = 0; kill < kills; kill += 1) {
    await someRequests(hurt)
    const running = crawlers.filter(({ isRunning }) => isRunning)
    if (running.length === 0) break
    await Promise.all([postgres?.kill(), ...running.map((crawler) => crawler.kill())])
    cuts += 1
    await postgres?.startAgain()
    for (const crawler of running) crawler.startAgain()
  }
  return cuts
}

/** As long as a laptop's lid is shut: the worker knows nothing of it, and its lease is another's when it wakes. */
async function stall(hurt: Hurt): Promise<number> {
  await someRequests(hurt)
  for (const crawler of hurt.crawlers) {
    if (!crawler.isRunning) continue
    crawler.signal('SIGSTOP')
    await pause(longerThanLeaseMs / 2 + longerThanLeaseMs * hurt.random())
    crawler.signal('SIGCONT')
    await pause(1_000)
  }
  return await killOneByOne(hurt)
}

async function cutOff(hurt: Hurt): Promise<number> {
  await someRequests(hurt)
  for (const wire of hurt.wires) {
    wire.cut()
    await pause(longerThanLeaseMs)
    wire.mend()
    await pause(1_000)
  }
  return await killOneByOne(hurt)
}

async function restartDatabase(hurt: Hurt): Promise<number> {
  await someRequests(hurt)
  await hurt.postgres?.restart()
  return await killOneByOne(hurt)
}

/** Starts again what has failed, as a supervisor does, until every crawl has come to its end. */
export async function finish(crawlers: readonly Crawler[]): Promise<string[]> {
  const faults: string[] = []
  for (const crawler of crawlers) {
    for (let tries = 1; ; tries += 1) {
      const { code, stderr } = await crawler.ended
      if (code === 0) break
      if (tries === 5) {
        faults.push(`a crawler that does not end well: exit ${code}\n${stderr.slice(-2_000)}`)
        break
      }
      crawler.startAgain()
    }
  }
  return faults
}

/** Once more over each archive: a machine that has lost its host to another loads what it has when it is started next. */
export async function settle(crawlers: readonly Crawler[]): Promise<string[]> {
  const faults: string[] = []
  for (const crawler of crawlers) {
    crawler.startAgain()
    faults.push(...(await finish([crawler])))
  }
  return faults
}

export function archiveOf(crawler: Crawler): string {
  return join(crawler.place.data, 'archive')
}
