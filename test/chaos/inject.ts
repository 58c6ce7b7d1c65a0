/** The faults that a round can inject. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Crawler, leaseSeconds } from './crawler.ts'
import type { CutWire } from './cut-wire.ts'
import type { Injected } from './faults.ts'
import type { MachineClock } from './machine-clock.ts'
import type { ChaosPostgres } from './postgres.ts'
import type { Glance } from './site.ts'
import type { SmallDisk } from './small-disk.ts'
import type { StatusWatcher } from './status-watcher.ts'
import { stoppedBySignal } from './supervise.ts'

export interface RoundTarget {
  readonly random: () => number
  /** How many times with kill -9: against one crawler, or everything at once. */
  readonly kills: number
  readonly crawlers: readonly Crawler[]
  readonly glance: () => Promise<Glance>
  readonly postgres: ChaosPostgres | null
  readonly wires: readonly CutWire[]
  readonly clock: MachineClock
  readonly disk: SmallDisk | null
  /** Starts `mondo status --watch` of the round's database. */
  readonly watch: () => StatusWatcher
}

/** Kills of crawlers at work, and other kills: while starting, or waiting for a host. */
export interface Deaths {
  readonly atWork: number
  readonly idle: number
}

export interface Injection extends Deaths {
  /** Faults beside kills. */
  readonly injected?: Injected
  /** What should have been noticed and was not. */
  readonly faults?: readonly string[]
}

export type Way = (target: RoundTarget) => Promise<Injection>

/** Longer than a lease and the time until it is noticed that it ran out. */
const longerThanLeaseMs = (leaseSeconds + 5) * 1000
/** How often a round stalls a worker, or cuts it off. */
const times = 2

export async function killOneByOne(target: RoundTarget): Promise<Deaths> {
  let deaths = none
  for (let kill = 0; kill < target.kills; kill += 1) {
    await someRequests(target)
    const { last } = await target.glance()
    const running = target.crawlers.filter(({ isRunning }) => isRunning)
    // Of several only one has the host, and it is the one that asked last.
    const one = running.find(({ place }) => place.contact === last?.by)
    const victims = target.random() < 0.5 && one !== undefined ? [one] : running
    deaths = both(deaths, await killed(target, victims))
    for (const victim of victims) victim.startAgain()
  }
  return deaths
}

/** As when a machine loses its power with all that runs on it. */
export async function cutPower(target: RoundTarget): Promise<Injection> {
  const { kills, crawlers, postgres } = target
  let deaths = none
  for (let kill = 0; kill < kills; kill += 1) {
    await someRequests(target)
    const running = crawlers.filter(({ isRunning }) => isRunning)
    const [died] = await Promise.all([killed(target, running), postgres?.kill()])
    deaths = both(deaths, died)
    await postgres?.startAgain()
    for (const crawler of running) crawler.startAgain()
  }
  return { ...deaths, injected: { power: kills } }
}

/** As long as a laptop's lid is shut: the worker knows nothing of it, and its lease is another's when it wakes. */
export async function stall(target: RoundTarget): Promise<Injection> {
  for (let time = 0; time < times; time += 1) {
    const worker = await oneAtWork(target)
    worker?.signal('SIGSTOP')
    await pause(longerThanLeaseMs + 3_000 * target.random())
    worker?.signal('SIGCONT')
  }
  return { ...(await killOneByOne(target)), injected: { stall: times } }
}

/** The wire between a worker and the database, for longer than its lease; then it is back. */
export async function cutOff(target: RoundTarget): Promise<Injection> {
  for (let time = 0; time < times; time += 1) {
    const worker = await oneAtWork(target)
    const wire = target.wires[worker === undefined ? -1 : target.crawlers.indexOf(worker)]
    wire?.cut()
    await pause(longerThanLeaseMs + 3_000 * target.random())
    wire?.mend()
  }
  return { ...(await killOneByOne(target)), injected: { wire: times } }
}

/** Under crawls that must not end, and under `status --watch`, which must go on. */
export async function restartDatabase(target: RoundTarget): Promise<Injection> {
  await oneAtWork(target)
  const watcher = target.watch()
  await watcher.sees(new Date(0))
  const running = target.crawlers.filter(({ isRunning }) => isRunning)
  await target.postgres?.restart()
  const isWatching = await watcher.sees(new Date())
  const { code } = await watcher.stop()
  const faults = [
    ...(isWatching ? [] : ['status --watch ended with its database']),
    ...(isWatching && code !== stoppedBySignal ? [`status --watch: exit ${code}`] : []),
    ...running
      .filter(({ hasFailed }) => hasFailed)
      .map(({ place }) => `${place.contact} ended with its database`),
  ]
  return { ...(await killOneByOne(target)), injected: { restart: 1 }, faults }
}

