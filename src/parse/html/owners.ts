/** What each element of a page holds one of: links to one question, titles of list items. */
import type { Node } from './nodes.ts'

/**
 * For every element around a node its owner; null where it holds those of several. Each element is set at most twice,
 * however many nodes it contains.
 */
export function ownersOf<Owner extends string | object>(
  owned: Iterable<readonly [node: Node | null, owner: Owner]>,
): ReadonlyMap<Node, Owner | null> {
  const owners = new Map<Node, Owner | null>()
  for (const [node, owner] of owned) {
    for (let at = node; at !== null; at = at.parent) {
      const before = owners.get(at)
      if (before === owner || before === null) break
      owners.set(at, before === undefined ? owner : null)
    }
  }
  return owners
}
