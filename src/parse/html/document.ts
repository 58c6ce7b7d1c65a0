/**
 * Parses HTML text into a tree with htmlparser2, which accepts any markup and is two to five times faster than parse5
 * on pages of 76 KB (measured). Nesting is bounded: 100,000 levels are an attack, not a page.
 */
import { compile } from 'css-select'
import {
  type AnyNode,
  type ChildNode,
  type Document,
  DomHandler,
  type Element,
  hasChildren,
  isTag,
  isText,
} from 'domhandler'
import { Parser } from 'htmlparser2'
import { assertWithin, pageLimits } from '../limits.ts'
import { inherited } from './inherited.ts'

/** The node types of the tree. */
export type { Document, Element } from 'domhandler'

/** The tree, or `too-deep` for more than 2,000 levels. */
export type HtmlTree = { readonly kind: 'tree'; readonly document: Document } | { readonly kind: 'too-deep' }

/** Real pages nest about 30 levels; tag soup with unclosed inline elements a few hundred. */
const maxDepth = 2_000

const pieceLength = 65_536

/** Throws `PageTooLarge` for more nodes than a page may have, and nothing else, whatever the markup. */
export function parseHtml(text: string): HtmlTree {
  const handler = new BoundedHandler()
  const parser = new Parser(handler, { decodeEntities: true })
  // In pieces: htmlparser2 takes quadratic time in open elements, so an attack must be abandoned at its first piece.
  for (let at = 0; at < text.length && !handler.tooDeep; at += pieceLength) {
    parser.write(text.slice(at, at + pieceLength))
    assertWithin(handler.nodes, pageLimits.nodes, 'nodes')
  }
  if (handler.tooDeep) return { kind: 'too-deep' }
  parser.end()
  return { kind: 'tree', document: handler.root }
}

/** Drops what is nested deeper than the limit. */
class BoundedHandler extends DomHandler {
  tooDeep = false
  nodes = 0
  #depth = 0

  override onopentag(name: string, attributes: { [name: string]: string }): void {
    this.#depth += 1
    if (this.#depth > maxDepth) this.tooDeep = true
    else super.onopentag(name, attributes)
  }

  protected override addNode(node: ChildNode): void {
    this.nodes += 1
    super.addNode(node)
  }

  override onclosetag(): void {
    if (this.#depth <= maxDepth) super.onclosetag()
    this.#depth -= 1
  }
}

/** The elements under `root` that a CSS selector matches, in document order; not those in a `<template>`, which is inert. */
export function select(selector: string, root: AnyNode): readonly Element[] {
  const matches = selector.split(', ').map((one) => matcherOf(one))
  return elementsIn(root).filter((element) => matches.some((isMatch) => isMatch(element)))
}

type Matcher = (element: Element) => boolean

const compiled = new Map<string, Matcher>()

/** css-select climbs from each candidate to the root to find an ancestor; here each element is asked once. */
const ancestorAndElement = /^([\w.#-]+) (\S+)$/

function matcherOf(selector: string): Matcher {
  const [, ancestor, last] = ancestorAndElement.exec(selector) ?? []
  if (ancestor === undefined || last === undefined) return compiledOf(selector)
  const [isAncestor, isLast] = [compiledOf(ancestor), compiledOf(last)]
  const isWithin = inherited((element, above) => above || isAncestor(element), false)
  return (element) => isLast(element) && isWithin(element.parent)
}

function compiledOf(selector: string): Matcher {
  const known = compiled.get(selector)
  if (known !== undefined) return known
  const matcher = compile<AnyNode, Element>(selector)
  compiled.set(selector, matcher)
  return matcher
}

const elements = new WeakMap<AnyNode, readonly Element[]>()

/** All of a document are listed once: a dozen selectors are tried on it, and css-select's own walk costs its depth a step. */
function elementsIn(root: AnyNode): readonly Element[] {
  const known = elements.get(root)
  if (known !== undefined) return known
  const found: Element[] = []
  const waiting: AnyNode[] = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (isTag(node) && node !== root) found.push(node)
    if (!hasChildren(node) || (isTag(node) && node.name === 'template' && node !== root)) continue
    for (let at = node.children.length - 1; at >= 0; at -= 1) {
      const child = node.children[at]
      if (child !== undefined && !isText(child)) waiting.push(child)
    }
  }
  elements.set(root, found)
  return found
}
