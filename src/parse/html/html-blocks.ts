/** Splits an HTML tree into blocks. The walk is iterative, so depth costs no stack. */
import { type LandmarkLines, splitLines, TextRun } from '../text/split-lines.ts'
import { collapsed, tidyLines, trimLines } from '../text/white-space.ts'
import { type Block, makeBlock } from './blocks.ts'
import { keyOf } from './element-index.ts'
import { type ChildNode, type Document, type Element, isElement, isText } from './nodes.ts'

/** Elements whose content is not visible text of the page: code, data, controls, embedded content. */
const unseen: ReadonlySet<string> = new Set(
  'head script style template noscript noembed noframes iframe object embed svg canvas audio video map select option datalist textarea button input title link meta base param source track'.split(
    ' ',
  ),
)

/** Block-level elements (HTML standard, 15.3 "Non-replaced elements", and table and list parts). */
const setApart: ReadonlySet<string> = new Set(
  'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup p plaintext pre search section summary table tbody td tfoot th thead tr ul xmp'.split(
    ' ',
  ),
)

const preformatted: ReadonlySet<string> = new Set(['pre', 'listing', 'xmp'])

const headings: ReadonlyMap<string, number> = new Map([1, 2, 3, 4, 5, 6].map((level) => [`h${level}`, level]))

/** What the name of an element says of its text: one look-up answers all questions about it. */
interface NameKind {
  readonly isUnseen: boolean
  readonly isApart: boolean
  readonly isPreformatted: boolean
  readonly headingLevel: number | null
}

function madeKind(name: string): NameKind {
  return {
    isUnseen: unseen.has(name),
    isApart: setApart.has(name),
    isPreformatted: preformatted.has(name),
    headingLevel: headings.get(name) ?? null,
  }
}

const kinds: ReadonlyMap<string, NameKind> = new Map(
  [...unseen, ...setApart, ...preformatted].map((name) => [name, madeKind(name)]),
)
const inline = madeKind('')

const kindOf = ({ name }: Element): NameKind => kinds.get(name) ?? inline

/** The first and last block index within an element; last < first when it has no visible text. */
export interface Extent {
  readonly first: number
  readonly last: number
  /** The nearest block-level element around it; null at the root. */
  readonly around: Element | null
}

/** The blocks of a document. */
export interface HtmlBlocks {
  readonly blocks: readonly Block[]
  /** The blocks within every block-level element. */
  readonly extents: ReadonlyMap<Element, Extent>
}

/** All blocks, in page order. With `landmarks`, blocks are split at landmarks on lines of their own. */
export function blocksOfDocument(document: Document, landmarks?: LandmarkLines): HtmlBlocks {
  const builder = new BlockBuilder(landmarks)
  walk(document, builder, null)
  return builder.finish()
}

/**
 * The blocks of one element, the same as in the blocks of its document. The element itself may be of any kind: a button and
 * the title in the head contain text too.
 *
 * @param isLeftOut Elements whose text is not wanted.
 * @param preformatted Whether it is inside an element such as `<pre>`.
 */
export function blocksOfElement(
  element: Element,
  isLeftOut: (element: Element) => boolean,
  preformatted: boolean,
): readonly Block[] {
  const builder = new BlockBuilder(undefined, preformatted)
  builder.open(element)
  walk(element, builder, isLeftOut)
  builder.close(element)
  return builder.finish().blocks
}

/** Whether an element and its content are hidden, because of its attributes or its kind. */
export function isHidden(element: Element): boolean {
  return neverShown.has(element.name) || isHiddenByAttribute(element)
}

const neverShown: ReadonlySet<string> = new Set(['template', 'noscript', 'noembed', 'noframes', 'iframe'])

/** What all elements that are hidden have one of, for an element index. */
export const keysOfHidden: readonly string[] = [
  ...[...neverShown].map(keyOf.name),
  ...['hidden', 'style'].map(keyOf.attribute),
]

/** @param isLeftOut Elements to skip beside those that are not visible. */
function walk(
  root: Document | Element,
  builder: BlockBuilder,
  isLeftOut: ((element: Element) => boolean) | null,
): void {
  const open: Element[] = []
  let node: ChildNode | null = root.firstChild
  while (node !== null) {
    if (isText(node)) builder.text(node.data)
    else if (isElement(node) && isShown(node) && (isLeftOut === null || !isLeftOut(node))) {
      builder.open(node)
      if (node.firstChild !== null) {
        open.push(node)
        node = node.firstChild
        continue
      }
      builder.close(node)
    }
    while (node !== null && node.nextSibling === null) {
      const parent: Element | undefined = open.pop()
      if (parent !== undefined) builder.close(parent)
      node = parent ?? null
    }
    node = node?.nextSibling ?? null
  }
}

function isShown(element: Element): boolean {
  return !kindOf(element).isUnseen && !isHiddenByAttribute(element)
}

function isHiddenByAttribute({ attribs }: Element): boolean {
  if (attribs['hidden'] !== undefined) return true
  const style = attribs['style']
  return style !== undefined && /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style)
}

