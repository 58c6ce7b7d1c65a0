/** The types of the tree's nodes, which are Cheerio's, and functions that tell them apart. */
import type { CheerioAPI } from 'cheerio/slim'

/** The root of the tree. */
export type Document = ReturnType<CheerioAPI['root']>[0]

/** A child of an element or of the root. */
export type ChildNode = Document['children'][number]

/** An element. */
export type Element = Extract<ChildNode, { readonly attribs: unknown }>

/** Any node. */
export type Node = Document | ChildNode

/** Whether a node is an element; scripts and styles are elements. */
export function isElement(node: Node): node is Element {
  return 'attribs' in node
}

/** Whether a node is text, not a comment. */
export function isText(node: Node): node is Extract<ChildNode, { readonly data: string }> {
  return node.type === 'text'
}
