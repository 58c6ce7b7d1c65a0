/** Reads the asker's replies below an answer or the question: name, 質問者, お礼 or 補足, text. */
import type { Person, Reply } from '../../model/question-page.ts'
import { readBody } from './body.ts'
import { type Claims, claim } from './claims.ts'
import {
  areAlike,
  firstLandmark,
  has,
  isProse,
  type LandmarkReading,
  landmarkIn,
  range,
} from './landmark-reading.ts'
import { nameOf } from './names.ts'

/** The header of one reply, with block indices. */
export interface ReplyHeader {
  readonly kind: Reply['kind']
  readonly from: number
  /** First block of the text. */
  readonly textFrom: number
  readonly author: Person | null
  readonly date: string | null
}

/** The reply headers within [from, to). The first has at least one block before it. */
export function findReplyHeaders(reading: LandmarkReading, from: number, to: number): readonly ReplyHeader[] {
  const headers: ReplyHeader[] = []
  for (let index = from; index < to; index += 1) {
    const reply = landmarkIn(reading, index, 'reply')
    if (reply === null) continue
    const header = replyHeaderAt(reading, index, reply.reply, headers.at(-1)?.textFrom ?? from, to)
    if (header !== null) headers.push(header)
  }
  return headers
}

function replyHeaderAt(
  reading: LandmarkReading,
  index: number,
  kind: Reply['kind'],
  floor: number,
  to: number,
): ReplyHeader | null {
  let from = index
  let textFrom = index + 1
  while (from - 1 >= floor && isBeside(reading, from - 1)) from -= 1
  while (textFrom < to && isBeside(reading, textFrom)) textFrom += 1

  let nameAt: number | null = null
  const askerBefore = range(from, index + 1).some((one) => has(reading, one, 'asker'))
  const named = range(from, textFrom).some((one) => has(reading, one, 'name'))
  if (askerBefore && !named && from - 1 >= floor && isShort(reading, from - 1)) nameAt = from -= 1
  const askerNext =
    !askerBefore &&
    index + 2 < to &&
    isShort(reading, index + 1) &&
    has(reading, index + 2, 'asker') &&
    !has(reading, index + 2, 'name')
  if (nameAt === null && !named && askerNext) {
    nameAt = index + 1
    textFrom = index + 3
    while (textFrom < to && has(reading, textFrom, 'date', 'noise')) textFrom += 1
  }
  // The word alone, with the look of the paragraph before it and no asker beside it, is a line of that text.
  const corroborated = nameAt !== null || range(from, textFrom).some((one) => has(reading, one, 'asker'))
  if (!corroborated && index > 0 && isProse(reading, index - 1) && areAlike(reading, index, index - 1))
    return null

  return {
    kind,
    from,
    textFrom,
    author: nameAt === null ? authorIn(reading, from, textFrom) : personOfBlock(reading, nameAt, null),
    date: firstLandmark(reading, 'date', from, textFrom)?.date ?? null,
  }
}

/** A block with a reply's own word begins the next header, although it may also name the asker. */
function isBeside(reading: LandmarkReading, index: number): boolean {
  return has(reading, index, 'asker', 'date', 'noise') && !has(reading, index, 'reply')
}

/** Reads the replies of these headers, each up to the next header or `to`, and claims their blocks. */
export function readReplies(
  reading: LandmarkReading,
  headers: readonly ReplyHeader[],
  to: number,
  claims: Claims,
  field: string,
): readonly Reply[] {
  return headers.map((header, at) => {
    const name = `${field} reply ${at + 1}`
    const end = headers[at + 1]?.from ?? to
    const footer = header.author === null ? askerBelow(reading, header.textFrom, end) : null
    const body = readBody(reading, header.textFrom, footer?.from ?? end, claims, name)
    for (const index of [
      ...range(header.from, header.textFrom),
      ...range(footer?.from ?? end, footer?.to ?? end),
    ]) {
      claim(claims, index, `${name}, header`, 'name, 質問者, お礼 or 補足')
    }
    return {
      kind: header.kind,
      author: header.author ?? footer?.author ?? null,
      body: body.text,
      postedAt: header.date ?? body.date,
    }
  })
}

/** For pages that put the asker's name and 質問者 below the reply instead of above it. */
function askerBelow(reading: LandmarkReading, textFrom: number, end: number) {
  const askerAt = range(textFrom + 1, end).find((index) => has(reading, index, 'asker'))
  if (askerAt === undefined) return null
  const named = landmarkIn(reading, askerAt, 'name')
  if (named !== null) {
    return {
      from: askerAt,
      to: askerAt + 1,
      author: { name: named.name, url: named.href, bestAnswerRate: null },
    }
  }
  if (askerAt - 1 <= textFrom || !isShort(reading, askerAt - 1)) return null
  return { from: askerAt - 1, to: askerAt + 1, author: personOfBlock(reading, askerAt - 1, null) }
}

function authorIn(reading: LandmarkReading, from: number, to: number): Person | null {
  const name = firstLandmark(reading, 'name', from, to)
  return name === null ? null : { name: name.name, url: name.href, bestAnswerRate: null }
}

/** The person that a block names, with the link where there is one; null for an empty name. */
export function personOfBlock(
  reading: LandmarkReading,
  index: number,
  rate: Person['bestAnswerRate'],
): Person | null {
  const block = reading.blocks[index]
  if (block === undefined) return null
  const honorific = block.segments.length > 1 && block.segments.at(-1)?.folded === 'さん'
  const segments = honorific ? block.segments.slice(0, -1) : block.segments
  const name = nameOf(segments.map((segment) => segment.text).join(''))
  return { name, url: segments.find((segment) => segment.href !== null)?.href ?? null, bestAnswerRate: rate }
}

/** Whether a block is short enough for a name. The longest name seen has 20 characters; the limit is unknown. */
export function isShort(reading: LandmarkReading, index: number): boolean {
  const block = reading.blocks[index]
  return (
    block !== undefined && isProse(reading, index) && block.text.length <= 40 && !block.text.includes('\n')
  )
}
