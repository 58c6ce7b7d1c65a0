/**
 * Removes landmarks that are lines of a user's text. Among sibling paragraphs with one look, one of them a sentence, a
 * paragraph that reads 回答No.1 or 補足 is part of the text. In flat markup, where every paragraph has the same look, this
 * would remove every landmark; so it applies only when the remaining landmarks agree with what the page declares.
 */
import type { Block } from '../html/blocks.ts'
import type { Element } from '../html/nodes.ts'
import {
  has,
  indicesOf,
  type LandmarkReading,
  landmarkIn,
  lookOf,
  parentElement,
  range,
  withHeaders,
} from './landmark-reading.ts'

/** The reading without the landmarks in texts if the page is consistent without them; else the unchanged reading. */
export function withoutTextLines(reading: LandmarkReading): LandmarkReading {
  const lines = new Set(landmarksInTexts(reading))
  if (lines.size === 0) return reading
  const headers = reading.headers.map((header, index) => (lines.has(index) ? null : header))
  const cleared: LandmarkReading = { ...reading, ...withHeaders(reading.blocks, headers) }
  return isConsistent(cleared, reading) ? cleared : reading
}

function isConsistent(cleared: LandmarkReading, before: LandmarkReading): boolean {
  const numbers = indicesOf(cleared, 'answer-number').map(
    (index) => landmarkIn(cleared, index, 'answer-number')?.number,
  )
  const lost = indicesOf(before, 'answer-number').length > numbers.length
  const declared = indicesOf(cleared, 'answer-count').map(
    (index) => landmarkIn(cleared, index, 'answer-count')?.count,
  )
  if (new Set(numbers).size < numbers.length) return false
  // Sidebars may count other questions' answers: one of the counts must be this page's.
  if (declared.length > 0) return declared.includes(numbers.length) && sectionsKept(cleared, numbers.length)
  return numbers.length > 0 || !lost
}

/** Answers are below a section heading. */
function sectionsKept(cleared: LandmarkReading, answers: number): boolean {
  return answers === 0 || indicesOf(cleared, 'section').length > 0
}

/** The blocks of texts that read like landmarks. A labelled date is never a line of a text. */
function landmarksInTexts(reading: LandmarkReading): readonly number[] {
  const texts = [...parentsOfSentences(reading)].filter((parent) => isBodyElement(reading, parent))
  return texts.flatMap((text) => {
    const { first, last } = reading.extents.get(text) ?? noBlocks
    return range(first, last + 1).filter((index) => {
      const header = reading.headers[index]
      return header != null && !header.some((landmark) => landmark.kind === 'date' && landmark.labelled)
    })
  })
}

const noBlocks = { first: 0, last: -1 }

function parentsOfSentences(reading: LandmarkReading): ReadonlySet<Element> {
  const parents = new Set<Element>()
  for (const block of reading.blocks) {
    if (reading.headers[block.index] !== null) continue
    const parent = parentOf(block)
    if (parent !== null && !parents.has(parent) && isSentence(block)) parents.add(parent)
  }
  return parents
}

/** Whether an element is a text: all its blocks are children with one look, and none is a reply header. */
function isBodyElement(reading: LandmarkReading, parent: Element): boolean {
  const { first, last } = reading.extents.get(parent) ?? noBlocks
  const look = lookAt(reading.blocks[first])
  for (let index = first; index <= last; index += 1) {
    const block = reading.blocks[index]
    if (parentOf(block) !== parent || lookAt(block) !== look) return false
    if (has(reading, index, 'asker') && has(reading, index + 1, 'reply')) return false
  }
  return first <= last
}

function isSentence(block: Block): boolean {
  return /[。？！?!]/u.test(block.text) || block.text.length > 40
}

/** What is around a block's element; null in a text rendition and for the lines of a split cell, without elements. */
function parentOf(block: Block | undefined): Element | null {
  return block === undefined || block.element === null || block.isMarkedLine
    ? null
    : parentElement(block.element)
}

function lookAt(block: Block | undefined): string {
  return block === undefined || block.element === null ? '' : lookOf(block.element)
}
