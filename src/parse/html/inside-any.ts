/** Tells what is inside some elements of a tree by the numbers of elements: one search, in place of a climb for each. */
import { firstAtLeast } from '../sorted.ts'
import type { ElementIndex, Position } from './element-index.ts'
import type { Element } from './nodes.ts'

/**
 * Whether an element is one of these or inside one, by its position.
 *
 * @param elements Elements of the tree, in document order.
 */
export function insideAny(
  { positionOf }: ElementIndex,
  elements: readonly Element[],
): (position: Position) => boolean {
  const outermost: Position[] = []
  for (const element of elements) {
    const position = positionOf(element)
    if (position !== null && position.start > (outermost.at(-1)?.end ?? 0)) outermost.push(position)
  }
  const startOf = (at: number) => outermost[at]?.start ?? Number.POSITIVE_INFINITY
  return ({ start }) => {
    const around = outermost[firstAtLeast(outermost.length, startOf, start + 1) - 1]
    return around !== undefined && start <= around.end
  }
}
