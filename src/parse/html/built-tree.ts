/** What an HTML parser makes of a page's text. */
import type { Document } from './nodes.ts'

/** A tree, and how the text ended. */
export interface BuiltTree {
  readonly document: Document
  /** Where the text breaks off; null where it does not. A comment that begins behind `</body>` may stay open. */
  readonly endsInside: 'tag' | 'script' | 'comment' | null
  /** Whether <html> or <body> is opened and neither closed. That alone proves nothing: old markup omits these end tags. */
  readonly lacksItsEnd: boolean
}
