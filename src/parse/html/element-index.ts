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
 * Lists all elements; the lists by key and the numbers are made when they are first asked for, because few pages need them
 * all. Iterative, so depth costs no stack.
 */
export function elementIndexOf(document: Document): ElementIndex {
  const { all, ends, depth } = elementsOf(document)
  const lists = new KeyLists(all)
  let places: ReadonlyMap<Node, number> | null = null
  const positionOf = (node: Node): Position | null => {
    places ??= placesOf(all)
    const place = places.get(node)
    return place === undefined ? null : { start: place + 1, end: ends[place] ?? place + 1 }
  }
  const listUnder = ({ start, end }: Position, key: string): KeyList => {
    const list = lists.of(key)
    if (start === 0) return list
    const placeAt = (at: number) => list.places[at] ?? Number.POSITIVE_INFINITY
    const first = firstAtLeast(list.places.length, placeAt, start)
    const behind = firstAtLeast(list.places.length, placeAt, end)
    return { elements: list.elements.slice(first, behind), places: list.places.slice(first, behind) }
  }
  return {
    depth,
    positionOf: (node) => (node === document ? { start: 0, end: all.length } : positionOf(node)),
    under: (scope, keys) => {
      if (keys === null) return all.slice(scope.start, scope.end)
      const [only = nothing, ...others] = keys
        .map((key) => listUnder(scope, key))
        .filter(({ places }) => places.length > 0)
      if (others.length === 0) return only.elements
      const sorted = Uint32Array.from([only, ...others].flatMap((list) => list.places)).sort()
      return [...new Set(sorted)].flatMap((place) => all[place] ?? [])
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

/** Numbers alone: positions are made as they are asked for, which is for few of a page's elements. */
function placesOf(all: readonly Element[]): ReadonlyMap<Node, number> {
  const places = new Map<Node, number>()
  for (const element of all) places.set(element, places.size)
  return places
}

/** The elements with a key, in document order, and their places among all elements. */
interface KeyList {
  readonly elements: Element[]
  readonly places: number[]
}

const nothing: KeyList = { elements: [], places: [] }

class KeyLists {
  readonly #all: readonly Element[]
  readonly #attributes = new Map<string, KeyList>()
  #names: ReadonlyMap<string, KeyList> | null = null
  #ids: ReadonlyMap<string, KeyList> | null = null
  #classes: ReadonlyMap<string, KeyList> | null = null

  constructor(all: readonly Element[]) {
    this.#all = all
  }

  of(key: string): KeyList {
    return this.#listed(key) ?? nothing
  }

  #listed(key: string): KeyList | undefined {
    const value = key.slice(1)
    switch (key[0]) {
      case '.':
        this.#classes ??= grouped(this.#all, ({ attribs }) => classesIn(attribs['class'] ?? ''))
        return this.#classes.get(value)
      case '#':
        this.#ids ??= grouped(this.#all, ({ attribs: { id } }) => (id === undefined ? [] : [id]))
        return this.#ids.get(value)
      case '[':
        return this.#with(value)
      default:
        this.#names ??= grouped(this.#all, ({ name }) => [name.toLowerCase()])
        return this.#names.get(key)
    }
  }

  /** Few of the attributes of a page are ever asked for. */
  #with(attribute: string): KeyList {
    const known = this.#attributes.get(attribute)
    if (known !== undefined) return known
    const found: KeyList = { elements: [], places: [] }
    let place = 0
    for (const element of this.#all) {
      if (hasAttribute(element, attribute)) add(found, element, place)
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

function grouped(
  all: readonly Element[],
  namesOf: (element: Element) => readonly string[],
): ReadonlyMap<string, KeyList> {
  const lists = new Map<string, KeyList>()
  let place = 0
  for (const element of all) {
    for (const name of namesOf(element)) {
      const list = lists.get(name)
      if (list === undefined) lists.set(name, { elements: [element], places: [place] })
      else add(list, element, place)
    }
    place += 1
  }
  return lists
}

function add({ elements, places }: KeyList, element: Element, place: number): void {
  elements.push(element)
  places.push(place)
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