/** By minutes and by hours: under those that run, and before the next are started. */
export async function setClockBack(target: RoundTarget): Promise<Injection> {
  return await setClock(target, [
    -1 - Math.floor(58 * target.random()),
    -61 - Math.floor(600 * target.random()),
  ])
}

/** Ahead by minutes and by hours, as a machine that was off by its time zone; then back to what it was. */
export async function setClockAhead(target: RoundTarget): Promise<Injection> {
  const [minutes, hours] = [1 + Math.floor(58 * target.random()), 61 + Math.floor(600 * target.random())]
  return await setClock(target, [minutes, hours, -minutes - hours])
}

/** @param jumps Minutes. */
async function setClock(target: RoundTarget, jumps: readonly number[]): Promise<Injection> {
  let deaths = none
  for (const [at, minutes] of jumps.entries()) {
    await oneAtWork(target)
    await target.clock.jump(minutes, target.crawlers)
    if (at < target.kills) deaths = both(deaths, await killOneByOne({ ...target, kills: 1 }))
  }
  return { ...deaths, injected: { clock: jumps.length } }
}

/** Archive and database on one disk, as a data folder is. */
export async function fillDisk(target: RoundTarget): Promise<Injection> {
  await oneAtWork(target)
  await target.disk?.fill()
  const ends = await Promise.all(target.crawlers.map(({ ended }) => ended))
  await target.disk?.free()
  const silent = ends.filter(({ stderr }) => !stderr.includes('no space left on device'))
  return {
    ...none,
    injected: { disk: 1 },
    faults: silent.map(({ code, stderr }) => `a full disk: exit ${code}, ${stderr}`),
  }
}

/** Of Postgres alone. A full WAL ends the server, which is then started again; a full table only refuses to grow. */
export async function fillDatabaseDisk(target: RoundTarget): Promise<Injection> {
  const { crawlers, disk, postgres } = target
  await oneAtWork(target)
  await disk?.fill()
  await Promise.race([...crawlers.map(({ ended }) => ended), pause(longestOutageMs)])
  await disk?.free()
  const early = await Promise.all(crawlers.filter(({ isRunning }) => !isRunning).map(({ ended }) => ended))
  await postgres?.restart()
  const odd = early.filter(({ code }) => !endsOnFullDisk.includes(code ?? -1))
  return {
    ...none,
    injected: { disk: 1 },
    faults: odd.map(({ code, stderr }) => `a full disk of the database: exit ${code}, ${stderr.slice(-500)}`),
  }
}

/** Done before it mattered, the server ended, "disk full". */
const endsOnFullDisk = [0, 3, 8]
/** Less than a crawl waits for its database. */
const longestOutageMs = 15_000

const none: Deaths = { atWork: 0, idle: 0 }

function both(one: Deaths, other: Deaths): Deaths {
  return { atWork: one.atWork + other.atWork, idle: one.idle + other.idle }
}

/** A crawler is at work if it sent the last request since its start, and pages are left. */
async function killed({ glance }: RoundTarget, victims: readonly Crawler[]): Promise<Deaths> {
  const { last, left } = await glance()
  await Promise.all(victims.map((victim) => victim.kill()))
  const dead = victims.filter(({ wasKilled }) => wasKilled)
  const atWork = dead.filter(
    ({ place, startedAt }) => left > 0 && last?.by === place.contact && last.at > startedAt,
  ).length
  return { atWork, idle: dead.length - atWork }
}

/**
 * Until a few more requests have come: faults are for a crawl, not its start. At times at once, since starting and
 * migrating must survive a kill too.
 */
async function someRequests(target: RoundTarget): Promise<void> {
  const { random, glance, crawlers } = target
  const wanted = random() < 0.15 ? 0 : 1 + Math.floor(14 * random())
  const before = (await glance()).requests
  await pause(500 * random())
  while ((await glance()).requests < before + wanted && supervised(crawlers)) await pause(10)
}

/** The crawler that has the host, in the middle of its work; undefined when all have come to their end. */
async function oneAtWork(target: RoundTarget): Promise<Crawler | undefined> {
  const { crawlers, glance, random } = target
  const before = (await glance()).requests
  const wanted = 2 + Math.floor(8 * random())
  while (supervised(crawlers)) {
    const { last, requests } = await glance()
    const one = crawlers.find(({ place }) => place.contact === last?.by)
    if (requests >= before + wanted && one?.isRunning === true && (last?.at ?? 0) > one.startedAt) return one
    await pause(10)
  }
  return undefined
}

/** Starts again those that a lost database has ended, as `finish` does; false when all have come to a good end. */
function supervised(crawlers: readonly Crawler[]): boolean {
  for (const crawler of crawlers) if (crawler.hasFailed) crawler.startAgain()
  return crawlers.some(({ isRunning, ends }) => isRunning && ends)
}
