/**
 * Reads JSON-LD from `<script type="application/ld+json">`: the subset of JSON-LD 1.1 that Q&A pages use. That is @graph,
 * arrays, @id references within the page, and schema.org as context, prefix or full name; no remote contexts.
 */
import type { CheerioAPI } from 'cheerio/slim'
import { repairText } from '../text/text-form.ts'
import { localName, type Thing, type Value } from './thing.ts'

/** The things of a page's JSON-LD. */
export interface JsonLd {
  readonly things: readonly Thing[]
  /** One message per script that is not valid JSON. */
  readonly damaged: readonly string[]
}

/** Reads all JSON-LD scripts of a document. Never throws. */
export function jsonLdOf($: CheerioAPI): JsonLd {
  const roots: unknown[] = []
  const damaged: string[] = []
  for (const script of $('script[type="application/ld+json" i]')) {
    const parsed = parse($(script).text())
    if (parsed.kind === 'json') roots.push(parsed.value)
    else damaged.push(parsed.message)
  }
  return { things: new Reader(roots).things(), damaged }
}

type Parsed =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'damaged'; readonly message: string }

/** Pages wrap scripts in comments or CDATA and leave raw line breaks in strings; both are accepted. */
function parse(script: string): Parsed {
  const json = script
    .trim()
    .replace(/^(?:<!--|\/\/\s?<!\[CDATA\[|\/\*\s?<!\[CDATA\[\s?\*\/|<!\[CDATA\[)/, '')
    .replace(/(?:-->|\/\/\s?\]\]>|\/\*\s?\]\]>\s?\*\/|\]\]>)$/, '')
    .trim()
  const strict = tryParse(json)
  return strict.kind === 'json' ? strict : tryParse(json.replace(/[\u0000-\u001f]+/g, ' '))
}

function tryParse(json: string): Parsed {
  try {
    return { kind: 'json', value: escaped.test(json) ? JSON.parse(json, repaired) : JSON.parse(json) }
  } catch (error) {
    return { kind: 'damaged', message: error instanceof Error ? error.message : String(error) }
  }
}

/** NUL and surrogates, which a script can hold as escapes although the page's own text was repaired. */
const escaped = /\\u(?:0000|d[89a-f])/i

function repaired(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? repairText(value).text : value
}

type Node = Readonly<Record<string, unknown>>

/** Deeper nesting is not a question. */
const deepest = 40

class Reader {
  readonly #roots: readonly Node[]
  readonly #byId = new Map<string, Node>()
  readonly #made = new Map<Node, Thing>()

  constructor(roots: readonly unknown[]) {
    this.#roots = nodesOf(roots)
    for (const root of this.#roots) this.#index(root, 0)
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
      if (typeof id === 'string' && Object.keys(value).length > 1) this.#byId.set(id, value)
      for (const one of Object.values(value)) this.#index(one, depth + 1)
    }
  }

  #thing(node: Node, depth: number): Thing {
    const id = typeof node['@id'] === 'string' ? node['@id'] : null
    const whole = id !== null && Object.keys(node).length === 1 ? (this.#byId.get(id) ?? node) : node
    const made = this.#made.get(whole)
    if (made !== undefined) return made

    const properties = new Map<string, readonly Value[]>()
    const thing: Thing = { types: typesOf(whole), id, properties, element: null, sources: new Map() }
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
