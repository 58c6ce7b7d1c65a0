/** Reads one answer from its span: header (name, rate, 回答No.n, date), body, footer, and the asker's replies. */
import type { Answer, BestAnswerRate, Person } from '../../model/question-page.ts'
import type { AnswerSpan } from './answer-spans.ts'
import { readBody } from './body.ts'
import { type Claims, claim } from './claims.ts'
import {
  firstLandmark,
  has,
  holdsProse,
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
    isBest: inBestSection || header.isBest || isMarkedBelow(reading, header.bodyFrom, bodyTo, claims),
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
  const portraitTo = personEnd(reading, span)
  let index = span.from
  for (; index < span.to; index += 1) {
    const isName =
      index < span.numberAt || index < portraitTo
        ? isShort(reading, index)
        : isNameAfterNumber(reading, index, names.length > 0)
    if (isName) names.push(index)
    else if (index < portraitTo && isImage(reading, index)) continue
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
  const twins =
    nameAt === undefined ? [] : names.filter((at) => at !== nameAt && isSameText(reading, at, nameAt))
  const author =
    linked !== null
      ? { name: linked.name, url: linked.href, bestAnswerRate: rate }
      : nameAt === undefined
        ? null
        : withLink(personOfBlock(reading, nameAt, rate), reading, twins)
  for (let at = span.from; at < bodyFrom; at += 1) {
    if (reading.headers[at] !== null || isImage(reading, at))
      claim(claims, at, `${field} header`, 'landmarks before the text')
  }
  for (const at of linked === null && nameAt !== undefined ? [nameAt, ...twins] : [])
    claim(claims, at, `${field} author`, 'the short text beside the rate or 回答No.')
  return {
    author,
    rate,
    date: firstLandmark(reading, 'date', span.from, bodyFrom)?.date ?? null,
    thanksCount: firstLandmark(reading, 'thanks-count', span.from, bodyFrom)?.count ?? null,
    isBest: firstLandmark(reading, 'best', span.from, bodyFrom) !== null,
    bodyFrom,
  }
}

/** Whether nothing but landmarks is between the text and a mark of the best answer below it. */
function isMarkedBelow(reading: LandmarkReading, bodyFrom: number, to: number, claims: Claims): boolean {
  const last = range(bodyFrom, to).findLast((index) => claims.get(index)?.field.endsWith(' body') === true)
  if (last === undefined) return false
  const below = range(last + 1, to)
  const prose = below.find((index) => isProse(reading, index)) ?? to
  return below.some((index) => index < prose && has(reading, index, 'best'))
}

function isSameText(reading: LandmarkReading, one: number, other: number): boolean {
  return reading.blocks[one]?.folded === reading.blocks[other]?.folded
}

/** A portrait's caption may name the person too, and have the link. */
function withLink(person: Person | null, reading: LandmarkReading, twins: readonly number[]): Person | null {
  if (person === null || person.url !== null) return person
  const hrefs = twins.flatMap((at) => reading.blocks[at]?.segments ?? []).map(({ href }) => href)
  return { ...person, url: hrefs.find((href) => href !== null) ?? null }
}

/** Blocks between 回答No.n and the rate: a portrait with its caption, a link, the name. */
const mostAboutPerson = 6

/**
 * One past the last block about the person after 回答No.n: where a rate or a name by itself follows within a few short texts and
 * pictures, and the text of the answer comes after it. Pages that put the person below the text have none after it.
 */
function personEnd(reading: LandmarkReading, span: AnswerSpan): number {
  const end = Math.min(span.numberAt + 1 + mostAboutPerson, span.to)
  let hasPortrait = false
  let person: number | null = null
  for (let index = span.numberAt + 1; index < end; index += 1) {
    if (has(reading, index, 'reply', 'asker')) break
    const isPerson =
      has(reading, index, 'rate', 'name') || isPersonAlone(reading, index) || isLabelled(reading, index)
    if (isPerson && holdsText(reading, index + 1, span)) {
      person = index
      continue
    }
    hasPortrait ||= isImage(reading, index)
    // Without a portrait, the first short text is the answer's own.
    const isCaption = hasPortrait && isShort(reading, index) && !reading.isBodyText(index)
    const isAbout = person === null ? isCaption : isSameText(reading, index, person)
    if (isProse(reading, index) && !isAbout && !has(reading, index + 1, 'rate')) break
  }
  return (person ?? span.numberAt) + 1
}

/** Whether prose of the answer itself follows, before a reply of the asker. */
function holdsText(reading: LandmarkReading, from: number, span: AnswerSpan): boolean {
  const reply = range(from, span.to).find((index) => has(reading, index, 'reply', 'asker')) ?? span.to
  return holdsProse(reading, from, reply)
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
  return has(reading, index + 1, 'rate') || isPersonAlone(reading, index) || isLabelled(reading, index)
}

/** A short text directly after 回答者 by itself. */
function isLabelled(reading: LandmarkReading, index: number): boolean {
  return has(reading, index - 1, 'answerer') && !has(reading, index - 1, 'name') && isShort(reading, index)
}

/** A short text that is nothing but a link to a person. */
function isPersonAlone(reading: LandmarkReading, index: number): boolean {
  const block = reading.blocks[index]
  return (
    block !== undefined &&
    isShort(reading, index) &&
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
