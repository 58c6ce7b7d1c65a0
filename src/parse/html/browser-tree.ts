/** Builds the tree of a page with parse5, as a browser without scripts does, within the size limits of a page. */
import { createRequire } from 'node:module'
import type { TreeAdapter } from 'parse5'
import type { Htmlparser2TreeAdapterMap } from 'parse5-htmlparser2-tree-adapter'
import type { BuiltTree } from './built-tree.ts'
import { TreeSize } from './tree-size.ts'

type Nodes = Htmlparser2TreeAdapterMap

interface Packages {
  readonly parse5: typeof import('parse5')
  readonly adapter: TreeAdapter<Nodes>
}

let loaded: Packages | undefined

/** Loaded when first needed (about 18 ms): most pages do not need it. Uses `require`, because parsing is synchronous. */
function packages(): Packages {
  const require = createRequire(import.meta.url)
  loaded ??= {
    parse5: require('parse5') as typeof import('parse5'),
    adapter: (require('parse5-htmlparser2-tree-adapter') as { readonly adapter: TreeAdapter<Nodes> }).adapter,
  }
  return loaded
}

/** Throws `TooDeep` and `PageTooLarge`. */
export function browserTree(text: string): BuiltTree {
  const { parse5, adapter } = packages()
  const parser = new parse5.Parser({ treeAdapter: boundedAdapter(adapter), scriptingEnabled: false })
  let inside: BuiltTree['endsInside'] = null
  let begins = false
  let ends = false
  // Not passed as an option: that would make parse5 compute the location of every node.
  parser.onParseError = ({ code }) => {
    inside ??= breaks.get(code) ?? null
  }
  const [onStartTag, onEndTag] = [parser.onStartTag.bind(parser), parser.onEndTag.bind(parser)]
  parser.onStartTag = (token) => {
    begins ||= isOutermost(token.tagName)
    onStartTag(token)
  }
  parser.onEndTag = (token) => {
    ends ||= isOutermost(token.tagName)
    onEndTag(token)
  }
  parser.tokenizer.write(text, true)
  // parse5's adapter uses a domhandler one major version newer than Cheerio's. The nodes have the same shape.
  const document: unknown = parser.document
  return {
    document: document as BuiltTree['document'],
    endsInside: inside === 'comment' && ends ? null : inside,
    lacksItsEnd: begins && !ends,
  }
}

function isOutermost(tagName: string): boolean {
  return tagName === 'html' || tagName === 'body'
}

/** The parse errors of the HTML standard that mean a text breaks off, and what it breaks off in. */
const breaks: ReadonlyMap<string, BuiltTree['endsInside']> = new Map([
  ['eof-before-tag-name', 'tag'],
  ['eof-in-tag', 'tag'],
  ['eof-in-doctype', 'tag'],
  ['eof-in-comment', 'comment'],
  ['eof-in-cdata', 'comment'],
  ['eof-in-script-html-comment-like-text', 'script'],
  ['eof-in-element-that-can-contain-only-text', 'script'],
])

/** Counts nodes and levels, and leaves the content of `<template>` out of the tree. */
function boundedAdapter(adapter: TreeAdapter<Nodes>): TreeAdapter<Nodes> {
  const size = new TreeSize()
  const inert = new WeakMap<Nodes['template'], Nodes['documentFragment']>()
  return {
    ...adapter,
    createElement(...described) {
      size.addElement()
      return adapter.createElement(...described)
    },
    createCommentNode(data) {
      size.add()
      return adapter.createCommentNode(data)
    },
    insertText(parent, text) {
      const before = parent.children.length
      adapter.insertText(parent, text)
      if (parent.children.length > before) size.add()
    },
    insertTextBefore(parent, text, reference) {
      const before = parent.children.length
      adapter.insertTextBefore(parent, text, reference)
      if (parent.children.length > before) size.add()
    },
    onItemPush: () => size.open(),
    onItemPop: () => size.close(),
    setTemplateContent(template, content) {
      inert.set(template, content)
    },
    getTemplateContent(template) {
      return inert.get(template) ?? adapter.createDocumentFragment()
    },
  }
}
