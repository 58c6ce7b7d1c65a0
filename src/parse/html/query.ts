/**
 * Cheerio's `$` over a tree, with a `find` that takes linear time. Cheerio's own `find` compares each child of an element with
 * all children before it, which takes 17 s for 80,000 paragraphs in one element.
 */
import { type Cheerio, type CheerioAPI, load } from 'cheerio/slim'
import { matchesAmong } from './descendants.ts'
import { inherited } from './inherited.ts'
import { type Document, type Element, isElement, type Node } from './nodes.ts'

/** The `$` of a tree. Nothing is parsed again. */
export function queryOf(document: Document): CheerioAPI {
  const $ = load(document)
  const original = $.fn.find
  const find = function (this: Cheerio<Node>, wanted: Parameters<typeof original>[0]): Cheerio<Element> {
    if (typeof wanted !== 'string' || dependsOnPlace(wanted)) return original.call(this, wanted)
    const found = outermost(this.toArray()).flatMap((scope) => matchesUnder($, scope, wanted))
    return this._make(found)
  }
  $.fn.find = find as typeof original
  return $
}

/** Whether a selector begins with a combinator or counts matches (`:first`, `:eq(2)`): those are left to Cheerio. */
export function dependsOnPlace(selector: string): boolean {
  return placeDependent.test(selector)
}

const placeDependent = /(?:^|,)\s*[>+~]|:scope\b|:(?:first|last|eq|nth|gt|lt|even|odd)(?![-\w])/

/** The nodes that are not inside another one of them. */
function outermost(nodes: readonly Node[]): readonly Node[] {
  if (nodes.length < 2) return nodes
  const scopes = new Set(nodes)
  const isInside = inherited((element, above) => above || scopes.has(element), false)
  return [...scopes].filter((node) => !isInside(node.parent))
}

function matchesUnder($: CheerioAPI, scope: Node, selector: string): Element[] {
  const { parent } = scope
  // As in Cheerio, all parts of a selector must match within the scope, so climbing from an element must stop there.
  scope.parent = null
  try {
    const { elements, depth } = elementsUnder(scope)
    return depth > deep ? matchesAmong($, scope, elements, selector) : $(elements).filter(selector).toArray()
  } finally {
    scope.parent = parent
  }
}

/** Real pages nest less deep. Up to this depth Cheerio's climb from each candidate to the root is fast. */
const deep = 100

/** The elements under `root` in document order, and how deep they nest. Iterative, so depth costs no stack. */
function elementsUnder(root: Node): { readonly elements: Element[]; readonly depth: number } {
  const elements: Element[] = []
  const waiting: Node[] = [root]
  const depths: number[] = [0]
  let deepest = 0
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const depth = depths.pop() ?? 0
    if (isElement(node) && node !== root) elements.push(node)
    deepest = Math.max(deepest, depth)
    if (!('children' in node)) continue
    for (let at = node.children.length - 1; at >= 0; at -= 1) {
      const child = node.children[at]
      if (child === undefined || !('children' in child)) continue
      waiting.push(child)
      depths.push(depth + 1)
    }
  }
  return { elements, depth: deepest }
}
