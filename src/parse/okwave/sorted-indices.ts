/** Neighbours in a sorted list of block indices. By halving: a page may have a heading for each of its answers. */

/** The greatest index below `limit`; undefined when there is none. */
export function lastBelow(sorted: readonly number[], limit: number): number | undefined {
  return sorted[countBelow(sorted, limit) - 1]
}

/** The least index above `limit`; undefined when there is none. */
export function firstAbove(sorted: readonly number[], limit: number): number | undefined {
  return sorted[countBelow(sorted, limit + 1)]
}

function countBelow(sorted: readonly number[], limit: number): number {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((sorted[middle] ?? 0) < limit) from = middle + 1
    else to = middle
  }
  return from
}
