import { selectAll } from 'css-select'
import type { AnyNode } from 'domhandler'
import type { Element } from './document.ts'

/** The elements under `root` that a CSS selector matches, in document order. */
export function select(selector: string, root: AnyNode): readonly Element[] {
  return selectAll<AnyNode, Element>(selector, root)
}
