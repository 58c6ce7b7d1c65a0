/**
 * Blocks: runs of visible text that the markup (or the lines of a text rendition) separates. The grammar reads nothing
 * else, so HTML of any generation and text renditions look the same to it.
 */
import { assertWithin, pageLimits } from '../limits.ts'
import { fold, isBlank } from '../text/fold.ts'
import { TextRun } from '../text/split-lines.ts'
import type { Element } from './nodes.ts'

/** One block of a page. */
export interface Block {
  /** Position among the page's blocks, from 0. */
  readonly index: number
  /** The original text with `<br>` as `\n` and white space collapsed by HTML's rules. */
  readonly text: string
  /** `text` folded for matching. */
  readonly folded: string
  /** The inline runs of the text: each `<a>` or `<span>` is a segment. */
  readonly segments: readonly Segment[]
  readonly imageUrls: readonly string[]
  /** The nearest block-level element; null in a text rendition. */
  readonly element: Element | null
  /** h1 to h6 for 1 to 6, else null. */
  readonly headingLevel: number | null
  /** Whether it is one line of a block that was split at landmarks on lines of their own. */
  readonly isMarkedLine: boolean
  /** For a text rendition: whether the line began with a bullet, and its indent in spaces. Null in HTML. */
  readonly line: { readonly bullet: boolean; readonly indent: number } | null
}

/** One inline run of a block. */
export interface Segment {
  readonly text: string
  readonly folded: string
  /** The `href` of the surrounding link, as written; null outside links. */
  readonly href: string | null
}

type BlockParts = Omit<Block, 'folded' | 'segments'> & {
  readonly runs: readonly TextRun[]
}

/** Builds a block. Its texts are folded when they are first matched: where no landmarks are read, most never are. */
export function makeBlock(parts: BlockParts): Block {
  return new TextBlock(parts)
}

class TextBlock implements Block {
  readonly index: number
  readonly text: string
  readonly imageUrls: readonly string[]
  readonly element: Element | null
  readonly headingLevel: number | null
  readonly isMarkedLine: boolean
  readonly line: Block['line']
  readonly #runs: readonly TextRun[]
  #folded: string | null = null
  #segments: readonly Segment[] | null = null

  constructor({ index, text, imageUrls, element, headingLevel, isMarkedLine, line, runs }: BlockParts) {
    this.index = index
    this.text = text
    this.imageUrls = imageUrls
    this.element = element
    this.headingLevel = headingLevel
    this.isMarkedLine = isMarkedLine
    this.line = line
    this.#runs = runs
  }

  get folded(): string {
    this.#folded ??= this.#foldedText()
    return this.#folded
  }

  get segments(): readonly Segment[] {
    // Few blocks have a blank run, and a copy of each list was 3 % of what a page allocates.
    this.#segments ??= this.#runs.some(isBlankRun) ? this.#runs.filter((run) => !isBlankRun(run)) : this.#runs
    return this.#segments
  }

  #foldedText(): string {
    const [only, another] = this.#runs
    // Most blocks have a single run, whose text is the text of the block.
    return only !== undefined && another === undefined && only.text === this.text
      ? only.folded
      : fold(this.text)
  }
}

function isBlankRun({ text }: TextRun): boolean {
  return isBlank(text)
}

/** Joins the text of several blocks; the end of a block becomes `\n`. */
export function joinBlocks(blocks: readonly Block[]): string {
  return blocks
    .map((block) => block.text)
    .filter((text) => text !== '')
    .join('\n')
}

/** The blocks of a text rendition (the output of a text extractor): one per line. */
export function blocksOfText(text: string): readonly Block[] {
  const blocks: Block[] = []
  const lines = text.split(/\r\n?|\n/)
  assertWithin(lines.length, pageLimits.nodes, 'lines')
  for (const raw of lines) {
    const [, indent = '', bullet, content = ''] = /^( *)(• ?|- (?=\S))?(.*)$/su.exec(raw) ?? []
    const line = withoutTrailingBlanks(content)
    if (line.trim() === '') continue
    blocks.push(
      makeBlock({
        index: blocks.length,
        text: line,
        runs: [new TextRun(line, null, false)],
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

/** Not `trimEnd`, which removes U+3000; not a regular expression, which takes quadratic time on a line of spaces. */
function withoutTrailingBlanks(line: string): string {
  let end = line.length
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end -= 1
  return line.slice(0, end)
}
