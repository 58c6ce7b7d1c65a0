/** One row of an explanation: a block, or a property of structured data, and the field that took it. */
import type { Element } from '../html/nodes.ts'
import { parentElement } from '../okwave/landmark-reading.ts'

/** One row. */
export interface ExplainedRow {
  /** Number of the block; null for JSON-LD, which is not visible text. */
  readonly block: number | null
  /** The element and its parent, `div.answer > p.contents`; `bullet` or `line` in a text rendition. */
  readonly element: string | null
  /** `title`, `answer 3 body` …; null when no field took it. */
  readonly field: string | null
  readonly rule: string | null
  readonly landmarks: readonly string[]
  /** Whether it is visible text of the main region that no field took and no rule calls noise. */
  readonly unclaimed: boolean
  /** Cut to 60 characters. */
  readonly text: string
}

/** An element and its parent as selectors: enough to find it and short enough for a column. */
export function elementPath(element: Element): string {
  const parent = parentElement(element)
  return parent === null ? selectorOf(element) : `${selectorOf(parent)} > ${selectorOf(element)}`
}

function selectorOf({ name, attribs }: Element): string {
  const id = attribs['id'] === undefined || attribs['id'] === '' ? '' : `#${attribs['id']}`
  const classes = (attribs['class'] ?? '')
    .slice(0, 200)
    .split(/\s+/)
    .filter((one) => one !== '')
  return name + id + classes.map((one) => `.${one}`).join('')
}

const longestText = 60

/** Cuts a text to one line of 60 characters. */
export function cutText(text: string): string {
  const characters = [...text.slice(0, 2 * longestText + 1)]
  return characters.length > longestText ? `${characters.slice(0, longestText).join('')}…` : text
}
