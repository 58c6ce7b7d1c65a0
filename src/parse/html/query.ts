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
  readonly $: CheerioAPI
  readonly document: Document
  /** Null where the tree has changed since. */
  index: ElementIndex | null
}

const trees = attached<Tree>('tree')
/** The same, for the methods of what a `$` found. */
const treesOfRoots = new WeakMap<Node, Tree>()

/** The `$` of a tree. Nothing is parsed again. */
export function queryOf(document: Document): CheerioAPI {
  const $ = load(document)
  const tree: Tree = { $, document, index: null }
  trees.attach($, tree)
  treesOfRoots.set(document, tree)
  // One for all pages: to give each `$` methods of its own took 2 % of a page.
  watching ??= watchingMethods(Object.getPrototypeOf($.fn))
  Object.setPrototypeOf($.fn, watching)
  return $
}

/**
 * The elements that `$(selector)` finds, or `$(scope).find(selector)`, without what Cheerio makes for each call, which costs more
 * than to find a few.
 */
export function select($: CheerioAPI, selector: string, scope?: Element): readonly Element[] {
  const tree = treeOf($)
  const within = scope ?? tree.document
  if (dependsOnPlace(selector) || (scope !== undefined && looksAround(selector)))
    return $(within).find(selector).toArray().filter(isElement)
  return matchesUnder(tree, within, selector)
}

/**
 * Takes the tree out of a `$` that nobody uses any more. Cheerio makes a class for each `$`, and V8 keeps what a class
 * refers to until a full collection. With the trees of past pages in it, a young collection took 30 ms instead of 1.5,
 * and a loop of pages 385 MB instead of 210.
 */
export function releaseTree($: CheerioAPI): void {
  const tree = trees.of($)
  if (tree !== undefined) {
    if (tree.index !== null) takeApart(tree.index)
    tree.index = null
    tree.document.children = []
    treesOfRoots.delete(tree.document)
  }
  detachAll($)
}

/**
 * Cuts the elements off from each other. V8 allocates objects that outlived young collections, such as what a reader notes of an
 * element, in the old generation from then on. Each would keep its element until a full collection, and with it the whole tree, which
 * every young collection until then copies.
 */
function takeApart({ under }: ElementIndex): void {
  for (const element of under({ start: 0, end: Number.POSITIVE_INFINITY }, null)) {
    element.parent = element.prev = element.next = null
    // Its own list: a definition may have kept the element.
    element.children.length = 0
  }
}

/** The root of the tree, without the object that `$.root()` makes. */
export function documentOf($: CheerioAPI): Document {
  return treeOf($).document
}

/** The index of the tree as it is now. */
export function indexOfTree($: CheerioAPI): ElementIndex {
  return indexOf(treeOf($))
}

function treeOf($: CheerioAPI): Tree {
  const tree = trees.of($)
  if (tree === undefined) throw new Error('this $ has no tree: it was not made by queryOf, or released')
  return tree
}

function indexOf(tree: Tree): ElementIndex {
  tree.index ??= elementIndexOf(tree.document)
  return tree.index
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

type Methods = Record<string, (...given: unknown[]) => unknown>

/** Made with the first `$`, because the slim entry point of Cheerio does not export its class. */
let watching: object | null = null

/** Cheerio's methods with a `find` of our own, and with those that change a tree heard. */
function watchingMethods(cheerio: Cheerio<Node> & Methods): object {
  const { find } = cheerio
  const methods: Methods = Object.create(cheerio)
  methods['find'] = function (this: Cheerio<Node>, wanted) {
    const tree = treeAround(this)
    if (tree === undefined || typeof wanted !== 'string' || dependsOnPlace(wanted))
      return find.call(this, wanted as string)
    const given = this.toArray()
    // Of several scopes, one may be the sibling that another looks for.
    const isOfSeveral = given.length > 1 && sibling.test(wanted)
    if ((isOfSeveral || looksAround(wanted)) && given.some(isElement)) return find.call(this, wanted)
    const found = outermost(given).flatMap((scope) => matchesUnder(tree, scope, wanted))
    return this._make(found)
  }
  for (const [name, least] of changing) {
    const original = cheerio[name]
    if (original === undefined) throw new Error(`Cheerio has no method ${name}`)
    methods[name] = function (this: Cheerio<Node>, ...given) {
      const result = original.apply(this, given)
      const tree = given.length >= least || typeof given[0] === 'object' ? treeAround(this) : undefined
      if (tree !== undefined) tree.index = null
      return result
    }
  }
  return methods
}

function treeAround({ _root: root }: Cheerio<Node>): Tree | undefined {
  const document = root?.[0]
  return document === undefined ? undefined : treesOfRoots.get(document)
}

/** Whether a selector begins with a combinator or counts matches (`:first`, `:eq(2)`): those are left to Cheerio. */
export const dependsOnPlace: (selector: string) => boolean = remembered(
  (selector) => placeDependent.test(selector),
  2_000,
)

const placeDependent = /(?:^|,)\s*[>+~]|:scope\b|:(?:first|last|eq|nth|gt|lt|even|odd)(?![-\w])/

/** Whether a selector may ask for more around the scope than `withinScope` hides: that is left to Cheerio as well. */
const looksAround: (selector: string) => boolean = remembered(
  (selector) => /:root\b/.test(selector) || (sibling.test(selector) && selector.includes(':')),
  2_000,
)

/** A combinator of siblings, or what looks like one. */
const sibling = /[+~](?!=)/

/** The nodes that are not inside another one of them. */
function outermost(nodes: readonly Node[]): readonly Node[] {
  if (nodes.length < 2) return nodes
  const scopes = new Set(nodes)
  const isInside = inherited((element, above) => above || scopes.has(element), false)
  return [...scopes].filter((node) => !isInside(node.parent))
}

/** All parts of a selector must match within the scope, as in Cheerio. */
function matchesUnder(tree: Tree, scope: Node, written: string): readonly Element[] {
  const { $ } = tree
  const index = indexOf(tree)
  const position = index.positionOf(scope)
  // A copy, or what was taken out of the tree.
  if (position === null)
    return withinScope(scope, written, () => matchesAmong($, scope, elementsUnder(scope), written))
  if (index.depth > deep) {
    return withinScope(scope, written, () => matchesAmong($, scope, index.under(position, null), written))
  }
  const { keys, isKeyAlone, matches } = indexedSelector(written)
  const candidates = index.under(position, keys)
  if (isKeyAlone) return candidates
  return withinScope(scope, written, () =>
    matches === null
      ? $([...candidates])
          .filter(written)
          .toArray()
      : candidates.filter(matches),
  )
}

/** Real pages nest less deep. Up to this depth the climb from each candidate to the root is fast. */
const deep = 100

/** The climb from an element stops at the scope, and no combinator reaches the siblings of the scope. */
function withinScope<Result>(scope: Node, written: string, match: () => Result): Result {
  const { parent, prev, next } = scope
  scope.parent = null
  // Cheerio sets no limit around an element at the top of the tree.
  const isAlone = parent !== null && isElement(parent) && sibling.test(written)
  if (isAlone) scope.prev = scope.next = null
  try {
    return match()
  } finally {
    scope.parent = parent
    if (isAlone) {
      scope.prev = prev
      scope.next = next
    }
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
