/** The nodes of the tree, by the types that Cheerio gives them, and what tells one kind from another. */
import type { CheerioAPI } from 'cheerio/slim'

/** The root of the tree. */
export type Document = ReturnType<CheerioAPI['root']>[0]

/** What an element or the root contains. */
export type ChildNode = Document['children'][number]

/** An element. */
export type Element = Extract<ChildNode, { readonly attribs: unknown }>

/** Any node. */
export type Node = Document | ChildNode

/** Whether a node is an element. Scripts and styles are. */
export function isElement(node: Node): node is Element {
  return 'attribs' in node
}

/** Whether a node is text, not a comment. */
export function isText(node: Node): node is Extract<ChildNode, { readonly data: string }> {
  return node.type === 'text'
}
