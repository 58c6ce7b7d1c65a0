/**
 * Chance for the sample site: every value is a pure function of the keys it is drawn for, so that one question can be
 * made without making the others, and the same seed always gives the same bytes.
 */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  readonly int: (limit: number) => number
  /** A whole number from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(items: readonly [T, ...T[]]) => T
  /** The items in a random order (Fisher and Yates, as on paper). */
  readonly shuffle: <T>(items: readonly T[]) => T[]
}

export function randomFor(...keys: readonly (string | number)[]): Random {
  const next = mulberry32(fnv1a(keys.join('\u001f')))
  const int = (limit: number) => Math.floor(next() * limit)
  return {
    int,
    between: (low, high) => low + int(high - low + 1),
    chance: (probability) => next() < probability,
    pick: (items) => items[int(items.length)] ?? items[0],
    shuffle: (items) => {
      const rest = [...items]
      return items.flatMap(() => rest.splice(int(rest.length), 1))
    },
  }
}

/** FNV-1a, 32 bits, over UTF-16 units (Fowler, Noll, Vo; draft-eastlake-fnv). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  return hash >>> 0
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are enough for page texts. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
