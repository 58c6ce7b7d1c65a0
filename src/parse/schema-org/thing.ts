/** The common form of JSON-LD, microdata and RDFa, so that one reader serves all three. */
import type { Element } from '../html/nodes.ts'

/** One item of structured data. */
export interface Thing {
  /** Local names of its schema.org types: `Question`, `Answer`. */
  readonly types: readonly string[]
  /** @id, itemid or resource. */
  readonly id: string | null
  readonly properties: ReadonlyMap<string, readonly Value[]>
  /** Its element in the page; null for JSON-LD. */
  readonly element: Element | null
  /** For each property, the element of its text, else of its first value; empty for JSON-LD. */
  readonly sources: ReadonlyMap<string, Element>
  /** Properties with visible text of the page, which must not be parsed as HTML again. */
  readonly shown: ReadonlySet<string>
  /** Whether it comes from a script that was not valid JSON and was repaired. */
  readonly isRepaired: boolean
}

/** An item that has one text and nothing else: `"acceptedAnswer": "just text"`, a `property` of its owner. */
export function textThing(type: string, text: string, owner: Thing, property: string): Thing {
  return {
    types: [type],
    id: null,
    properties: new Map([['text', [text]]]),
    element: null,
    sources: new Map(),
    shown: new Set(owner.shown.has(property) ? ['text'] : []),
    isRepaired: owner.isRepaired,
  }
}

/** A value of a property. */
export type Value = string | Thing

/** `Question` from `http://schema.org/Question`, `https://schema.org/Question`, `schema:Question` or `Question`. */
export function localName(name: string): string {
  return name
    .trim()
    .replace(/^(?:(?:https?:)?\/\/(?:www\.)?schema\.org[/#]|schema:)/i, '')
    .replace(/\/$/, '')
}

/** Whether a value is a nested item rather than text. */
export function isThing(value: Value): value is Thing {
  return typeof value !== 'string'
}

/** Whether an item has the type, by its local name. */
export function hasType(thing: Thing, type: string): boolean {
  const folded = type.toLowerCase()
  return thing.types.some((one) => one.toLowerCase() === folded)
}

/** The texts of a property, without those of nested items. */
export function texts(thing: Thing, property: string): readonly string[] {
  return (thing.properties.get(property) ?? []).filter((value) => typeof value === 'string')
}

/** The nested items of a property. */
export function things(thing: Thing, property: string): readonly Thing[] {
  return (thing.properties.get(property) ?? []).filter(isThing)
}

/** The first text of a property that is not blank, or the name of a nested item; null when there is none. */
export function textOf(thing: Thing, property: string): string | null {
  return firstText(thing, property, deepestName)
}

/** A longer value is no name, date, number or URL; things may be named a thousand times by one text of megabytes. */
const longestValue = 2_000

/** As `textOf`, for a value of one line; null where it is longer. */
export function shortTextOf(thing: Thing, property: string): string | null {
  const text = textOf(thing, property)
  return text !== null && text.length <= longestValue ? text : null
}

/** Longer chains of things that are named by things are no name; nor is a circle, which is as long as one likes. */
const deepestName = 10

function firstText(thing: Thing, property: string, levels: number): string | null {
  for (const value of thing.properties.get(property) ?? []) {
    const text = isThing(value) ? nameOf(value, levels) : value
    if (text !== null && isWritten(text)) return text
  }
  return null
}

/** Not `trim`, which may copy a text of megabytes for each reference to it. */
function isWritten(text: string): boolean {
  return /\S/.test(text)
}

/**
 * By thing, its name within each number of levels. Each is read once, however many references lead to it: two a level
 * would double the work at each level.
 */
const names = new WeakMap<Thing, (string | null)[]>()

function nameOf(thing: Thing, levels: number): string | null {
  if (levels === 0) return null
  const known = names.get(thing) ?? []
  names.set(thing, known)
  const before = known[levels]
  if (before !== undefined) return before
  const name = firstText(thing, 'name', levels - 1)
  known[levels] = name
  return name
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

/** All things inside the given ones. The given ones are included only if another thing refers to them. */
export function reachedFrom(starts: readonly Thing[], except?: string): ReadonlySet<Thing> {
  const seen = new Set<Thing>()
  const add = (thing: Thing) => {
    for (const [property, values] of thing.properties) {
      // These properties point to something that contains the item, or is only about it.
      if (outward.has(property) || property === except) continue
      for (const value of values) if (isThing(value)) seen.add(value)
    }
  }
  for (const start of starts) add(start)
  for (const thing of seen) add(thing)
  return seen
}

const outward: ReadonlySet<string> = new Set(
  'isPartOf mainEntityOfPage parentItem author creator publisher about itemReviewed'.split(' '),
)
