/**
 * The blocks of a page with their landmarks, and the questions that the grammar asks about their structure. HTML answers
 * them with elements, a text rendition with bullets.
 */
import type { Block } from '../html/blocks.ts'
import type { Extent } from '../html/html-blocks.ts'
import { inherited } from '../html/inherited.ts'
import { type Element, isElement } from '../html/nodes.ts'
import { isBlank } from '../text/fold.ts'
import { bareNumberOf, isAnswersHeading } from './answer-headings.ts'
import type { Landmark } from './landmark.ts'
import type { LandmarkOptions } from './landmark-texts.ts'
import { readHeader } from './landmarks.ts'

/** Blocks and landmarks of one page. */
export interface LandmarkReading {
  readonly blocks: readonly Block[]
  readonly extents: ReadonlyMap<Element, Extent>
  /** By block index: the landmarks of a block that contains nothing else; null for prose. */
  readonly headers: readonly (readonly Landmark[] | null)[]
  /** For each block, and one past the last, how many before it are prose. */
  readonly proseBefore: Uint32Array
  /** How many elements are around an element, itself included. */
  readonly levelOf: (element: Element) => number
  /** Whether the block is in navigation or in a header, footer or aside of the page; those of an article are content. */
  readonly isFurniture: (block: Block) => boolean
  /** Whether the layout says that the block is body text. */
  readonly isBodyText: (index: number) => boolean
  /** Whether the block is an item of a list of other questions: what it says, it says of them. */
  readonly isListed: (block: Block) => boolean
}

/** What is known before reading. */
export interface ReadingOptions extends LandmarkOptions {
  /** Whether the layout says that a block is body text, which contains no landmarks. */
  readonly isBodyText: (block: Block) => boolean
  readonly isListed?: LandmarkReading['isListed']
}

/** Finds the landmarks of all blocks. */
export function readLandmarks(
  blocks: readonly Block[],
  extents: ReadonlyMap<Element, Extent>,
  options: ReadingOptions,
): LandmarkReading {
  const bodyTexts = new Set(blocks.filter(options.isBodyText).map((block) => block.index))
  const headers = withBareNumbers(
    blocks,
    blocks.map((block) => (bodyTexts.has(block.index) ? null : readHeader(block, options))),
    bodyTexts,
  )
  const placeOf = inherited<Place>(placeWithin, 'page')
  return {
    ...withHeaders(blocks, headers),
    blocks,
    extents,
    levelOf: inherited<number>((_element, above) => above + 1, 0),
    isListed: options.isListed ?? (() => false),
    isFurniture: ({ element }) => element !== null && isFurnitureAt(placeOf(element)),
    isBodyText: (index) => bodyTexts.has(index),
  }
}

/** On goo's pages the answers are under `A 回答 (13件)`, each with its number alone. */
function withBareNumbers(
  blocks: readonly Block[],
  headers: LandmarkReading['headers'],
  bodyTexts: ReadonlySet<number>,
): LandmarkReading['headers'] {
  const isMarked = (kind: Landmark['kind']) =>
    headers.some((header) => header?.some((landmark) => landmark.kind === kind) === true)
  const isHeaded = isMarked('section') || blocks.some(isAnswersHeading)
  if (!isHeaded || isMarked('answer-number')) return headers
  return blocks.map((block, index) => {
    const number = headers[index] === null && !bodyTexts.has(index) ? bareNumberOf(block) : null
    return number === null ? (headers[index] ?? null) : [number]
  })
}

/** The parts of a reading that depend on which blocks are landmarks. */
export function withHeaders(
  blocks: readonly Block[],
  headers: LandmarkReading['headers'],
): Pick<LandmarkReading, 'headers' | 'proseBefore'> {
  const proseBefore = new Uint32Array(blocks.length + 1)
  let count = 0
  let next = 1
  for (const { text } of blocks) {
    if (headers[next - 1] === null && !isBlank(text)) count += 1
    proseBefore[next] = count
    next += 1
  }
  return { headers, proseBefore }
}

/** The nearest element that says where in the page a block is: `header` stands for any furniture of the page itself. */
type Place = 'page' | 'content' | 'nav' | 'header'

function placeWithin({ name, attribs }: Element, above: Place): Place {
  if (name === 'nav' || attribs['role'] === 'navigation') return 'nav'
  if (furnitureTags.has(name)) return above === 'page' ? 'header' : above
  return contentTags.has(name) ? 'content' : above
}

function isFurnitureAt(place: Place): boolean {
  return place === 'nav' || place === 'header'
}

const furnitureTags: ReadonlySet<string> = new Set(['header', 'footer', 'aside'])
const contentTags: ReadonlySet<string> = new Set(['article', 'main', 'section', 'li', 'dl'])

/** The first landmark of a kind in one block; null when there is none. */
export function landmarkIn<Kind extends Landmark['kind']>(
  reading: LandmarkReading,
  index: number,
  kind: Kind,
): Extract<Landmark, { kind: Kind }> | null {
  const header = reading.headers[index]
  if (header == null) return null
  const found = header.find((landmark) => landmark.kind === kind)
  return found === undefined ? null : (found as Extract<Landmark, { kind: Kind }>)
}

