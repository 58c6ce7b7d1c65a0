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

/**
 * Lists all elements; the lists by key are made when they are first asked for, because few pages need them all. Iterative, so depth
 * costs no stack.
 */
export function elementIndexOf(document: Document): ElementIndex {
  const { all, ends, depth } = elementsOf(document)
  const lists = new KeyLists(all)
  const placeOf = placesOf(all)
  const placesUnder = ({ start, end }: Position, key: string): readonly number[] => {
    const places = lists.of(key)
    if (start === 0) return places
    const placeAt = (at: number) => places[at] ?? Number.POSITIVE_INFINITY
    const first = firstAtLeast(places.length, placeAt, start)
    return places.slice(first, firstAtLeast(places.length, placeAt, end))
  }
  const elementsAt = (places: Iterable<number>): readonly Element[] => {
    const elements: Element[] = []
    for (const place of places) {
      const element = all[place]
      if (element !== undefined) elements.push(element)
    }
    return elements
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
      const [only = [], ...others] = keys
        .map((key) => placesUnder(scope, key))
        .filter((places) => places.length > 0)
      if (others.length === 0) return elementsAt(only)
      return elementsAt(new Set(Uint32Array.from([only, ...others].flat()).sort()))
    },
  }
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
    for (const [place, element] of all.entries()) element.startIndex = place
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

/** By key, the places of the elements that have it, in document order. */
class KeyLists {
  readonly #all: readonly Element[]
  readonly #attributes = new Map<string, readonly number[]>()
  #names: ReadonlyMap<string, readonly number[]> | null = null
  #ids: ReadonlyMap<string, readonly number[]> | null = null
  #classes: ReadonlyMap<string, readonly number[]> | null = null

  constructor(all: readonly Element[]) {
    this.#all = all
  }

  of(key: string): readonly number[] {
    return this.#listed(key) ?? []
  }

  #listed(key: string): readonly number[] | undefined {
    const value = key.slice(1)
    switch (key[0]) {
      case '.':
        this.#classes ??= byClass(this.#all)
        return this.#classes.get(value)
      case '#':
        this.#ids ??= byOne(this.#all, ({ attribs }) => attribs['id'])
        return this.#ids.get(value)
      case '[':
        return this.#with(value)
      default:
        this.#names ??= byOne(this.#all, ({ name }) => name.toLowerCase())
        return this.#names.get(key)
    }
  }

  /** Few of the attributes of a page are ever asked for. */
  #with(attribute: string): readonly number[] {
    const known = this.#attributes.get(attribute)
    if (known !== undefined) return known
    const found: number[] = []
    let place = 0
    for (const element of this.#all) {
      if (hasAttribute(element, attribute)) found.push(place)
      place += 1
    }
    this.#attributes.set(attribute, found)
    return found
  }
}

/** Only attributes of SVG and MathML have capitals (`viewBox`), where parse5 built the tree. */
function hasAttribute({ attribs, namespace }: Element, lower: string): boolean {
  if (attribs[lower] !== undefined) return true
  if (namespace === undefined || namespace === 'http://www.w3.org/1999/xhtml') return false
  return Object.keys(attribs).some((name) => name.toLowerCase() === lower)
}

function byOne(
  all: readonly Element[],
  keyOfElement: (element: Element) => string | undefined,
): ReadonlyMap<string, readonly number[]> {
  const lists = new Map<string, number[]>()
  let place = 0
  for (const element of all) {
    const value = keyOfElement(element)
    if (value !== undefined) add(lists, value, place)
    place += 1
  }
  return lists
}

function byClass(all: readonly Element[]): ReadonlyMap<string, readonly number[]> {
  const lists = new Map<string, number[]>()
  let place = 0
  for (const { attribs } of all) {
    const written = attribs['class']
    if (written !== undefined) for (const name of classesIn(written)) add(lists, name, place)
    place += 1
  }
  return lists
}

function add(lists: Map<string, number[]>, key: string, place: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [place])
  else list.push(place)
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
