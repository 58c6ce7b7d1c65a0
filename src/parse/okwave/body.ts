/**
 * Reads a body: prose over one or more blocks. The element of its first text contains the body; siblings of the same look
 * and paragraphs without a class continue it. A landmark that looks like the paragraphs beside it is a line of the text.
 * Buttons, dates and counts around it are not, nor is prose with a look of its own (advertising), which stays unclaimed
 * and is reported.
 */
import { type Block, joinBlocks } from '../html/blocks.ts'
import type { Element } from '../html/nodes.ts'
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

/** Text and images of one body, with the date and count found around it. */
export interface Body {
  readonly text: string
  readonly imageUrls: readonly string[]
  readonly date: string | null
  readonly thanksCount: number | null
}

/** Reads the blocks [from, to) as one body and claims them for `field`. */
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

/** Whether a text continues the body that begins with `first`. */
function belongsWith(
  reading: LandmarkReading,
  first: number,
  from: number,
  to: number,
): (index: number) => boolean {
  const holder = isolatedExtent(reading, first, from, to)
  const { element } = holder
  if (element === null) return () => true
  const look = lookOf(element)
  const childAround = childrenOf(reading, parentElement(element))
  return (index) => {
    if (index <= holder.last) return true
    const sibling = childAround(reading.blocks[index]?.element ?? null)
    return sibling !== null && (lookOf(sibling) === look || isBareFlow(sibling))
  }
}

/** The child of `parent` that contains an element; null when it is not inside `parent`. No element is climbed twice. */
function childrenOf(
  reading: LandmarkReading,
  parent: Element | null,
): (of: Element | null) => Element | null {
  const level = parent === null ? 0 : reading.levelOf(parent)
  const known = new Map<Element, Element | null>()
  return (of) => {
    const climbed: Element[] = []
    let child: Element | null = null
    for (let at = of; at !== null && reading.levelOf(at) > level; at = parentElement(at)) {
      const before = known.get(at)
      climbed.push(at)
      child = before ?? (parentElement(at) === parent ? at : null)
      if (before !== undefined || child !== null) break
    }
    for (const at of climbed) known.set(at, child)
    return child
  }
}

/** The markup that text editors produce: elements without a class. */
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

/** A block that reads like a landmark but is a sibling with the same look as the prose before or after it. */
function isLineOfText(reading: LandmarkReading, index: number, from: number, to: number): boolean {
  if (reading.headers[index] === null || index === from) return false
  if (firstLandmark(reading, 'date', index, index + 1)?.labelled === true) return false
  return [index - 1, index + 1].some(
    (other) => other >= from && other < to && isProse(reading, other) && areAlike(reading, index, other),
  )
}
