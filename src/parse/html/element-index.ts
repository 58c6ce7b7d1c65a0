/**
 * The elements of a tree by name, class, id and attribute. A page is asked for some hundred selectors; with the index each one
 * looks at the few elements that it may match, and not at the whole tree.
 */
import { remembered } from '../remembered.ts'
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

/** Lists all elements, and the elements with each key. Iterative, so deep trees do not overflow the stack. */
export function elementIndexOf(document: Document): ElementIndex {
  const { all, ends, depth } = elementsOf(document)
  const placeOf = placesOf(all)
  const listed = listsOf(all)
  const inside = ({ start, end }: Position, list: readonly Element[]): readonly Element[] => {
    if (start === 0) return list
    const placeAt = (at: number) => {
      const element = list[at]
      return element === undefined ? all.length : (placeOf(element) ?? all.length)
    }
    const first = firstAtLeast(list.length, placeAt, start)
    return list.slice(first, firstAtLeast(list.length, placeAt, end))
  }
  return {
    depth,
    positionOf: (node) => {
      if (node === document) return { start: 0, end: all.length }
      const place = placeOf(node)
      return place === null ? null : { start: place + 1, end: ends[place] ?? place + 1 }
    },
    under: (scope, keys) => {
      if (keys === null) return all.slice(scope.start, scope.end)
      const [first = none, ...others] = keys
        .map((key) => inside(scope, listed(key)))
        .filter((list) => list.length > 0)
      return others.reduce((one, other) => merged(one, other, placeOf), first)
    },
  }
}

const none: readonly Element[] = []

/** Merges two lists in document order and removes duplicates. */
function merged(
  one: readonly Element[],
  other: readonly Element[],
  placeOf: (element: Element) => number | null,
): readonly Element[] {
  const both: Element[] = []
  let at = 0
  for (const element of other) {
    const place = placeOf(element) ?? 0
    let next = one[at]
    while (next !== undefined && (placeOf(next) ?? 0) < place) {
      both.push(next)
      at += 1
      next = one[at]
    }
    if (next !== element) both.push(element)
  }
  return both.concat(one.slice(at))
}

interface Elements {
  /** In document order. */
  readonly all: readonly Element[]
  /** For each element the number of the last one inside it. */
  readonly ends: readonly number[]
  readonly depth: number
}

function elementsOf(document: Document): Elements {
  const all: Element[] = []
  const ends: number[] = []
  /** The places in `all` of the elements around the node. */
  const open: number[] = []
  let depth = 1
  let node: Node | null = document.firstChild
  while (node !== null) {
    if (isElement(node)) {
      all.push(node)
      ends.push(all.length)
      if (node.firstChild !== null) {
        open.push(all.length - 1)
        if (open.length >= depth) depth = open.length + 1
        node = node.firstChild
        continue
      }
    }
    while (node !== null && node.nextSibling === null) {
      node = node.parent
      const closed = open.pop()
      if (closed === undefined) return { all, ends, depth }
      ends[closed] = all.length
    }
    node = node?.nextSibling ?? null
  }
  return { all, ends, depth }
}

/**
 * Where an element is among all. The places are kept in `startIndex`, which mondo's trees do not use: a map of all elements
 * costs more than what is looked up in it. A tree that has changed gets a map, because someone may still look at it as it was.
 */
function placesOf(all: readonly Element[]): (node: Node) => number | null {
  const isNew = all.every(({ startIndex }) => startIndex === null)
  if (isNew) {
    let next = 0
    for (const element of all) {
      element.startIndex = next
      next += 1
    }
    // A copy has the number of what it is a copy of.
    return (node) => {
      const at = node.startIndex
      return at !== null && all[at] === node ? at : null
    }
  }
  const places = new Map<Node, number>()
  for (const element of all) places.set(element, places.size)
  return (node) => places.get(node) ?? null
}

/**
 * Finds the elements with a key, in document order. All names are listed when the first is asked for, and so are all classes, ids
 * and attributes: most pages are not asked for all four.
 */
function listsOf(all: readonly Element[]): (key: string) => readonly Element[] {
  let [names, classes, ids, attributes]: (Lists | null)[] = [null, null, null, null]
  const listsFor = (key: string) => {
    switch (key[0]) {
      case '.':
        classes ??= byClass(all)
        return classes
      case '#':
        ids ??= byId(all)
        return ids
      case '[':
        attributes ??= byAttribute(all)
        return attributes
      default:
        names ??= byName(all)
        return names
    }
  }
  return (key) => listsFor(key).get(key) ?? none
}

type Lists = ReadonlyMap<string, readonly Element[]>

function byName(all: readonly Element[]): Lists {
  const lists = new Map<string, Element[]>()
  // Names repeat: few keys are made.
  const listFor = remembered((name) => listAt(lists, keyOf.name(name)))
  for (const element of all) listFor(element.name).push(element)
  return lists
}

function byClass(all: readonly Element[]): Lists {
  const lists = new Map<string, Element[]>()
  const listsFor = remembered((written) => classesIn(written).map((name) => listAt(lists, keyOf.class(name))))
  for (const element of all) {
    const written = element.attribs['class']
    if (written !== undefined) for (const list of listsFor(written)) list.push(element)
  }
  return lists
}

function byId(all: readonly Element[]): Lists {
  const lists = new Map<string, Element[]>()
  for (const element of all) {
    const id = element.attribs['id']
    if (id !== undefined) listAt(lists, keyOf.id(id)).push(element)
  }
  return lists
}

function byAttribute(all: readonly Element[]): Lists {
  const lists = new Map<string, Element[]>()
  const listFor = remembered((name) => listAt(lists, keyOf.attribute(name)))
  for (const element of all) for (const name in element.attribs) listFor(name).push(element)
  return lists
}

function listAt(lists: Map<string, Element[]>, key: string): Element[] {
  const before = lists.get(key)
  if (before !== undefined) return before
  const list: Element[] = []
  lists.set(key, list)
  return list
}

/** The classes that an attribute lists, each once. */
export function classesIn(attribute: string): readonly string[] {
  if (attribute === '') return []
  return /\s/.test(attribute) ? severalClassesIn(attribute) : [attribute]
}

/** The pages of a site have the same ones. */
const severalClassesIn = remembered(
  (attribute) => [...new Set(attribute.split(/\s+/))].filter((name) => name !== ''),
  4_000,
)
