/** Reads the question's own part of the page: status, body, categories, counts, asker, date, supplements. */
import type { Person, QuestionStatus, Reply } from '../../model/question-page.ts'
import { isPersonLink } from './answer.ts'
import { readBody } from './body.ts'
import { type Claims, claim } from './claims.ts'
import {
  areAlike,
  has,
  indicesOf,
  isListed,
  isProse,
  type LandmarkReading,
  landmarkIn,
} from './landmark-reading.ts'
import { findReplyHeaders, isShort, personOfBlock, type ReplyHeader, readReplies } from './replies.ts'
import type { FoundTitle } from './title.ts'

/** The question without its answers. */
export interface QuestionHead {
  readonly title: string
  readonly body: string
  readonly imageUrls: readonly string[]
  /** Null when the page shows no state. */
  readonly status: QuestionStatus | null
  readonly categories: readonly string[]
  readonly answerCount: number | null
  readonly thanksCount: number | null
  readonly asker: Person | null
  readonly date: string | null
  readonly replies: readonly Reply[]
}

/** Reads the blocks around the title up to `to`, where the answers begin. */
export function readQuestionHead(
  reading: LandmarkReading,
  title: FoundTitle,
  to: number,
  claims: Claims,
): QuestionHead {
  const titleAt = title.at
  claim(claims, titleAt, 'title', title.rule)
  const replyHeaders = findReplyHeaders(reading, titleAt + 2, to)
  const bodyZoneTo = replyHeaders[0]?.from ?? to
  const counts = readCounts(reading, titleAt, to, claims)
  const asker = readAsker(reading, titleAt, bodyZoneTo, claims)
  const repliesTo = lastReplyEnd(reading, replyHeaders, to, claims)
  const [bodyFrom, bodyTo] = bodyRange(reading, titleAt + 1, bodyZoneTo, claims)
  const body = readBody(reading, bodyFrom, bodyTo, claims, 'body')
  return {
    title: reading.blocks[titleAt]?.text ?? '',
    body: body.text,
    imageUrls: body.imageUrls,
    status: readStatus(reading, titleAt, to, claims),
    categories: counts.categories,
    answerCount: counts.answerCount,
    thanksCount: counts.thanksCount,
    asker,
    date: readDate(reading, titleAt, bodyZoneTo, claims),
    replies: readReplies(reading, replyHeaders, repliesTo, claims, 'question'),
  }
}

/** The declared 回答数, by which the answers are chosen; null when the page shows none. */
export function declaredAnswerCount(reading: LandmarkReading, titleAt: number, to: number): number | null {
  const at = nearest(reading, 'answer-count', titleAt, to)
  return at === null ? null : (landmarkIn(reading, at, 'answer-count')?.count ?? null)
}

/** The first landmark after the title, else the last before it. */
function nearest(
  reading: LandmarkReading,
  kind: 'answer-count' | 'thanks-count' | 'state' | 'date',
  titleAt: number,
  to: number,
): number | null {
  return (
    ofThisQuestion(reading, kind, titleAt, to)[0] ??
    ofThisQuestion(reading, kind, lookBack(titleAt), titleAt).at(-1) ??
    null
  )
}

/** Without those that a list shows of other questions. */
function ofThisQuestion(
  reading: LandmarkReading,
  kind: Parameters<typeof indicesOf>[1],
  from: number,
  to: number,
): readonly number[] {
  return indicesOf(reading, kind, from, to).filter((index) => !isListed(reading, index))
}

/** State, date and counts above the title are within a few blocks of it; farther up is the site's header. */
function lookBack(titleAt: number): number {
  return Math.max(0, titleAt - 8)
}

function readStatus(
  reading: LandmarkReading,
  titleAt: number,
  to: number,
  claims: Claims,
): QuestionStatus | null {
  const from = lookBack(titleAt)
  const candidates = [
    ...ofThisQuestion(reading, 'state', from, to),
    ...ofThisQuestion(reading, 'best', from, to),
  ]
  const at = candidates.sort((a, b) => distance(a, titleAt) - distance(b, titleAt))[0]
  if (at === undefined) return null
  claim(claims, at, 'status', 'the state nearest the title')
  return landmarkIn(reading, at, 'state')?.status ?? 'solved'
}

/** Above the title is the usual place, so positions below it count as farther away. */
function distance(index: number, titleAt: number): number {
  return index < titleAt ? titleAt - index : 1000 + index - titleAt
}

function readCounts(reading: LandmarkReading, titleAt: number, to: number, claims: Claims) {
  const answersAt = nearest(reading, 'answer-count', titleAt, to)
  const thanksAt = nearest(reading, 'thanks-count', titleAt, to)
  const anchor = answersAt ?? thanksAt
  const categories: string[] = []
  if (anchor !== null) {
    const isFlatMarkup = isFlat(reading, anchor)
    for (
      let index = anchor - 1;
      index > lookBack(titleAt) && isListMate(reading, index, anchor);
      index -= 1
    ) {
      if (index === titleAt) break
      if (isProse(reading, index)) {
        if (!isLabel(reading, index) || (categories.length > 0 && isFlatMarkup)) break
        categories.push(reading.blocks[index]?.text ?? '')
        claim(claims, index, 'categories', 'in one list with 回答数')
      }
    }
    categories.reverse()
    const beside = landmarkIn(reading, anchor, 'name')
    if (beside !== null) categories.push(beside.name)
  }
  if (answersAt !== null) claim(claims, answersAt, 'answerCount', '回答数n')
  if (thanksAt !== null) claim(claims, thanksAt, 'thanksCount', 'ありがとう数n')
  return {
    categories,
    answerCount: answersAt === null ? null : (landmarkIn(reading, answersAt, 'answer-count')?.count ?? null),
    thanksCount: thanksAt === null ? null : (landmarkIn(reading, thanksAt, 'thanks-count')?.count ?? null),
  }
}

