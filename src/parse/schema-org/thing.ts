/**
 * A thing of structured data, whatever its syntax: JSON-LD, microdata and RDFa come out the same, so that one reader
 * makes the record.
 */
import type { Element } from '../html/document.ts'

export interface Thing {
  /** Local names of its schema.org types: `Question`, `Answer`. */
  readonly types: readonly string[]
  /** @id, itemid or resource. */
  readonly id: string | null
  readonly properties: ReadonlyMap<string, readonly Value[]>
  /** Where it stands in the page; null for JSON-LD. */
  readonly element: Element | null
  /** Where a property's last value stands in the page; empty for JSON-LD. */
  readonly sources: ReadonlyMap<string, Element>
}

export type Value = string | Thing

/** `http://schema.org/Question`, `https://schema.org/Question`, `schema:Question` and `Question` are one. */
export function localName(name: string): string {
  return name.trim().replace(/^(?:https?:\/\/(?:www\.)?schema\.org\/|schema:)/i, '')
}

export function isThing(value: Value): value is Thing {
  return typeof value !== 'string'
}

export function hasType(thing: Thing, type: string): boolean {
  return thing.types.includes(type)
}

export function things(thing: Thing, property: string): readonly Thing[] {
  return (thing.properties.get(property) ?? []).filter(isThing)
}

/** The first text of a property; of a thing its name. */
export function textOf(thing: Thing, property: string): string | null {
  for (const value of thing.properties.get(property) ?? []) {
    const text = isThing(value) ? (textOf(value, 'name') ?? '') : value
    if (text.trim() !== '') return text
  }
  return null
}

/** All things, the given ones and those within them, outermost first. */
export function allThings(roots: readonly Thing[]): readonly Thing[] {
  const seen = new Set<Thing>()
  const waiting = [...roots]
  for (let thing = waiting.shift(); thing !== undefined; thing = waiting.shift()) {
    if (seen.has(thing)) continue
    seen.add(thing)
    for (const values of thing.properties.values()) waiting.push(...values.filter(isThing))
  }
  return [...seen]
}
