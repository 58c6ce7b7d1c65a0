/** Values that an element takes from its ancestors, each worked out once: a walk up from every block is quadratic. */
import { type Element, isElement, type Node } from './nodes.ts'

/**
 * A function of an element that depends on the element and on its parent's value. Remembers the value of every element
 * on the way up; iterative, so depth costs no stack.
 *
 * @param own The value of an element, given the value of its parent.
 * @param outermost The value above the root.
 */
export function inherited<Value>(
  own: (element: Element, above: Value) => Value,
  outermost: Value,
): (node: Node | null) => Value {
  const known = new Map<Element, Value>()
  return (node) => {
    if (node === null) return outermost
    if (isElement(node)) {
      const before = known.get(node)
      if (before !== undefined) return before
      // Most are asked for after the element around them.
      const above = node.parent !== null && isElement(node.parent) ? known.get(node.parent) : undefined
      if (above !== undefined) {
        const value = own(node, above)
        known.set(node, value)
        return value
      }
    }
    const unknown: Element[] = []
    let value = outermost
    for (let at: Node | null = node; at !== null; at = at.parent) {
      if (!isElement(at)) continue
      const before = known.get(at)
      if (before !== undefined) {
        value = before
        break
      }
      unknown.push(at)
    }
    for (let element = unknown.pop(); element !== undefined; element = unknown.pop()) {
      value = own(element, value)
      known.set(element, value)
    }
    return value
  }
}