/** Whether a block has a landmark of one of these kinds. */
export function has(reading: LandmarkReading, index: number, ...kinds: readonly Landmark['kind'][]): boolean {
  const header = reading.headers[index]
  if (header == null) return false
  return header.some((landmark) => kinds.includes(landmark.kind))
}

/** The indices within [from, to) of blocks with a landmark of a kind. */
export function indicesOf(
  reading: LandmarkReading,
  kind: Landmark['kind'],
  from = 0,
  to = reading.blocks.length,
): readonly number[] {
  const found: number[] = []
  for (let index = from; index < to; index += 1)
    if (landmarkIn(reading, index, kind) !== null) found.push(index)
  return found
}

/** The first landmark of a kind within [from, to); null when there is none. */
export function firstLandmark<Kind extends Landmark['kind']>(
  reading: LandmarkReading,
  kind: Kind,
  from: number,
  to: number,
) {
  for (let index = from; index < to; index += 1) {
    const found = landmarkIn(reading, index, kind)
    if (found !== null) return found
  }
  return null
}

/** Whether a block of [from, to) is prose. */
export function holdsProse({ proseBefore }: LandmarkReading, from: number, to: number): boolean {
  return to > from && (proseBefore[to] ?? 0) > (proseBefore[from] ?? 0)
}

/** The integers of [from, to). */
export function range(from: number, to: number): readonly number[] {
  const integers: number[] = []
  for (let integer = from; integer < to; integer += 1) integers.push(integer)
  return integers
}

/** Whether a block has text and is not made of landmarks. */
export function isProse(reading: LandmarkReading, index: number): boolean {
  return holdsProse(reading, index, index + 1)
}

/** Whether a block is an item of a list of other questions, or the heading of one. */
export function isListed(reading: LandmarkReading, index: number): boolean {
  const [block, next] = [reading.blocks[index], reading.blocks[index + 1]]
  if (block === undefined) return false
  return (
    reading.isListed(block) || (block.headingLevel !== null && next !== undefined && reading.isListed(next))
  )
}

/** Whether a block contains only images, which belong to a body. */
export function isImage(reading: LandmarkReading, index: number): boolean {
  const block = reading.blocks[index]
  return block !== undefined && block.text === '' && block.imageUrls.length > 0
}

/** The look of an element: tag and class. It distinguishes a label from the paragraphs beside it. */
export function lookOf(element: Element): string {
  return `${element.name}.${(element.attribs['class'] ?? '').slice(0, longestClass)}`
}

/** A class of a megabyte would be compared for each child of its element. */
const longestClass = 500

/** Whether two blocks are siblings with the same look, such as paragraphs of one body or rows of one list. */
export function areAlike(reading: LandmarkReading, one: number, other: number): boolean {
  const a = reading.blocks[one]?.element
  const b = reading.blocks[other]?.element
  if (a == null || b == null) return false
  if (reading.blocks[one]?.isMarkedLine === true || reading.blocks[other]?.isMarkedLine === true) return false
  return a === b || (a.parent === b.parent && lookOf(a) === lookOf(b))
}

/** The look of a block's element and its parent; distinguishes landmarks from the same words in bodies. */
export function localLook(block: Block): string {
  const { element } = block
  if (element === null) return block.line?.bullet === true ? 'bullet' : 'line'
  const parent = parentElement(element)
  return `${parent === null ? '' : lookOf(parent)}>${lookOf(element)}`
}

/**
 * The blocks of the largest element around `index` that stays within [floor, ceiling).
 * In a text rendition, and in flat markup, that is the block alone.
 */
export function isolatedExtent(
  reading: LandmarkReading,
  index: number,
  floor: number,
  ceiling: number,
): HeldExtent {
  let held: HeldExtent = { first: index, last: index, element: reading.blocks[index]?.element ?? null }
  for (const { element, first, last } of extentsAround(reading, index)) {
    if (first < floor || last >= ceiling) break
    held = { first, last, element }
  }
  return held
}

/** A run of blocks and the element that holds them; null in a text rendition. */
export interface HeldExtent extends Omit<Extent, 'around'> {
  readonly element: Element | null
}

/** The block-level elements around a block, from the inside; none in a text rendition. */
export function* extentsAround(reading: LandmarkReading, index: number): Generator<HeldExtent> {
  let element = reading.blocks[index]?.element ?? null
  while (element !== null) {
    const extent = reading.extents.get(element)
    if (extent !== undefined) yield { first: extent.first, last: extent.last, element }
    element = extent?.around ?? null
  }
}

/** The parent element; null at the root. */
export function parentElement(element: Element): Element | null {
  const { parent } = element
  return parent !== null && isElement(parent) ? parent : null
}

/** Whether a block is part of the page's frame rather than of its content. */
export function isPageFurniture(reading: LandmarkReading, index: number): boolean {
  const block = reading.blocks[index]
  return block !== undefined && reading.isFurniture(block)
}
