/** What every comparison is: a name, and a run that gives measurements. */
import { cpus, loadavg, totalmem, type } from 'node:os'
import { type Compared, compared, type Measurement, type RatioKind } from './measurement.ts'
import type { Peer } from './peers.ts'

export interface Comparison {
  readonly name: string
  readonly about: string
  readonly run: (bench: Bench) => Promise<void>
}

/** What a comparison is given, and where it puts its results. */
export interface Bench {
  /** Fewer pages and rounds: minutes in place of an hour. */
  readonly quick: boolean
  /** Also what takes hours: 10⁵ pages. */
  readonly large: boolean
  /** In place of the comparison's own number. */
  readonly rounds: number | null
  say(line: string): void
  /** Says that a peer is left out, and how to install it; returns false. */
  skip(peer: Peer): false
  add(measurement: Measurement): void
}

/** Rounds to measure, as the command line says or else as the comparison does. */
export function roundsOf({ rounds, quick }: Bench, whole: number, few: number): number {
  return rounds ?? (quick ? few : whole)
}

/**
 * Runs all sides once a round, every second round in the opposite order, and gives what each call returned, by side. A
 * side that disturbs its neighbour disturbs it from both directions.
 */
export async function inTurns<Side extends string, Result>(
  rounds: number,
  sides: Readonly<Record<Side, () => Promise<Result>>>,
): Promise<Readonly<Record<Side, readonly Result[]>>> {
  const names = Object.keys(sides) as Side[]
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Side, Result[]>
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) results[name].push(await sides[name]())
  }
  return results
}

export interface Compares {
  readonly id: string
  readonly work: string
  readonly peer: string
  readonly unit: Measurement['unit']
  readonly kind: RatioKind
  readonly target: number | null
  readonly ours: readonly number[]
  readonly theirs: readonly number[]
  readonly note?: string
  readonly versions?: Readonly<Record<string, string>>
  readonly loadBefore: number
}

/** Puts the costs of both sides into a measurement. */
export function addCompared(bench: Bench, { ours, theirs, loadBefore, ...said }: Compares): void {
  const figures: Compared = compared(ours, theirs, said.kind)
  bench.add({
    id: said.id,
    work: said.work,
    peer: said.peer,
    unit: said.unit,
    ...figures,
    target: said.target,
    note: said.note ?? '',
    quick: bench.quick,
    load: [rounded(loadBefore), rounded(loadNow())],
    at: new Date().toISOString(),
    machine: machineName(),
    versions: { node: process.versions.node, ...said.versions },
  })
}

function machineName(): string {
  const [first] = cpus()
  return `${cpus().length} cores of ${first?.model.trim() ?? 'an unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()}`
}

/** Load average of the last minute. */
export function loadNow(): number {
  return loadavg()[0] ?? Number.NaN
}

const rounded = (value: number) => Math.round(value * 100) / 100