/** An open block-level element, and its extent once it is closed. */
class Region implements Extent {
  readonly element: Element
  readonly kind: NameKind
  readonly first: number
  readonly around: Element | null
  last = -1

  constructor(element: Element, kind: NameKind, first: number, around: Element | null) {
    this.element = element
    this.kind = kind
    this.first = first
    this.around = around
  }
}

/** Collects text up to the next block boundary, then makes a block of it. */
class BlockBuilder {
  readonly #blocks: Block[] = []
  readonly #extents = new Map<Element, Extent>()
  readonly #apart: Region[] = []
  readonly #links: Element[] = []
  readonly #landmarks: LandmarkLines | undefined
  #preformatted: number
  #inline = 0
  #segments: TextRun[] = []
  #segmentOpen = false
  #imageUrls: string[] = []

  constructor(landmarks: LandmarkLines | undefined, preformatted = false) {
    this.#landmarks = landmarks
    this.#preformatted = preformatted ? 1 : 0
  }

  open(element: Element): void {
    const kind = kindOf(element)
    if (kind.isApart) {
      this.#flush()
      this.#apart.push(new Region(element, kind, this.#blocks.length, this.#apart.at(-1)?.element ?? null))
      if (kind.isPreformatted) this.#preformatted += 1
      return
    }
    if (element.name === 'br') {
      this.#segmentOpen = false
      this.#append('\n')
      this.#segmentOpen = false
      return
    }
    this.#inline += 1
    if (element.name === 'img') this.#image(element)
    if (element.name === 'a' && element.attribs['href'] !== undefined) this.#links.push(element)
    this.#segmentOpen = false
  }

  close(element: Element): void {
    const kind = kindOf(element)
    if (kind.isApart) {
      this.#flush()
      const region = this.#apart.pop()
      if (region !== undefined) {
        region.last = this.#blocks.length - 1
        this.#extents.set(element, region)
      }
      if (kind.isPreformatted) this.#preformatted -= 1
      return
    }
    if (element.name === 'br') return
    this.#inline -= 1
    if (this.#links.at(-1) === element) this.#links.pop()
    this.#segmentOpen = false
  }

  text(data: string): void {
    const text = this.#preformatted > 0 ? data.replace(/\r\n?/g, '\n') : collapsed(data)
    if (text !== '') this.#append(text)
  }

  finish(): HtmlBlocks {
    this.#flush()
    return { blocks: this.#blocks, extents: this.#extents }
  }

  #append(text: string): void {
    const last = this.#segments.at(-1)
    if (this.#segmentOpen && last !== undefined) last.text += text
    else {
      const href = this.#links.at(-1)?.attribs['href'] ?? null
      const run = new TextRun(text, href, this.#inline > 0)
      // Most blocks have one run. The array is created with it, because V8 allocates 17 slots for the first push into an
      // empty array.
      if (last === undefined) this.#segments = [run]
      else this.#segments.push(run)
    }
    this.#segmentOpen = true
  }

  #image(element: Element): void {
    const source = element.attribs['src'] ?? element.attribs['data-src']
    if (source !== undefined && source !== '' && !source.startsWith('data:')) this.#imageUrls.push(source)
  }

  #flush(): void {
    this.#segmentOpen = false
    const [first] = this.#segments
    if (first === undefined && this.#imageUrls.length === 0) return
    // Between the tags of blocks there is often a line break alone.
    if (first?.text === ' ' && this.#segments.length === 1 && this.#imageUrls.length === 0) {
      this.#segments = []
      return
    }
    const lines = this.#landmarks === undefined ? null : splitLines(this.#segments, this.#landmarks)
    if (lines === null) this.#push(this.#segments, this.#imageUrls, false)
    else {
      for (const [at, line] of lines.entries())
        this.#push(line, at === lines.length - 1 ? this.#imageUrls : [], true)
    }
    this.#segments = []
    this.#imageUrls = []
  }

  #push(runs: readonly TextRun[], imageUrls: readonly string[], isMarkedLine: boolean): void {
    const [first] = runs
    const written =
      runs.length === 1 && first !== undefined ? first.text : runs.map(({ text }) => text).join('')
    const text = this.#preformatted > 0 ? trimLines(written) : tidyLines(written)
    if (text === '' && imageUrls.length === 0) return
    this.#blocks.push(
      makeBlock({
        index: this.#blocks.length,
        text,
        runs,
        imageUrls,
        element: this.#apart.at(-1)?.element ?? null,
        headingLevel: headingLevel(this.#apart),
        isMarkedLine,
        line: null,
      }),
    )
  }
}

/** Whether an element preserves white space. */
export function isPreformatted(element: Element): boolean {
  return preformatted.has(element.name)
}

/** What all elements that preserve white space have one of, for an element index. */
export const keysOfPreformatted: readonly string[] = [...preformatted].map(keyOf.name)

function headingLevel(open: readonly Region[]): number | null {
  // Two levels up at most: a heading's text may sit in a <p> or <div> of its own.
  for (let up = 1; up <= 3; up += 1) {
    const level = open.at(-up)?.kind.headingLevel
    if (level != null) return level
  }
  return null
}
