/** Builds the tree of a page with htmlparser2, unless a browser would build a different one. */
import { DomHandler, Parser } from 'htmlparser2'
import type { BuiltTree } from './built-tree.ts'
import { Nesting } from './nesting.ts'
import { type ChildNode, isElement } from './nodes.ts'
import { TreeSize } from './tree-size.ts'

/** Null if a browser would build a different tree. Throws `TooDeep` and `PageTooLarge`. */
export function fastTree(text: string): BuiltTree | null {
  const nesting = new Nesting()
  const handler = new TreeHandler(nesting)
  const parser = new WatchedParser(text, nesting, handler)
  parser.end(text)
  if (nesting.isBroken) return null
  const inside = parser.endsInside()
  return {
    document: handler.root,
    endsInside: inside === 'comment' && nesting.ends ? null : inside,
    lacksItsEnd: nesting.begins && !nesting.ends,
  }
}

/** Reports every end tag, including those that close nothing, and the state in which the tokenizer ends. */
class WatchedParser extends Parser {
  readonly #text: string
  readonly #nesting: Nesting

  constructor(text: string, nesting: Nesting, handler: TreeHandler) {
    super(handler, { decodeEntities: true })
    this.#text = text
    this.#nesting = nesting
  }

  override onclosetag(start: number, end: number): void {
    if (!this.#nesting.endsInnermost(this.#text, start, end))
      this.#nesting.endTag(this.#text.slice(start, end).toLowerCase())
    super.onclosetag(start, end)
  }

  /** The numbers are those of htmlparser2's `State`, which it does not export. */
  endsInside(): BuiltTree['endsInside'] {
    const state: number = this['tokenizer']['state']
    if (state === 1) return null
    if (state >= 18 && state <= 21) return 'comment'
    return state === 25 ? 'script' : 'tag'
  }
}

/** Builds the tree within its limits and without the content of `<template>`, which no browser shows. */
class TreeHandler extends DomHandler {
  readonly #nesting: Nesting
  readonly #size = new TreeSize()
  #parser: Parser | null = null
  #depth = 0
  /** The depth of the outermost open `<template>`. */
  #inertFrom = Number.POSITIVE_INFINITY

  constructor(nesting: Nesting) {
    super()
    this.#nesting = nesting
  }

  override onparserinit(parser: Parser): void {
    this.#parser = parser
    super.onparserinit(parser)
  }

  override onopentag(name: string, attributes: { [name: string]: string }): void {
    this.#nesting.startTag(name, attributes)
    // parse5 will build the tree again, so this one is abandoned.
    if (this.#nesting.isBroken) this.#parser?.pause()
    else this.#size.open()
    this.#depth += 1
    super.onopentag(name, attributes)
    if (name === 'template') this.#inertFrom = Math.min(this.#inertFrom, this.#depth)
  }

  override onclosetag(name?: string, isImplied?: boolean): void {
    if (this.#depth === this.#inertFrom) this.#inertFrom = Number.POSITIVE_INFINITY
    this.#depth -= 1
    this.#size.close()
    this.#nesting.closed(isImplied === true)
    const closing = this.tagStack.at(-1)
    if (name === 'script' && closing !== undefined) this.#nesting.script(textIn(closing.children))
    super.onclosetag()
  }

  override ontext(data: string): void {
    this.#nesting.text(data)
    super.ontext(data)
  }

  override oncomment(data: string): void {
    this.#nesting.comment(data)
    super.oncomment(data)
  }

  override onprocessinginstruction(name: string, data: string): void {
    if (name === '!doctype') this.#nesting.doctype(data)
    super.onprocessinginstruction(name, data)
  }

  protected override addNode(node: ChildNode): void {
    if (isElement(node)) this.#size.addElement()
    else this.#size.add()
    if (this.#depth < this.#inertFrom) super.addNode(node)
  }
}

function textIn(children: readonly ChildNode[]): string {
  const [only] = children
  return only !== undefined && 'data' in only ? only.data : ''
}
