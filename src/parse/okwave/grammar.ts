/**
 * The grammar of OKWAVE question pages: it turns blocks into a draft of the record. It reads landmarks and structure; a
 * layout's hints point out titles and bodies but never make a record on their own.
 */
import type { Answer, Person, QuestionStatus, RelatedQuestion, Reply } from '../../model/question-page.ts'
import type { Block } from '../html/blocks.ts'
import { lastBelow } from '../sorted.ts'
import { readAnswer } from './answer.ts'
import { type AnswerZone, findAnswerZone } from './answer-spans.ts'
import { type Claims, claim } from './claims.ts'
import type { Landmark } from './landmark.ts'
import { has, indicesOf, isListed, isProse, type LandmarkReading, landmarkIn } from './landmark-reading.ts'
import { declaredAnswerCount, readQuestionHead } from './question-head.ts'
import { type RelatedLinks, readRelated } from './related.ts'
import { withoutTextLines } from './text-lines.ts'
import { findTitle, type TitleEvidence } from './title.ts'

/** The record before identity, URLs and checks are added. */
export interface Draft {
  readonly title: string
  readonly body: string
  readonly imageUrls: readonly string[]
  readonly status: QuestionStatus
  readonly categories: readonly string[]
  readonly asker: Person | null
  readonly postedAt: string | null
  readonly answerCount: number | null
  readonly thanksCount: number | null
  readonly answers: readonly Answer[]
  readonly replies: readonly Reply[]
  readonly related: readonly RelatedQuestion[]
  /** What the page says a second time; input of the checks. */
  readonly said: Said
  /** What `--explain` shows. */
  readonly evidence: DraftEvidence
}

/** How the draft was read. */
export interface DraftEvidence {
  readonly reading: LandmarkReading
  /** Which block gave which field. */
  readonly claims: Claims
  /** Blocks of the main region that no field took. */
  readonly unclaimed: readonly number[]
}

/** Statements of the page that the checks compare with the draft. */
export interface Said {
  /** その他の回答 (k): the declared k and the number of answers found below that heading. */
  readonly others: { readonly declared: number; readonly found: number } | null
  /** Visible texts of the main region that no field took. */
  readonly unclaimed: readonly string[]
  readonly hasRelated: boolean
  readonly hasTail: boolean
}

/** What a layout and the page's links tell the grammar. */
export interface GrammarHints extends TitleEvidence, RelatedLinks {}

/** The draft; null when the page lacks the landmarks of a question page. */
export function readQuestion(
  page: LandmarkReading,
  hints: GrammarHints,
  urlNamesQuestion: boolean,
): Draft | null {
  const reading = withoutTextLines(page)
  const title = findTitle(reading, hints)
  const titleAt = title?.at ?? null
  const head = titleAt ?? 0
  const declared = declaredAnswerCount(reading, head, firstSection(reading, head))
  const zone = findAnswerZone(reading, head + 1, declared)
  if (!isQuestion(reading, zone, head, urlNamesQuestion)) return null

  const claims: Claims = new Map()
  for (const section of zone.sections) claim(claims, section, 'section', 'a section heading')
  const question = title === null ? null : readQuestionHead(reading, title, zone.from, claims)
  const answers = zone.spans.map((span) =>
    readAnswer(reading, span, sectionOf(reading, zone, span.from) === 'best', claims),
  )
  const relatedAt = indicesOf(reading, 'related', zone.to)[0]
  const related = relatedAt === undefined ? [] : readRelated(reading, relatedAt, hints, claims)
  const unclaimed = unclaimedBlocks(reading, claims, titleAt ?? zone.from, zone.to)

  return {
    title: question?.title ?? '',
    body: question?.body ?? '',
    imageUrls: question?.imageUrls ?? [],
    status: question?.status ?? (answers.some((answer) => answer.isBest) ? 'solved' : 'unknown'),
    categories: question?.categories ?? [],
    asker: question?.asker ?? askerOf(answers, question?.replies ?? []),
    postedAt: question?.date ?? null,
    answerCount: question?.answerCount ?? null,
    thanksCount: question?.thanksCount ?? null,
    answers,
    replies: question?.replies ?? [],
    related,
    said: {
      others: othersSaid(reading, zone),
      unclaimed: unclaimed.map((block) => block.text),
      hasRelated: relatedAt !== undefined,
      hasTail: indicesOf(reading, 'tail').length > 0,
    },
    evidence: { reading, claims, unclaimed: unclaimed.map((block) => block.index) },
  }
}

function firstSection(reading: LandmarkReading, from: number): number {
  return (
    reading.blocks.find(
      (block) => block.index > from && has(reading, block.index, 'section', 'answer-number', 'related'),
    )?.index ?? reading.blocks.length
  )
}

/** List pages have counts and states too; only question pages have sections and 回答No.n. */
function isQuestion(
  reading: LandmarkReading,
  zone: AnswerZone,
  head: number,
  urlNamesQuestion: boolean,
): boolean {
  if (zone.spans.length > 0 || zone.sections.length > 0) return true
  if (!urlNamesQuestion) return false
  const own = reading.blocks
    .slice(Math.max(0, head - 8), zone.from)
    .filter(({ index }) => !isListed(reading, index))
  const shows = (...kinds: readonly Landmark['kind'][]) =>
    own.some(({ index }) => has(reading, index, ...kinds))
  if (shows('state', 'best')) return true
  // 回答数 0 alone may be said of another question, below a login or the notice of a deletion.
  return shows('answer-count') && shows('asker', 'date', 'thanks-count')
}

function sectionOf(reading: LandmarkReading, zone: AnswerZone, index: number): string | null {
  const heading = lastBelow(zone.sections, index)
  return heading === undefined ? null : (landmarkIn(reading, heading, 'section')?.section ?? null)
}

function othersSaid(reading: LandmarkReading, zone: AnswerZone): Said['others'] {
  const heading = zone.sections.find(
    (section) => landmarkIn(reading, section, 'section')?.section === 'others',
  )
  if (heading === undefined) return null
  const declared = landmarkIn(reading, heading, 'section')?.count ?? null
  const found = zone.spans.filter((span) => sectionOf(reading, zone, span.from) === 'others').length
  return declared === null ? null : { declared, found }
}

/** Most pages name the asker only beside replies; all replies of a page are by the same person. */
function askerOf(answers: readonly Answer[], replies: readonly Reply[]): Person | null {
  const names = [...replies, ...answers.flatMap((answer) => answer.replies)].map((reply) => reply.author)
  return names.find((author) => author !== null) ?? null
}

function unclaimedBlocks(
  reading: LandmarkReading,
  claims: Claims,
  from: number,
  to: number,
): readonly Block[] {
  return reading.blocks
    .slice(from, to)
    .filter((block) => isProse(reading, block.index) && !claims.has(block.index))
}
