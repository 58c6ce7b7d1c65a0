/** The tree that a browser would build: parse5, as the HTML standard says, in the shape of htmlparser2's tree. */
import { parse } from 'parse5'
import { adapter } from 'parse5-htmlparser2-tree-adapter'
import type { HtmlTree } from '../../src/parse/html/document.ts'
import type { Document } from '../../src/parse/html/nodes.ts'
import { queryOf } from '../../src/parse/html/query.ts'

export function parse5Tree(text: string): HtmlTree {
  const document: unknown = parse(text, { treeAdapter: adapter })
  // The adapter brings a domhandler of its own, one major version ahead; the nodes have the same shape.
  const tree = document as Document
  return { kind: 'tree', $: queryOf(tree), document: tree }
}
