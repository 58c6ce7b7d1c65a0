/**
 * Reads JSON-LD from `<script type="application/ld+json">`: the subset of JSON-LD 1.1 that Q&A pages use. That is @graph,
 * arrays, @id references within the page, and schema.org as context, prefix or full name; no remote contexts.
 */
import type { CheerioAPI } from 'cheerio/slim'
import { textInside } from '../html/element-text.ts'
import { select } from '../html/query.ts'
import { parseScript } from './json-script.ts'
import { localName, type Thing, type Value } from './thing.ts'

/** The things of a page's JSON-LD. */
export interface JsonLd {
  readonly things: readonly Thing[]
  /** Scripts that could not be read completely. */
  readonly damaged: readonly DamagedScript[]
}

/** A script that is not valid JSON and could not be repaired. */
export interface DamagedScript {
  readonly text: string
  readonly message: string
}

/** Reads all JSON-LD scripts of a document. Never throws. */
export function jsonLdOf($: CheerioAPI): JsonLd {
  const roots: unknown[] = []
  const repaired: unknown[] = []
  const damaged: DamagedScript[] = []
  for (const script of select($, 'script[type]')) {
    // Pages write `application/ld+json; charset=utf-8`.
    const [type = ''] = (script.attribs['type'] ?? '').split(';', 1)
    if (type.trim().toLowerCase() !== 'application/ld+json') continue
    const text = textInside($, script)
    const { values, damage } = parseScript(text)
    for (const { value, isRepaired } of values) (isRepaired ? repaired : roots).push(value)
    if (damage !== null) damaged.push({ text, message: damage })
  }
  return { things: new Reader(roots, repaired).things(), damaged }
}

type Node = Readonly<Record<string, unknown>>

/** Deeper nesting is not a question. */
const deepest = 40

class Reader {
  readonly #roots: readonly Node[]
  readonly #byId = new Map<string, Node>()
  readonly #repaired = new Set<Node>()
  readonly #made = new Map<Node, Thing>()

  constructor(sound: readonly unknown[], repaired: readonly unknown[]) {
    const repairedRoots = nodesOf(repaired)
    this.#roots = [...nodesOf(sound), ...repairedRoots]
    for (const root of this.#roots) this.#index(root, 0)
    for (const root of repairedRoots) this.#mark(root, 0)
  }

  things(): readonly Thing[] {
    return this.#roots.map((root) => this.#thing(root, 0))
  }

  #index(value: unknown, depth: number): void {
    if (depth > deepest) return
    if (Array.isArray(value)) for (const one of value) this.#index(one, depth + 1)
    else if (isNode(value)) {
      const id = value['@id']
      // A bare reference is not the thing itself.
      const isDescribed = typeof id === 'string' && Object.keys(value).length > 1
      // Sound scripts come first, and what had to be repaired does not replace them.
      if (isDescribed && !this.#byId.has(id)) this.#byId.set(id, value)
      for (const one of Object.values(value)) this.#index(one, depth + 1)
    }
  }

  #mark(value: unknown, depth: number): void {
    if (depth > deepest || typeof value !== 'object' || value === null) return
    if (isNode(value)) this.#repaired.add(value)
    for (const one of Object.values(value)) this.#mark(one, depth + 1)
  }

  #thing(node: Node, depth: number): Thing {
    const id = typeof node['@id'] === 'string' ? node['@id'] : null
    const whole = id !== null && Object.keys(node).length === 1 ? (this.#byId.get(id) ?? node) : node
    const made = this.#made.get(whole)
    if (made !== undefined) return made

    const properties = new Map<string, readonly Value[]>()
    const thing: Thing = {
      types: typesOf(whole),
      id,
      properties,
      element: null,
      sources: new Map(),
      shown: new Set(),
      isRepaired: this.#repaired.has(whole),
    }
    // Registered before its properties are read, because a question may refer back to its page.
    this.#made.set(whole, thing)
    for (const [key, value] of Object.entries(whole)) {
      if (!key.startsWith('@')) properties.set(localName(key), this.#values(value, depth + 1))
    }
    return thing
  }

  #values(value: unknown, depth: number, values: Value[] = []): readonly Value[] {
    if (depth > deepest || value === null || value === undefined) return values
    if (Array.isArray(value)) for (const one of value) this.#values(one, depth + 1, values)
    else if (!isNode(value)) values.push(String(value))
    else if ('@value' in value) this.#values(value['@value'], depth + 1, values)
    else if ('@list' in value) this.#values(value['@list'], depth + 1, values)
    else values.push(this.#thing(value, depth))
    return values
  }
}

/** The nodes of all graphs within, outermost last. */
function nodesOf(root: unknown, depth = 0, nodes: Node[] = []): readonly Node[] {
  if (depth > deepest) return nodes
  if (Array.isArray(root)) for (const one of root) nodesOf(one, depth + 1, nodes)
  else if (isNode(root)) {
    const graph = root['@graph']
    if (graph !== undefined) nodesOf(graph, depth + 1, nodes)
    if (graph === undefined || '@type' in root) nodes.push(root)
  }
  return nodes
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function typesOf(node: Node): readonly string[] {
  const type = node['@type']
  return (Array.isArray(type) ? type : [type]).filter((one) => typeof one === 'string').map(localName)
}
