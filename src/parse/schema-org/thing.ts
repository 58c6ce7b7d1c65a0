/** The common form of JSON-LD, microdata and RDFa, so that one reader serves all three. */
import type { Element } from '../html/document.ts'

/** One item of structured data. */
export interface Thing {
  /** Local names of its schema.org types: `Question`, `Answer`. */
  readonly types: readonly string[]
  /** @id, itemid or resource. */
  readonly id: string | null
  readonly properties: ReadonlyMap<string, readonly Value[]>
  /** Its element in the page; null for JSON-LD. */
  readonly element: Element | null
  /** For each property the element of its last value; empty for JSON-LD. */
  readonly sources: ReadonlyMap<string, Element>
}

/** A value of a property. */
export type Value = string | Thing

/** `Question` from `http://schema.org/Question`, `https://schema.org/Question`, `schema:Question` or `Question`. */
export function localName(name: string): string {
  return name.trim().replace(/^(?:https?:\/\/(?:www\.)?schema\.org\/|schema:)/i, '')
}

/** Whether a value is a nested item rather than text. */
export function isThing(value: Value): value is Thing {
  return typeof value !== 'string'
}

/** Whether an item has the type, by its local name. */
export function hasType(thing: Thing, type: string): boolean {
  return thing.types.includes(type)
}

/** The nested items of a property. */
export function things(thing: Thing, property: string): readonly Thing[] {
  return (thing.properties.get(property) ?? []).filter(isThing)
}

/** The first text of a property that is not blank, or the name of a nested item; null when there is none. */
export function textOf(thing: Thing, property: string): string | null {
  return new TextReader().read(thing, property, 0)
}

/** Deeper chains of things that are named by things are no name. */
const deepestName = 10

/** Each thing is read once, however many names lead to it: two references a level would double the work at each. */
class TextReader {
  readonly #read = new Map<Thing, string | null>()

  read(thing: Thing, property: string, depth: number): string | null {
    for (const value of thing.properties.get(property) ?? []) {
      const text = isThing(value) ? this.#nameOf(value, depth + 1) : value
      if (text !== null && text.trim() !== '') return text
    }
    return null
  }

  #nameOf(thing: Thing, depth: number): string | null {
    const known = this.#read.get(thing)
    if (known !== undefined || depth > deepestName) return known ?? null
    // Known to have none while it is being read: a name that leads back to it finds nothing.
    this.#read.set(thing, null)
    const name = this.read(thing, 'name', depth)
    this.#read.set(thing, name)
    return name
  }
}

/** The given items and all nested ones, outermost first. */
export function allThings(roots: readonly Thing[]): readonly Thing[] {
  // A set is walked in the order of its entries, those that are added meanwhile included.
  const seen = new Set<Thing>(roots)
  for (const thing of seen) {
    for (const values of thing.properties.values())
      for (const value of values) if (isThing(value)) seen.add(value)
  }
  return [...seen]
}
