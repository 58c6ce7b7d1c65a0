/** What a comparison measures: mondo and one peer, in turns within one run. Pure. */

export interface Spread {
  readonly median: number
  readonly lowest: number
  readonly highest: number
}

/**
 * `speed`: how many times as fast as the peer; more is better. `times`: how many times the peer's time or memory; less is
 * better.
 */
export type RatioKind = 'speed' | 'times'

export interface Measurement {
  /** COMPARISON/WORK/PEER, as in `parse/links/cheerio`. */
  readonly id: string
  readonly work: string
  readonly peer: string
  readonly unit: 'ms a page' | 'ms' | 'MB'
  readonly ours: Spread
  readonly theirs: Spread
  /** Of the medians; lowest and highest of the rounds. */
  readonly ratio: Spread
  readonly kind: RatioKind
  readonly target: number | null
  /** How many results of the two sides were the same, or what else the reader should know. */
  readonly note: string
  readonly rounds: number
  /** Measured with fewer pages and rounds. */
  readonly quick: boolean
  /** Load average of the last minute, before and after. */
  readonly load: readonly [before: number, after: number]
  /** ISO 8601. */
  readonly at: string
  /** Cores, processor and memory. */
  readonly machine: string
  /** Of whatever took part, by name. */
  readonly versions: Readonly<Record<string, string>>
}

export type Compared = Pick<Measurement, 'ours' | 'theirs' | 'ratio' | 'kind' | 'rounds'>

/** The middle value (of two middle values, their mean), the lowest and the highest. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return {
    median: (at(sorted, Math.floor(middle)) + at(sorted, Math.ceil(middle))) / 2,
    lowest: at(sorted, 0),
    highest: at(sorted, sorted.length - 1),
  }
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN
}

/**
 * Compares the costs of both sides, round by round.
 *
 * @example compared([2, 2, 4], [6, 8, 8], 'speed').ratio // { median: 4, lowest: 2, highest: 4 }
 */
export function compared(ours: readonly number[], theirs: readonly number[], kind: RatioKind): Compared {
  const ratioOf = (our: number, their: number) => (kind === 'speed' ? their / our : our / their)
  const rounds = ours.map((our, round) => ratioOf(our, at(theirs, round)))
  const [mine, peers] = [spreadOf(ours), spreadOf(theirs)]
  return {
    ours: mine,
    theirs: peers,
    ratio: { ...spreadOf(rounds), median: ratioOf(mine.median, peers.median) },
    kind,
    rounds: rounds.length,
  }
}

/** Whether the ratio reaches its target; null where there is none. */
export function reaches({ ratio, target, kind }: Measurement): boolean | null {
  if (target === null) return null
  return kind === 'speed' ? ratio.median >= target : ratio.median <= target
}

export interface Fall {
  readonly id: string
  readonly before: number
  readonly now: number
  /** How much worse, as a share: 0.2 is a fifth. */
  readonly share: number
}

const allowed = 0.1

/** What has become more than 10 % worse than in the committed measurements. */
export function fallsIn(
  measured: readonly Measurement[],
  committed: readonly Measurement[],
): readonly Fall[] {
  const known = new Map(committed.map((one) => [one.id, one.ratio.median]))
  return measured.flatMap(({ id, ratio: { median: now }, kind }) => {
    const before = known.get(id)
    if (before === undefined) return []
    const share = kind === 'speed' ? 1 - now / before : now / before - 1
    return share > allowed ? [{ id, before, now, share }] : []
  })
}

/** Earlier measurements with the later ones of the same id in their places, new ones at the end. */
export function merged(
  earlier: readonly Measurement[],
  later: readonly Measurement[],
): readonly Measurement[] {
  const byId = new Map(earlier.map((one) => [one.id, one]))
  for (const one of later) byId.set(one.id, one)
  return [...byId.values()]
}
