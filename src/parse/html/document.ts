/**
 * Parses HTML text into a tree: with htmlparser2, which is two to five times faster than parse5 on pages of 76 KB
 * (measured), and with parse5 if a browser would build a different tree.
 */
import type { CheerioAPI } from 'cheerio/slim'
import { browserTree } from './browser-tree.ts'
import type { BuiltTree } from './built-tree.ts'
import { fastTree } from './fast-tree.ts'
import { queryOf } from './query.ts'
import { TooDeep } from './tree-size.ts'

/** The tree of a page. */
export interface PageTree extends BuiltTree {
  /** Cheerio's `$` over the tree. */
  readonly $: CheerioAPI
  readonly builtBy: 'htmlparser2' | 'parse5'
}

/** The tree, or `too-deep` for more than 2,000 levels. */
export type HtmlTree = ({ readonly kind: 'tree' } & PageTree) | { readonly kind: 'too-deep' }

/** Throws `PageTooLarge` for a tree beyond the limits of a page, and nothing else, whatever the markup. */
export function parseHtml(text: string): HtmlTree {
  return unlessTooDeep(() => {
    const fast = fastTree(text)
    return fast === null ? treeOf(browserTree(text), 'parse5') : treeOf(fast, 'htmlparser2')
  })
}

/** Like `parseHtml`, but always with parse5; to compare the two trees. */
export function parseAsBrowser(text: string): HtmlTree {
  return unlessTooDeep(() => treeOf(browserTree(text), 'parse5'))
}

function unlessTooDeep(build: () => HtmlTree): HtmlTree {
  try {
    return build()
  } catch (error) {
    if (error instanceof TooDeep) return { kind: 'too-deep' }
    throw error
  }
}

function treeOf(built: BuiltTree, builtBy: PageTree['builtBy']): HtmlTree {
  return { kind: 'tree', ...built, $: queryOf(built.document), builtBy }
}
