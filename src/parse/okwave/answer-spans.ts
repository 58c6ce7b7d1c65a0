/**
 * Finds where each answer begins and ends. 回答No.n is the only reliable mark of an answer. The same words in a body have
 * a different look (tag and class), and the declared counts (回答数, その他の回答 (k)) decide between interpretations.
 */
import { firstAbove, lastBelow } from '../sorted.ts'
import {
  extentsAround,
  type HeldExtent,
  has,
  holdsProse,
  indicesOf,
  isolatedExtent,
  isPageFurniture,
  isProse,
  type LandmarkReading,
  landmarkIn,
  localLook,
  range,
} from './landmark-reading.ts'

/** The blocks of one answer. All values are block indices. */
export interface AnswerSpan {
  /** The first block. */
  readonly from: number
  /** One past the last block. */
  readonly to: number
  /** One past the last block that its text can reach: the end of the element around number and text. */
  readonly bodyTo: number
  /** The block with 回答No.n. */
  readonly numberAt: number
  /** The n of 回答No.n. */
  readonly number: number
}

/** The part of the page with the answers. */
export interface AnswerZone {
  /** One past the last block of the question's own part. */
  readonly from: number
  /** The blocks with section headings, in order. */
  readonly sections: readonly number[]
  readonly spans: readonly AnswerSpan[]
  /** One past the last block of the last answer. */
  readonly to: number
}

/** More looks than this are an attack on the choice between them (2^n combinations). */
const mostLooks = 8

/**
 * Finds the answers after block `from`.
 *
 * @param declared The page's 回答数; null when it shows none.
 */
export function findAnswerZone(reading: LandmarkReading, from: number, declared: number | null): AnswerZone {
  // On a page that declares 0 answers, any number belongs to another question in a sidebar.
  const candidates =
    declared === 0
      ? []
      : indicesOf(reading, 'answer-number', from).filter((index) => !isPageFurniture(reading, index))
  const end = zoneEnd(reading, from, candidates)
  const numbers = chooseNumbers(reading, candidates, declared)
  const first = numbers[0]
  const headings = indicesOf(reading, 'section', from, end)
  if (first === undefined) {
    const start = headings[0] ?? end
    return {
      from: start,
      sections: headings.slice(0, 1),
      spans: [],
      to: headings.length > 0 ? start + 1 : start,
    }
  }
  const opening = headings.findLast((index) => index <= first)
  const sections = headings.filter((index) => index >= (opening ?? first))
  const spans = spansOf(reading, numbers, sections, from, end)
  const start = Math.min(opening ?? first, spans[0]?.from ?? first)
  return { from: start, sections, spans, to: spans.at(-1)?.to ?? end }
}

/**
 * The answers end at the heading of the related questions, the last line of the page, or navigation. On a page without
 * answers, any other heading ends the zone too.
 */
function zoneEnd(reading: LandmarkReading, from: number, numbers: readonly number[]): number {
  const lastNumber = numbers.at(-1)
  for (let index = lastNumber ?? from; index < reading.blocks.length; index += 1) {
    if (has(reading, index, 'related', 'tail') || isPageFurniture(reading, index)) return index
    const otherPart = reading.blocks[index]?.headingLevel !== null && isProse(reading, index)
    if (lastNumber === undefined && otherPart) return index
  }
  return reading.blocks.length
}

/** Groups candidates by look and picks the set of looks that agrees with the declared count; all if none agrees. */
function chooseNumbers(
  reading: LandmarkReading,
  candidates: readonly number[],
  declared: number | null,
): readonly number[] {
  const numbered = (index: number) => landmarkIn(reading, index, 'answer-number')?.number ?? -1
  const isDistinct = new Set(candidates.map(numbered)).size === candidates.length
  if (isDistinct && (declared === null || candidates.length === declared)) return candidates

  const looks = [...Map.groupBy(candidates, (index) => lookAt(reading, index)).values()]
  if (looks.length > mostLooks) return candidates
  const clashing = clashesOf(looks.map((look) => look.map(numbered)))
  const subsets = Array.from({ length: 2 ** looks.length - 1 }, (_, at) => {
    const chosen = looks.filter((_look, bit) => ((at + 1) >> bit) & 1)
    return {
      bits: at + 1,
      chosen,
      length: chosen.reduce((sum, look) => sum + look.length, 0),
      first: chosen.reduce((least, look) => Math.min(least, look[0] ?? least), Number.POSITIVE_INFINITY),
    }
  })
  const agreeing = subsets
    .filter(({ bits, length }) => (declared === null || length === declared) && !clashing(bits))
    // The most answers first; on a tie the one that begins first, because a header precedes its body.
    .sort((a, b) => b.length - a.length || a.first - b.first)
  return agreeing[0]?.chosen.flat().sort((a, b) => a - b) ?? candidates
}

/**
 * Whether a set of looks, as bits, has a number twice. The numbers are read once, not for each of the 255 sets: what
 * counts is which looks share one.
 */
function clashesOf(looks: readonly (readonly number[])[]): (bits: number) => boolean {
  const owners = new Map<number, number>()
  let doubled = 0
  const shared = new Set<number>()
  for (const [bit, numbers] of looks.entries()) {
    for (const number of numbers) {
      const before = owners.get(number) ?? 0
      if ((before >> bit) & 1) doubled |= 1 << bit
      owners.set(number, before | (1 << bit))
    }
  }
  for (const bits of owners.values()) shared.add(bits)
  return (bits) => (bits & doubled) !== 0 || [...shared].some((owning) => hasTwo(owning & bits))
}

