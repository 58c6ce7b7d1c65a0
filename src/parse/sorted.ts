/** Searches sorted numbers by halving: a page may have a heading for each of its answers. */

/** The greatest index below `limit`; undefined when there is none. */
export function lastBelow(sorted: readonly number[], limit: number): number | undefined {
  return sorted[countBelow(sorted, limit) - 1]
}

/** The least index above `limit`; undefined when there is none. */
export function firstAbove(sorted: readonly number[], limit: number): number | undefined {
  return sorted[countBelow(sorted, limit + 1)]
}

function countBelow(sorted: readonly number[], limit: number): number {
  return firstAtLeast(sorted.length, (index) => sorted[index] ?? 0, limit)
}

/** The first index of a sorted list whose value is `least` or more; the list's length when there is none. */
export function firstAtLeast(length: number, valueAt: (index: number) => number, least: number): number {
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (valueAt(middle) < least) low = middle + 1
    else high = middle
  }
  return low
}
