/**
 * Parses a text rendition of an OKWAVE page (the output of a text extractor). Three styles exist: (a) bullets and empty
 * lines, which is complete; (b) hyphen bullets and (c) bare text, which lose answers and are rejected by name.
 */
import type { RejectReason } from '../../model/parse-outcome.ts'
import { blocksOfText } from '../html/blocks.ts'
import { type Draft, readQuestion } from './grammar.ts'
import { has, indicesOf, type LandmarkReading, readLandmarks } from './landmark-reading.ts'
import type { LandmarkOptions } from './landmark-texts.ts'

/** The verdict on a text rendition and the reading behind it. */
export type TextReading = TextVerdict & { readonly reading: LandmarkReading }

type TextVerdict =
  | { readonly kind: 'draft'; readonly draft: Draft; readonly complete: boolean }
  | { readonly kind: 'rejected'; readonly reason: RejectReason }
  | { readonly kind: 'not-a-question' }

/** Reads a text rendition. `complete` is false when the text may be cut off. */
export function readTextRendition(
  text: string,
  options: LandmarkOptions,
  urlNamesQuestion: boolean,
): TextReading {
  const blocks = blocksOfText(text)
  const reading = readLandmarks(blocks, new Map(), { ...options, isBodyText: () => false })
  return { ...judge(text, reading, urlNamesQuestion), reading }
}

function judge(text: string, reading: LandmarkReading, urlNamesQuestion: boolean): TextVerdict {
  const style = styleOf(text, reading)
  if (style !== 'a')
    return urlNamesQuestion || hasLandmarks(reading) ? refuse(style) : { kind: 'not-a-question' }
  if (startsInsideAnswer(reading)) return { kind: 'rejected', reason: 'starts-inside-answer' }

  const draft = readQuestion(
    reading,
    { isTitle: () => false, documentTitles: [], question: () => null },
    urlNamesQuestion,
  )
  if (draft === null)
    return urlNamesQuestion ? { kind: 'rejected', reason: 'breaks-off' } : { kind: 'not-a-question' }
  // 専門家に質問してみよう is the last line of a complete page. Without it the last text may be cut off.
  if (draft.said.hasTail) return { kind: 'draft', draft, complete: true }
  if (!draft.said.hasRelated) return { kind: 'rejected', reason: 'breaks-off' }
  return { kind: 'draft', draft: { ...draft, related: draft.related.slice(0, -1) }, complete: false }
}

type Style = 'a' | 'b' | 'c' | 'inside'

function styleOf(text: string, reading: LandmarkReading): Style {
  if (/^ *• /m.test(text)) return 'a'
  if (reading.blocks.some((block) => block.line?.bullet === true && reading.headers[block.index] !== null))
    return 'b'
  // Bare text with the landmarks of style (a) is the end of a page whose beginning, with the bullets, is missing.
  const rest = reading.blocks.some((block) =>
    has(reading, block.index, 'asker', 'answer-number', 'section', 'related'),
  )
  return rest ? 'inside' : 'c'
}

function refuse(style: Exclude<Style, 'a'>): TextVerdict {
  const reason = { b: 'text-style-b', c: 'text-style-c', inside: 'starts-inside-answer' } as const
  return { kind: 'rejected', reason: reason[style] }
}

function hasLandmarks(reading: LandmarkReading): boolean {
  return reading.headers.some(
    (header) => header?.some((landmark) => landmark.kind !== 'date' && landmark.kind !== 'noise') === true,
  )
}

/** A complete page begins with its state; a page that starts inside an answer begins with a landmark of answers. */
function startsInsideAnswer(reading: LandmarkReading): boolean {
  const opening = reading.blocks.find((block) =>
    has(
      reading,
      block.index,
      'state',
      'best',
      'answer-count',
      'section',
      'answer-number',
      'asker',
      'reply',
      'rate',
      'related',
    ),
  )
  if (opening === undefined || opening.index === 0) return false
  const sections = indicesOf(reading, 'section', opening.index, opening.index + 1)
  const isOthers = sections.length > 0 && /^その他/.test(opening.folded)
  return isOthers || has(reading, opening.index, 'answer-number', 'asker', 'reply', 'rate', 'related')
}
