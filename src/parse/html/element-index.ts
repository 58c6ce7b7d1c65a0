/**
 * The elements of a tree by name, class, id and attribute. A page is asked for some hundred selectors; with the index each one
 * looks at the few elements that it may match, and not at the whole tree.
 */
import { firstAtLeast } from '../sorted.ts'
import { type Document, type Element, isElement, type Node } from './nodes.ts'

/** The number of an element in document order, from 1, and that of the last element inside it. */
export interface Position {
  readonly start: number
  readonly end: number
}

/** The index of one tree. It is valid until the tree changes. */
export interface ElementIndex {
  /** How many levels the tree has. */
  readonly depth: number
  /** Null for what is not in the tree, such as a copy. The document begins before all elements. */
  readonly positionOf: (node: Node) => Position | null
  /** The elements with one of these keys inside a node, itself left out, in document order; all elements inside for null. */
  readonly under: (scope: Position, keys: readonly string[] | null) => readonly Element[]
}

/** The keys under which elements are listed. */
export const keyOf = {
  name: (name: string): string => name.toLowerCase(),
  class: (name: string): string => `.${name}`,
  id: (id: string): string => `#${id}`,
  attribute: (name: string): string => `[${name.toLowerCase()}`,
}

/** Numbers and lists all elements. Iterative, so depth costs no stack. */
export function elementIndexOf(document: Document): ElementIndex {
  const positions = new Map<Node, { start: number; end: number }>()
  const all: Element[] = []
  const lists = new Map<string, Element[]>()
  const open = [{ start: 0, end: 0 }]
  let depth = 0
  // An element is met again after its children, to note where it ends.
  const waiting: (Node | null)[] = [...document.children].reverse()
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === null) {
      const closed = open.pop()
      if (closed !== undefined) closed.end = all.length
      continue
    }
    if (!isElement(node)) continue
    all.push(node)
    for (const key of keysOf(node)) add(lists, key, node)
    const position = { start: all.length, end: all.length }
    positions.set(node, position)
    const { children } = node
    if (children.length === 0) continue
    open.push(position)
    depth = Math.max(depth, open.length)
    waiting.push(null)
    for (let at = children.length - 1; at >= 0; at -= 1) {
      const child = children[at]
      if (child !== undefined && 'children' in child) waiting.push(child)
    }
  }
  positions.set(document, { start: 0, end: all.length })

  const positionOf = (node: Node) => positions.get(node) ?? null
  const startOf = (element: Element | undefined) =>
    element === undefined ? Number.POSITIVE_INFINITY : (positions.get(element)?.start ?? 0)
  const listUnder = ({ start, end }: Position, key: string) => {
    const list = lists.get(key) ?? []
    if (start === 0) return list
    const first = firstAtLeast(list.length, (at) => startOf(list[at]), start + 1)
    return list.slice(
      first,
      firstAtLeast(list.length, (at) => startOf(list[at]), end + 1),
    )
  }
  return {
    depth,
    positionOf,
    under: (scope, keys) => {
      if (keys === null) return all.slice(scope.start, scope.end)
      const [first, ...others] = new Set(keys)
      if (others.length === 0) return first === undefined ? [] : listUnder(scope, first)
      const found = new Set([first ?? '', ...others].flatMap((key) => listUnder(scope, key)))
      return [...found].sort((a, b) => startOf(a) - startOf(b))
    },
  }
}

function* keysOf({ name, attribs }: Element): Generator<string> {
  yield keyOf.name(name)
  for (const attribute of Object.keys(attribs)) yield keyOf.attribute(attribute)
  if (attribs['id'] !== undefined) yield keyOf.id(attribs['id'])
  const { class: classes } = attribs
  if (classes !== undefined) yield* new Set(classesIn(classes).map(keyOf.class))
}

/** The classes that an attribute lists. */
export function classesIn(attribute: string): readonly string[] {
  return attribute.split(/\s+/).filter((name) => name !== '')
}

function add(lists: Map<string, Element[]>, key: string, element: Element): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [element])
  else list.push(element)
}
