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
  withHeaders,
} from './landmark-reading.ts'

/** The reading without the landmarks in texts if the page is consistent without them; else the unchanged reading. */
export function withoutTextLines(reading: LandmarkReading): LandmarkReading {
  const groupOf = groupsOf(reading)
  const sentences = new Map(
    reading.blocks
      .filter((block) => reading.headers[block.index] === null && isSentence(block))
      .map((block) => [groupOf(block.index), block]),
  )
  sentences.delete(null)
  const texts = new Set(
    [...sentences].filter(([, block]) => isBodyElement(reading, block, groupOf)).map(([group]) => group),
  )
  if (texts.size === 0) return reading
  const headers = reading.headers.map((header, index) => {
    if (header === null || !texts.has(groupOf(index))) return header
    return header.some((landmark) => landmark.kind === 'date' && landmark.labelled) ? header : null
  })
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

/** Whether an element is a text: all its children have one look, and none is a reply header. */
function isBodyElement(reading: LandmarkReading, block: Block, groupOf: GroupOf): boolean {
  const parent = block.element === null ? null : parentElement(block.element)
  const extent = parent === null ? undefined : reading.extents.get(parent)
  if (extent === undefined) return false
  for (let index = extent.first; index <= extent.last; index += 1) {
    if (groupOf(index) !== groupOf(block.index)) return false
    if (has(reading, index, 'asker') && has(reading, index + 1, 'reply')) return false
  }
  return true
}

function isSentence(block: Block): boolean {
  return /[。？！?!]/u.test(block.text) || block.text.length > 40
}

/** A block's group of siblings with one look; null in a text rendition and for the lines of a split cell, without elements. */
type GroupOf = (index: number) => string | null

/** Made for the blocks that are asked for: sentences and what is beside them. */
function groupsOf(reading: LandmarkReading): GroupOf {
  const parents = new Map<Element, number>()
  const known = new Map<number, string | null>()
  const make = (block: Block | undefined) => {
    const element = block === undefined || block.isMarkedLine ? null : block.element
    const parent = element === null ? null : parentElement(element)
    if (element === null || parent === null) return null
    const number = parents.get(parent) ?? parents.size
    parents.set(parent, number)
    return `${number} ${lookOf(element)}`
  }
  return (index) => {
    const before = known.get(index)
    if (before !== undefined) return before
    const group = make(reading.blocks[index])
    known.set(index, group)
    return group
  }
}
