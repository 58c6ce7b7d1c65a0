/**
 * A body: prose over one or many blocks. The element that holds its first text holds the body; siblings of the same look
 * and bare paragraphs continue it. Landmarks that look like the paragraphs beside them are lines of the text; buttons,
 * dates and counts around it are not, and neither is prose set apart in a look of its own (advertising): that stays
 * unclaimed and is flagged.
 */
import { type Block, joinBlocks } from '../html/blocks.ts'
import type { Element } from '../html/document.ts'
import { type Claims, claim } from './claims.ts'
import {
  areAlike,
  firstLandmark,
  has,
  isImage,
  isolatedExtent,
  isProse,
  type LandmarkReading,
  lookOf,
  parentElement,
  range,
} from './landmark-reading.ts'

export interface Body {
  readonly text: string
  readonly imageUrls: readonly string[]
  readonly date: string | null
  readonly thanksCount: number | null
}

/** Reads the blocks [from, to) as one body; `field` is what its blocks are claimed for. */
export function readBody(
  reading: LandmarkReading,
  from: number,
  to: number,
  claims: Claims,
  field: string,
): Body {
  const taken = bodyBlocks(reading, from, to)
  for (const block of taken) claim(claims, block.index, field, 'text between the landmarks')
  const around = range(from, to).filter((index) => claims.get(index)?.field !== field)
  for (const index of around) {
    if (has(reading, index, 'date', 'thanks-count', 'noise')) {
      claim(claims, index, `${field}, around it`, 'a date, count or button beside the text')
    }
  }
  const beside = (kind: 'date' | 'thanks-count') =>
    around.map((index) => firstLandmark(reading, kind, index, index + 1)).find((found) => found !== null)
  const date = beside('date')
  const thanks = beside('thanks-count')
  return {
    text: joinBlocks(taken),
    imageUrls: taken.flatMap((block) => block.imageUrls),
    date: date?.kind === 'date' ? date.date : null,
    thanksCount: thanks?.kind === 'thanks-count' ? thanks.count : null,
  }
}

function bodyBlocks(reading: LandmarkReading, from: number, to: number): readonly Block[] {
  const isText = (index: number) =>
    isProse(reading, index) || isImage(reading, index) || isLineOfText(reading, index, from, to)
  const texts = range(from, to).filter(isText)
  const hinted = texts.find((index) => reading.isBodyText(index))
  const first = hinted ?? texts.find((index) => isProse(reading, index)) ?? texts[0]
  if (first === undefined) return []
  const belongs = belongsWith(reading, first, from, to)
  return texts
    .filter(
      (index) => reading.isBodyText(index) || (belongs(index) && (hinted === undefined || index > first)),
    )
    .flatMap((index) => reading.blocks[index] ?? [])
}

/** Whether a text continues the body that `first` begins. */
function belongsWith(
  reading: LandmarkReading,
  first: number,
  from: number,
  to: number,
): (index: number) => boolean {
  const holder = isolatedExtent(reading, first, from, to)
  return (index) => {
    if (index <= holder.last) return true
    if (holder.element === null) return true
    const sibling = childOf(parentElement(holder.element), reading.blocks[index]?.element ?? null)
    if (sibling === null) return false
    return lookOf(sibling) === lookOf(holder.element) || isBareFlow(sibling)
  }
}

/** The child of `parent` on the way down to `element`; null when it is not below. */
function childOf(parent: Element | null, element: Element | null): Element | null {
  for (let at = element; at !== null; at = parentElement(at)) {
    if (parentElement(at) === parent) return at
  }
  return null
}

/** What an editor makes of a written text: elements without a class of their own. */
function isBareFlow(element: Element): boolean {
  return (
    flowTags.has(element.name) &&
    element.attribs['class'] === undefined &&
    element.attribs['id'] === undefined
  )
}

const flowTags: ReadonlySet<string> = new Set(
  'p ul ol dl blockquote pre table figure hr h2 h3 h4 h5 h6 center'.split(' '),
)

/** A block that reads as a landmark but is a sibling, of the same look, of the prose before or after it. */
function isLineOfText(reading: LandmarkReading, index: number, from: number, to: number): boolean {
  if (reading.headers[index] === null || index === from) return false
  if (firstLandmark(reading, 'date', index, index + 1)?.labelled === true) return false
  return [index - 1, index + 1].some(
    (other) => other >= from && other < to && isProse(reading, other) && areAlike(reading, index, other),
  )
}
