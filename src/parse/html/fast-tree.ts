/** Builds the tree of a page as htmlparser2 does, unless a browser would build a different one. */
import { DomHandler, Parser } from 'htmlparser2'
import type { BuiltTree } from './built-tree.ts'
import { type MarkupEvents, readMarkup } from './markup-reader.ts'
import { Nesting } from './nesting.ts'
import { type ChildNode, isElement } from './nodes.ts'
import { TreeSize } from './tree-size.ts'

/** Null if a browser would build a different tree. Throws `TooDeep` and `PageTooLarge`. */
export function fastTree(text: string): BuiltTree | null {
  const handler = new TreeHandler(text)
  return readMarkup(text, handler) ? handler.built(null) : treeByHtmlparser2(text)
}

/** The same tree, built from the events of htmlparser2 alone, whatever the markup. */
export function treeByHtmlparser2(text: string): BuiltTree | null {
  const handler = new TreeHandler(text)
  const parser = new WatchedParser(handler)
  parser.end(text)
  return handler.built(parser.endsInside())
}

/** Reports every end tag, including those that close nothing, and the state in which the tokenizer ends. */
class WatchedParser extends Parser {
  readonly #handler: TreeHandler

  constructor(handler: TreeHandler) {
    super(handler, { decodeEntities: true })
    this.#handler = handler
  }

  override onclosetag(start: number, end: number): void {
    this.#handler.endTag(start, end)
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
class TreeHandler extends DomHandler implements MarkupEvents {
  /** Whether parse5 will build the tree again, so that this one is abandoned. */
  isDone = false
  readonly #text: string
  readonly #nesting = new Nesting()
  readonly #size = new TreeSize()
  #parser: Parser | null = null
  #depth = 0
  /** The depth of the outermost open `<template>`. */
  #inertFrom = Number.POSITIVE_INFINITY

  constructor(text: string) {
    super()
    this.#text = text
  }

  /** Null if a browser would build a different tree. */
  built(inside: BuiltTree['endsInside']): BuiltTree | null {
    const { isBroken, begins, ends } = this.#nesting
    if (isBroken) return null
    return {
      document: this.root,
      endsInside: inside === 'comment' && ends ? null : inside,
      lacksItsEnd: begins && !ends,
    }
  }

  /** An end tag whose name stands at [from, to) of the page, before anything is closed. */
  endTag(from: number, to: number): void {
    if (!this.#nesting.endsInnermost(this.#text, from, to))
      this.#nesting.endTag(this.#text.slice(from, to).toLowerCase())
  }

  override onparserinit(parser: Parser): void {
    this.#parser = parser
    super.onparserinit(parser)
  }

  override onopentag(name: string, attributes: { [name: string]: string }): void {
    this.#nesting.startTag(name, attributes)
    if (this.#nesting.isBroken) {
      this.isDone = true
      this.#parser?.pause()
    } else this.#size.open()
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
    if (this.#depth >= this.#inertFrom) return
    const parent = this.tagStack.at(-1) ?? this.root
    const last = parent.children.at(-1)
    if (last === undefined) {
      // Most elements have one child. The array is created with it, because V8 allocates 17 slots for the first push into an
      // empty array.
      parent.children = [node]
    } else {
      parent.children.push(node)
      node.prev = last
      last.next = node
    }
    node.parent = parent
    this.lastNode = null
  }
}

function textIn(children: readonly ChildNode[]): string {
  const [only] = children
  return only !== undefined && 'data' in only ? only.data : ''
}
