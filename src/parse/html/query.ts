/**
 * Cheerio's `$` over a tree, with a `find` that takes linear time and looks at candidates alone. Cheerio's own `find` compares
 * each child of an element with all children before it, which takes 17 s for 80,000 paragraphs in one element.
 */
import { type Cheerio, type CheerioAPI, load } from 'cheerio/slim'
import { remembered } from '../remembered.ts'
import { attached, detachAll } from './attached.ts'
import { matchesAmong } from './descendants.ts'
import { type ElementIndex, elementIndexOf } from './element-index.ts'
import { inherited } from './inherited.ts'
import { type Document, type Element, isElement, type Node } from './nodes.ts'
import { indexedSelector } from './selectors.ts'

interface Tree {
  /** Of the tree as it is now. */
  readonly index: () => ElementIndex
  readonly release: () => void
}

const trees = attached<Tree>('tree')

/** The `$` of a tree. Nothing is parsed again. */
export function queryOf(document: Document): CheerioAPI {
  const $ = load(document)
  const original = $.fn.find
  let index: ElementIndex | null = null
  trees.attach($, {
    index: () => (index ??= elementIndexOf(document)),
    release: () => {
      index = null
      document.children = []
    },
  })
  const find = function (this: Cheerio<Node>, wanted: Parameters<typeof original>[0]): Cheerio<Element> {
    if (typeof wanted !== 'string' || dependsOnPlace(wanted)) return original.call(this, wanted)
    const found = outermost(this.toArray()).flatMap((scope) => matchesUnder($, scope, wanted))
    return this._make(found)
  }
  $.fn.find = find as typeof original
  watchChanges($, () => {
    index = null
  })
  return $
}

/**
 * Takes the tree out of a `$` that nobody uses any more. Cheerio makes a class for each `$`, and V8 keeps what a class
 * refers to until a full collection. With the trees of past pages in it, a young collection took 30 ms instead of 1.5,
 * and a loop of pages 385 MB instead of 210.
 */
export function releaseTree($: CheerioAPI): void {
  trees.of($)?.release()
  detachAll($)
}

/** The index of the tree as it is now. */
export function indexOfTree($: CheerioAPI): ElementIndex {
  const tree = trees.of($)
  if (tree === undefined) throw new Error('this $ has no tree: it was not made by queryOf, or released')
  return tree.index()
}

/** Methods that change the tree, and with how many arguments: `attr(name)` reads. */
const changing: ReadonlyMap<string, number> = new Map([
  ...'append appendTo prepend prependTo after insertAfter before insertBefore replaceWith remove empty wrap wrapAll wrapInner unwrap addClass removeClass toggleClass removeAttr'
    .split(' ')
    .map((name) => [name, 0] as const),
  ['html', 1],
  ['text', 1],
  ['val', 1],
  ['attr', 2],
  ['prop', 2],
])

function watchChanges($: CheerioAPI, onChange: () => void): void {
  const methods = $.fn as unknown as Record<string, (...given: unknown[]) => unknown>
  for (const [name, least] of changing) {
    const original = methods[name]
    if (original === undefined) throw new Error(`Cheerio has no method ${name}`)
    methods[name] = function (this: unknown, ...given) {
      const result = original.apply(this, given)
      if (given.length >= least || typeof given[0] === 'object') onChange()
      return result
    }
  }
}

/** Whether a selector begins with a combinator or counts matches (`:first`, `:eq(2)`): those are left to Cheerio. */
export const dependsOnPlace: (selector: string) => boolean = remembered(
  (selector) => placeDependent.test(selector),
  2_000,
)

const placeDependent = /(?:^|,)\s*[>+~]|:scope\b|:(?:first|last|eq|nth|gt|lt|even|odd)(?![-\w])/

/** The nodes that are not inside another one of them. */
function outermost(nodes: readonly Node[]): readonly Node[] {
  if (nodes.length < 2) return nodes
  const scopes = new Set(nodes)
  const isInside = inherited((element, above) => above || scopes.has(element), false)
  return [...scopes].filter((node) => !isInside(node.parent))
}

/** All parts of a selector must match within the scope, as in Cheerio. */
function matchesUnder($: CheerioAPI, scope: Node, written: string): readonly Element[] {
  const index = indexOfTree($)
  const position = index.positionOf(scope)
  // A copy, or what was taken out of the tree.
  if (position === null)
    return withinScope(scope, () => matchesAmong($, scope, elementsUnder(scope), written))
  if (index.depth > deep) {
    return withinScope(scope, () => matchesAmong($, scope, index.under(position, null), written))
  }
  const { keys, matches } = indexedSelector(written)
  const candidates = index.under(position, keys)
  return withinScope(scope, () =>
    matches === null
      ? $([...candidates])
          .filter(written)
          .toArray()
      : candidates.filter(matches),
  )
}

/** Real pages nest less deep. Up to this depth the climb from each candidate to the root is fast. */
const deep = 100

/** The climb from an element stops at the scope. */
function withinScope<Result>(scope: Node, match: () => Result): Result {
  const { parent } = scope
  scope.parent = null
  try {
    return match()
  } finally {
    scope.parent = parent
  }
}

/** The elements under `root` in document order. Iterative, so depth costs no stack. */
function elementsUnder(root: Node): readonly Element[] {
  const elements: Element[] = []
  const waiting: Node[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isElement(node) && node !== root) elements.push(node)
    if (!('children' in node)) continue
    for (let at = node.children.length - 1; at >= 0; at -= 1) {
      const child = node.children[at]
      if (child !== undefined) waiting.push(child)
    }
  }
  return elements
}
