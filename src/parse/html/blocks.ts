/**
 * Blocks: runs of visible text that the markup (or the empty lines of a text rendition) sets apart. They are all that
 * the grammar of landmarks reads, so HTML of any generation and text renditions look the same to it.
 */

import { fold } from '../text/fold.ts'
import type { Element } from './document.ts'

export interface Block {
  /** Place among the page's blocks. */
  readonly index: number
  /** As it came, `<br>` as `\n`, white space collapsed as HTML does. */
  readonly text: string
  /** `text` folded for matching. */
  readonly folded: string
  /** The inline runs of the text: an `<a>` or `<span>` is a segment of its own. */
  readonly segments: readonly Segment[]
  readonly imageUrls: readonly string[]
  /** The nearest block-level element; null in a text rendition. */
  readonly element: Element | null
  /** h1 to h6 for 1 to 6, else null. */
  readonly headingLevel: number | null
  /** One of the lines into which a block was split because landmarks stand on lines of their own in it. */
  readonly isMarkedLine: boolean
  /** In a text rendition: the line began with a bullet, and by how many spaces it was set in. Null in HTML. */
  readonly line: { readonly bullet: boolean; readonly indent: number } | null
}

export interface Segment {
  readonly text: string
  readonly folded: string
  /** Target of the link that the run is in, as written; null outside links. */
  readonly href: string | null
}

export function makeBlock(
  parts: Omit<Block, 'folded' | 'segments'> & { readonly segments: readonly Omit<Segment, 'folded'>[] },
): Block {
  return {
    ...parts,
    folded: fold(parts.text),
    segments: parts.segments
      .map((segment) => ({ ...segment, folded: fold(segment.text) }))
      .filter((segment) => segment.folded !== ''),
  }
}

/** The text of several blocks as one: block ends become `\n`. */
export function joinBlocks(blocks: readonly Block[]): string {
  return blocks
    .map((block) => block.text)
    .filter((text) => text !== '')
    .join('\n')
}

/** The blocks of a text rendition (a page as a text extractor left it): one line is one block. */
export function blocksOfText(text: string): readonly Block[] {
  const blocks: Block[] = []
  for (const raw of text.split(/\r\n?|\n/)) {
    const [, indent = '', bullet, content = ''] = /^( *)(• ?|- (?=\S))?(.*)$/su.exec(raw) ?? []
    const line = withoutTrailingBlanks(content)
    if (line.trim() === '') continue
    blocks.push(
      makeBlock({
        index: blocks.length,
        text: line,
        segments: [{ text: line, href: null }],
        imageUrls: [],
        element: null,
        headingLevel: null,
        isMarkedLine: false,
        line: { bullet: bullet !== undefined, indent: indent.length },
      }),
    )
  }
  return blocks
}

/** Not `trimEnd`, which would take U+3000; not a regular expression, which takes quadratic time on a line of spaces. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end -= 1
  return line.slice(0, end)
}