function hasTwo(bits: number): boolean {
  return (bits & (bits - 1)) !== 0
}

/** A number with the same look as the paragraphs around it is likely a line of their text. */
function lookAt(reading: LandmarkReading, index: number): string {
  const block = reading.blocks[index]
  return block === undefined ? '' : localLook(block)
}

function spansOf(
  reading: LandmarkReading,
  numbers: readonly number[],
  sections: readonly number[],
  from: number,
  end: number,
): readonly AnswerSpan[] {
  const areDatesBelow = endsWithDates(reading, numbers, sections, from, end)
  const bounds = numbers.map((index, at) => {
    // Extents are contiguous, so it is enough to check the nearest answer and heading on each side.
    const floor = Math.max(from, (numbers[at - 1] ?? -1) + 1, (lastBelow(sections, index) ?? -1) + 1)
    const ceiling = Math.min(end, numbers[at + 1] ?? end, firstAbove(sections, index) ?? end)
    const extent = isolatedExtent(reading, index, floor, ceiling)
    // An element around number and text bounds both; an element around the header line alone bounds neither.
    const whole = extent.last > index && holdsProse(reading, index + 1, extent.last + 1)
    return whole
      ? { from: withBestBefore(reading, extent.first, floor), bodyTo: extent.last + 1 }
      : { from: headerStart(reading, index, extent, floor, areDatesBelow), bodyTo: end }
  })
  return numbers.map((index, at) => {
    const { from: start, bodyTo } = bounds[at] ?? { from: index, bodyTo: end }
    const heading = firstAbove(sections, index)
    const to = Math.min(
      bounds[at + 1]?.from ?? end,
      heading ?? end,
      at === numbers.length - 1 ? lastEnd(reading, numbers, sections, index, end) : end,
    )
    return {
      from: start,
      to,
      bodyTo: Math.min(bodyTo, to),
      numberAt: index,
      number: landmarkIn(reading, index, 'answer-number')?.number ?? 0,
    }
  })
}

/** A line ベストアンサー by itself, directly before the element of an answer, marks it. */
function withBestBefore(reading: LandmarkReading, first: number, floor: number): number {
  const before = first - 1
  const isMark = before >= floor && reading.headers[before]?.every(({ kind }) => kind === 'best') === true
  return isMark ? before : first
}

/** Extends an answer backwards to the rate, best-answer mark and name that directly precede its header line. */
function headerStart(
  reading: LandmarkReading,
  numberAt: number,
  extent: HeldExtent,
  from: number,
  areDatesBelow: boolean,
): number {
  let start = extent.first
  let named =
    holdsProse(reading, start, numberAt + 1) ||
    range(start, numberAt + 1).some((index) => has(reading, index, 'name'))
  let rated = range(start, numberAt + 1).some((index) => has(reading, index, 'rate'))
  while (start - 1 >= from) {
    const before = start - 1
    if (has(reading, before, 'section', 'reply', 'asker', 'answer-number')) break
    // The end of the answer above, with whatever stands below its date.
    if (areDatesBelow && has(reading, before, 'date')) return extent.first
    if (has(reading, before, 'rate')) {
      if (rated) break
      rated = true
      named ||= has(reading, before, 'name')
    } else if (!has(reading, before, 'best', 'date', 'noise')) {
      if (named || !isNameLine(reading, before, rated)) break
      named = true
    }
    start = before
  }
  return start
}

/** Blocks of a header line above 回答No.n. */
const mostAbove = 4

/** Whether the dates of answers stand below their texts: none is above the first number, one is below the last. */
function endsWithDates(
  reading: LandmarkReading,
  numbers: readonly number[],
  sections: readonly number[],
  from: number,
  end: number,
): boolean {
  const [first, last] = [numbers[0], numbers.at(-1)]
  if (first === undefined || last === undefined || first === last) return false
  const floor = Math.max(from, (lastBelow(sections, first) ?? -1) + 1, first - mostAbove)
  const isDate = (index: number) => has(reading, index, 'date')
  if (range(floor, first + 1).some(isDate)) return false
  const below = range(last + 1, end).find(isDate)
  return below !== undefined && holdsProse(reading, last + 1, below)
}

/** Short prose in the position of a name: directly before a rate, or as a bullet of a text rendition. */
function isNameLine(reading: LandmarkReading, index: number, rated: boolean): boolean {
  const block = reading.blocks[index]
  if (block === undefined || !isProse(reading, index)) return false
  if (block.text.length > 60 || block.text.includes('\n')) return false
  return block.line === null ? rated : block.line.bullet
}

/** The last answer ends with the element around all answers, or else with the zone. */
function lastEnd(
  reading: LandmarkReading,
  numbers: readonly number[],
  sections: readonly number[],
  last: number,
  end: number,
): number {
  const first = Math.min(numbers[0] ?? last, sections[0] ?? last)
  for (const around of extentsAround(reading, last)) {
    if (around.first <= first && holdsProse(reading, last + 1, around.last + 1)) {
      return Math.min(around.last + 1, end)
    }
  }
  return end
}
