/** The result of an HTML parser for the text of a page. */
import type { Document } from './nodes.ts'

/** A tree, and how the text ended. */
export interface BuiltTree {
  readonly document: Document
  /** What the text breaks off in; null if it is whole. A comment that begins after `</body>` may stay open. */
  readonly endsInside: 'tag' | 'script' | 'comment' | null
  /** Whether <html> or <body> is opened but neither is closed. That alone proves nothing: old markup omits these end tags. */
  readonly lacksItsEnd: boolean
}
