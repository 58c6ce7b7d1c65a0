/** Reads one answer from its span: header (name, rate, 回答No.n, date), body, footer, and the asker's replies. */
import type { Answer, BestAnswerRate, Person } from '../../model/question-page.ts'
import type { AnswerSpan } from './answer-spans.ts'
import { readBody } from './body.ts'
import { type Claims, claim } from './claims.ts'
import {
  firstLandmark,
  has,
  isImage,
  isProse,
  type LandmarkReading,
  landmarkIn,
  range,
} from './landmark-reading.ts'
import { findReplyHeaders, isShort, personOfBlock, readReplies } from './replies.ts'

/** Reads the answer and claims its blocks. */
export function readAnswer(
  reading: LandmarkReading,
  span: AnswerSpan,
  inBestSection: boolean,
  claims: Claims,
): Answer {
  const field = `answer ${span.number}`
  const header = readAnswerHeader(reading, span, claims, field)
  const replyHeaders = findReplyHeaders(reading, header.bodyFrom + 1, span.to)
  const bodyTo = replyHeaders[0]?.from ?? span.to
  const footer = readFooter(reading, header, bodyTo, claims, field)
  const body = readBody(reading, header.bodyFrom, Math.min(footer.from, span.bodyTo), claims, `${field} body`)

  return {
    key: String(span.number),
    number: span.number,
    isBest: inBestSection || header.isBest,
    author: header.author ?? footer.author,
    body: body.text,
    postedAt: header.date ?? footer.date ?? body.date,
    thanksCount: header.thanksCount ?? footer.thanksCount ?? body.thanksCount,
    imageUrls: body.imageUrls,
    replies: readReplies(reading, replyHeaders, span.to, claims, field),
  }
}

interface AnswerHeader {
  readonly author: Person | null
  readonly rate: BestAnswerRate | null
  readonly date: string | null
  readonly thanksCount: number | null
  readonly isBest: boolean
  readonly bodyFrom: number
}

function readAnswerHeader(
  reading: LandmarkReading,
  span: AnswerSpan,
  claims: Claims,
  field: string,
): AnswerHeader {
  const names: number[] = []
  let index = span.from
  for (; index < span.to; index += 1) {
    const isName =
      index < span.numberAt ? isShort(reading, index) : isNameAfterNumber(reading, index, names.length > 0)
    if (isName) names.push(index)
    else if (index > span.numberAt && (isProse(reading, index) || isImage(reading, index))) break
    else if (index > span.numberAt && has(reading, index, 'reply', 'asker')) break
  }
  const bodyFrom = index
  const rate = firstLandmark(reading, 'rate', span.from, bodyFrom)?.rate ?? null
  const linked = firstLandmark(reading, 'name', span.from, bodyFrom)
  // Of several short texts, the one directly before the rate is the name; the others stay unclaimed.
  const nameAt =
    names.find((at) => has(reading, at + 1, 'rate')) ??
    names.at(-1) ??
    landmarkName(reading, span.from, bodyFrom)
  const author =
    linked !== null
      ? { name: linked.name, url: linked.href, bestAnswerRate: rate }
      : nameAt === undefined
        ? null
        : personOfBlock(reading, nameAt, rate)
  for (let at = span.from; at < bodyFrom; at += 1) {
    if (reading.headers[at] !== null || isImage(reading, at))
      claim(claims, at, `${field} header`, 'landmarks before the text')
  }
  if (linked === null && nameAt !== undefined)
    claim(claims, nameAt, `${field} author`, 'the short text beside the rate or 回答No.')
  return {
    author,
    rate,
    date: firstLandmark(reading, 'date', span.from, bodyFrom)?.date ?? null,
    thanksCount: firstLandmark(reading, 'thanks-count', span.from, bodyFrom)?.count ?? null,
    isBest: firstLandmark(reading, 'best', span.from, bodyFrom) !== null,
    bodyFrom,
  }
}

/** A user may be called お礼: the text directly before a rate is a name, even if it reads like a landmark. */
function landmarkName(reading: LandmarkReading, from: number, to: number): number | undefined {
  return range(from, to - 1).find(
    (index) =>
      has(reading, index, 'reply', 'asker', 'related', 'tail', 'state') && has(reading, index + 1, 'rate'),
  )
}

/** After 回答No.n, a short text is a name only if a rate follows it or it consists of a link to a person. */
function isNameAfterNumber(reading: LandmarkReading, index: number, named: boolean): boolean {
  if (named || !isShort(reading, index)) return false
  if (has(reading, index + 1, 'rate')) return true
  const block = reading.blocks[index]
  return (
    block !== undefined &&
    block.segments.length > 0 &&
    block.segments.every((segment) => isPersonLink(segment.href))
  )
}

/** Whether a link leads to a profile, by the paths that Q&A sites use for people. */
export function isPersonLink(href: string | null): boolean {
  return (
    href !== null && /(?:^|\/)(?:users?|profiles?|mypage|members?|u)(?:[/?._-]|$)|[?&]user_?id=/i.test(href)
  )
}

interface Footer {
  readonly from: number
  readonly author: Person | null
  readonly date: string | null
  readonly thanksCount: number | null
}

/** For pages that put name and rate below the body instead of above it. */
function readFooter(
  reading: LandmarkReading,
  header: AnswerHeader,
  to: number,
  claims: Claims,
  field: string,
): Footer {
  const none = { from: to, author: null, date: null, thanksCount: null }
  if (header.author !== null) return none
  const rateAt = range(header.bodyFrom + 1, to).findLast((index) => has(reading, index, 'rate'))
  if (rateAt === undefined || range(rateAt + 1, to).some((index) => isProse(reading, index))) return none
  const rate = landmarkIn(reading, rateAt, 'rate')?.rate ?? null
  const linked = firstLandmark(reading, 'name', rateAt, rateAt + 1)
  const nameAt =
    linked === null && rateAt - 1 > header.bodyFrom && isShort(reading, rateAt - 1) ? rateAt - 1 : rateAt
  const author =
    linked !== null
      ? { name: linked.name, url: linked.href, bestAnswerRate: rate }
      : nameAt < rateAt
        ? personOfBlock(reading, nameAt, rate)
        : null
  if (author === null) return none
  for (let at = nameAt; at < to; at += 1) claim(claims, at, `${field} footer`, 'name and rate under the text')
  return {
    from: nameAt,
    author,
    date: firstLandmark(reading, 'date', nameAt, to)?.date ?? null,
    thanksCount: firstLandmark(reading, 'thanks-count', nameAt, to)?.count ?? null,
  }
}
