/**
 * Completes cut texts of structured data from the visible page. Some sites, such as those with Discourse, end them with `…`
 * although the page shows the whole text. It is found by the element whose visible text begins in the same way.
 */
import { joinBlocks } from '../html/blocks.ts'
import type { HtmlBlocks } from '../html/html-blocks.ts'
import { assertWithin, pageLimits } from '../limits.ts'
import { fold } from '../text/fold.ts'

/** `whole`: the longer text of the page. `same`: the page shows the same text. `unknown`: no text of the page begins alike. */
export type Shown =
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'same' }
  | { readonly kind: 'unknown' }

const ellipsis = /(?<!\s)\s*(?:…|\.{3}|\[…\]|\[\.{3}\]|&hellip;)\s*$/u

/** Whether a text ends like an excerpt. */
export function endsInEllipsis(text: string): boolean {
  return ellipsis.test(text.slice(-20))
}

/** Shorter texts count as whole, and so do those that end like a sentence. */
const longEnough = 100

/** Whether a text may have been cut without an ellipsis: templates take its first 500 characters. */
export function mayBeCut(text: string): boolean {
  return text.length >= longEnough && /[\p{L}\p{N},]$/u.test(text)
}

/** How many candidates are compared with one text; quotations and excerpts begin in the same way. */
const mostCandidates = 20
const keyLengths = [12, 3] as const
/** Shorter ones (`Thank you, that works.`) may begin other texts by chance. */
const longEnoughToRecognise = 25

/** The visible text of one page, indexed by the beginnings of its blocks. */
export class ShownTexts {
  readonly #html: HtmlBlocks
  /** All visible text without white space. */
  #text = ''
  /** Where the text of each block begins. */
  readonly #starts: number[] = []
  #charactersRead = 0
  readonly #byKey = new Map<string, number[]>()

  constructor(html: HtmlBlocks) {
    this.#html = html
    const parts: string[] = []
    let length = 0
    for (const block of html.blocks) {
      const text = block.folded.replaceAll(' ', '')
      this.#starts.push(length)
      parts.push(text)
      length += text.length
    }
    this.#starts.push(length)
    this.#text = parts.join('')
    for (const block of html.blocks.keys()) {
      if (this.#starts[block] === this.#starts[block + 1]) continue
      for (const size of keyLengths) this.#index(block, size)
    }
  }

  #index(block: number, size: number): void {
    const start = this.#starts[block] ?? 0
    const key = this.#text.slice(start, start + size)
    const blocks = this.#byKey.get(key) ?? []
    if (blocks.length < mostCandidates) this.#byKey.set(key, [...blocks, block])
  }

  /** Whether a block of the page begins with exactly this text. */
  begins(text: string): boolean {
    const written = squeezed(text)
    const size = keyLengths.find((one) => written.length >= one)
    const candidates = size === undefined ? [] : (this.#byKey.get(written.slice(0, size)) ?? [])
    return candidates.some((block) => this.#text.startsWith(written, this.#starts[block]))
  }

  /**
   * Whether the page shows more of a text that ends like a sentence: the block goes on behind it, or its next sibling is a
   * paragraph too. A text that some place shows just so is whole.
   */
  goesOn(text: string): boolean {
    const written = squeezed(text)
    if (written.length < longEnoughToRecognise) return false
    let goesOn = false
    for (const block of this.#byKey.get(written.slice(0, keyLengths[0])) ?? []) {
      const start = this.#starts[block] ?? 0
      if (!this.#text.startsWith(written, start)) continue
      const end = start + written.length
      const last = this.#lastOf(block, end)
      const isWholeBlock = this.#starts[last + 1] === end
      if (isWholeBlock && !this.#isFollowedByProse(last)) return false
      goesOn = true
    }
    return goesOn
  }

  #isFollowedByProse(last: number): boolean {
    const own = this.#html.blocks[last]?.element ?? null
    let next = this.#html.blocks[last + 1]?.element ?? null
    // The text of a list is in its items.
    for (let up = 0; next !== null && next.parent !== own?.parent && up < 3; up += 1) {
      next = this.#html.extents.get(next)?.around ?? null
    }
    if (own === null || next === null || own === next) return false
    return own.parent === next.parent && prose.has(own.name) && prose.has(next.name)
  }

  /** @param cut A text that ends in `…`, or that may end in the middle of a block. */
  whole(cut: string): Shown {
    const written = squeezed(cut)
    const beginning = squeezed(cut.replace(ellipsis, ''))
    const size = keyLengths.find((one) => beginning.length >= one)
    if (size === undefined) return { kind: 'same' }
    const candidates = this.#byKey.get(beginning.slice(0, size)) ?? []
    let shown: Shown = { kind: 'unknown' }
    for (const block of candidates) {
      const start = this.#starts[block] ?? 0
      if (!this.#text.startsWith(beginning, start)) continue
      const end = start + beginning.length
      const last = this.#lastOf(block, end)
      if (written === beginning && (this.#starts[last + 1] ?? end) === end) return { kind: 'same' }
      const text = this.#postAt(block, last)
      const post = squeezed(text)
      if (post === written) shown = { kind: 'same' }
      else if (post.length > written.length && !endsInEllipsis(text)) return { kind: 'whole', text }
    }
    return shown
  }

  /** The block that holds the last character of a text that ends before `end`. */
  #lastOf(first: number, end: number): number {
    let block = first
    while ((this.#starts[block + 1] ?? end) < end) block += 1
    return block
  }

  /** The text of the post that begins with a block. Climbs from the paragraph to its containers while they begin with it. */
  #postAt(first: number, last: number): string {
    const { blocks, extents } = this.#html
    let element = blocks[first]?.element ?? null
    while (element !== null) {
      const extent = extents.get(element)
      const around = extent?.around ?? null
      const isPart = prose.has(element.name) || (extent?.last ?? first) < last
      const outer = around === null ? undefined : extents.get(around)
      if (!isPart || around === null || outer?.first !== first || whole.has(around.name)) break
      element = around
    }
    const end = element === null ? last : (extents.get(element)?.last ?? last)
    const text = joinBlocks(blocks.slice(first, Math.max(last, end) + 1))
    this.#charactersRead += text.length
    assertWithin(this.#charactersRead, pageLimits.recordText, 'characters of texts that are cut')
    return text
  }
}

/** Elements that are parts of a text. */
const prose: ReadonlySet<string> = new Set('p pre ul ol li blockquote h1 h2 h3 h4 h5 h6 figure'.split(' '))
/** Elements that hold more than one post. */
const whole: ReadonlySet<string> = new Set('html body main'.split(' '))

function squeezed(text: string): string {
  return fold(text).replaceAll(' ', '')
}