/** A category is a label; a sentence before the counts is the end of the body. */
function isLabel(reading: LandmarkReading, index: number): boolean {
  return !/[。、？！?!…]/u.test(reading.blocks[index]?.text ?? '')
}

/** Flat markup, where everything is a sibling: only the text directly before the counts is a category. */
function isFlat(reading: LandmarkReading, anchor: number): boolean {
  const section = reading.blocks.find(({ index }) => index >= anchor && has(reading, index, 'section'))
  return section !== undefined && section.element?.parent === reading.blocks[anchor]?.element?.parent
}

/** Whether a block is in the same list as the counts: a bullet of the same run, or a sibling with the same tag. */
function isListMate(reading: LandmarkReading, index: number, anchor: number): boolean {
  const block = reading.blocks[index]
  const mate = reading.blocks[anchor]
  if (block === undefined || mate === undefined) return false
  if (block.text.length > 60 || block.text.includes('\n')) return false
  if (block.line !== null) return block.line.bullet && block.line.indent === mate.line?.indent
  if (block.element === null || mate.element === null) return false
  if (block.element.name === 'li' && isLabel(reading, index)) return true
  return (
    areAlike(reading, index, anchor) ||
    (block.element.parent === mate.element.parent &&
      block.element.name === mate.element.name &&
      block.element.name !== 'p')
  )
}

/** Looks beside the title and below the body for a name with 質問者 or a short text that is only a link to a person. */
function readAsker(reading: LandmarkReading, titleAt: number, to: number, claims: Claims): Person | null {
  for (let index = lookBack(titleAt); index < to; index += 1) {
    if (index === titleAt) continue
    if (has(reading, index, 'asker')) {
      claim(claims, index, 'asker', '質問者, or a link to a person beside the question')
      const name = landmarkIn(reading, index, 'name')
      if (name !== null) return { name: name.name, url: name.href, bestAnswerRate: null }
      const at = [index - 1, index + 1].find(
        (one) => one !== titleAt && isShort(reading, one) && !claims.has(one),
      )
      if (at === undefined) continue
      claim(claims, at, 'asker', 'the short text beside 質問者')
      return personOfBlock(reading, at, null)
    }
    const block = reading.blocks[index]
    const linked =
      block !== undefined &&
      block.segments.length > 0 &&
      block.segments.every((one) => isPersonLink(one.href))
    if (index > titleAt && linked && isShort(reading, index)) {
      claim(claims, index, 'asker', '質問者, or a link to a person beside the question')
      return personOfBlock(reading, index, null)
    }
  }
  return null
}

function readDate(reading: LandmarkReading, titleAt: number, to: number, claims: Claims): string | null {
  const at = nearest(reading, 'date', titleAt, to)
  if (at === null) return null
  const already = claims.get(at)?.field
  if (already === undefined) claim(claims, at, 'postedAt', 'the date nearest the title')
  // A date that the body claimed as a line of its text is not the question's.
  return already === 'body' ? null : (landmarkIn(reading, at, 'date')?.date ?? null)
}

/**
 * The body is the run of unclaimed prose with the longest text after the title. Landmarks and claimed blocks end a run,
 * unless they look like its paragraphs.
 */
function bodyRange(
  reading: LandmarkReading,
  from: number,
  to: number,
  claims: Claims,
): readonly [number, number] {
  let longest: number | null = null
  for (let index = from; index < to; index += 1) {
    if (!isFree(reading, index, claims)) continue
    const length = reading.blocks[index]?.text.length ?? 0
    if (longest === null || length > (reading.blocks[longest]?.text.length ?? 0)) longest = index
  }
  if (longest === null) return [from, from]
  let first = longest
  let end = longest + 1
  while (first - 1 >= from && continues(reading, first - 1, longest, claims)) first -= 1
  while (end < to && continues(reading, end, longest, claims)) end += 1
  return [first, end]
}

function isFree(reading: LandmarkReading, index: number, claims: Claims): boolean {
  return isProse(reading, index) && !claims.has(index) && !isListed(reading, index)
}

function continues(reading: LandmarkReading, index: number, longest: number, claims: Claims): boolean {
  if (claims.has(index)) return false
  if (reading.headers[index] === null) return true
  return areAlike(reading, index, longest)
}

/** The question's supplements end where the counts or the noise below them begin. */
function lastReplyEnd(
  reading: LandmarkReading,
  headers: readonly ReplyHeader[],
  to: number,
  claims: Claims,
): number {
  const from = headers.at(-1)?.textFrom
  if (from === undefined) return to
  for (let index = from + 1; index < to; index += 1) {
    if (claims.has(index) || has(reading, index, 'answer-count', 'thanks-count')) return index
  }
  return to
}
