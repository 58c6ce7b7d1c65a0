/** The text of a label, such as that of a link. */
import { type Element, isText, type Node } from './nodes.ts'

/** Nodes and characters of a label. */
const longestLabel = 100

/** Null for more than that: a link may be open around the rest of the page. */
export function labelOf(element: Element): string | null {
  const { firstChild: first } = element
  if (first !== null && first.nextSibling === null && isText(first)) return first.data
  let text = ''
  const waiting: Node[] = [element]
  for (let seen = 0; waiting.length > 0; seen += 1) {
    const node = waiting.pop()
    if (node === undefined || seen > longestLabel || text.length > longestLabel) return null
    if (isText(node)) text += node.data
    else if ('children' in node) {
      if (node.children.length > longestLabel) return null
      waiting.push(...node.children.toReversed())
    }
  }
  return text
}
