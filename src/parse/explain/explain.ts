/**
 * Explains how a page was parsed: for every block its element, its landmarks, and the field and rule that claimed it.
 * It returns data; `mondo parse --explain` prints it.
 */
import type { Check } from '../../model/check.ts'
import type { ParseOutcome } from '../../model/parse-outcome.ts'
import type { LayoutName } from '../../model/question-page.ts'
import type { Block } from '../html/blocks.ts'
import type { PageLinks } from '../links/links.ts'
import type { DraftEvidence } from '../okwave/grammar.ts'
import type { Landmark } from '../okwave/landmark.ts'
import { type LandmarkReading, readLandmarks } from '../okwave/landmark-reading.ts'
import { type EvidentReading, momentOf, type ParseOptions, readWithEvidence } from '../read-page.ts'
import type { Evidence } from './evidence.ts'
import { schemaRows } from './explain-schema.ts'
import { cutText, type ExplainedRow, elementPath } from './explained-row.ts'

/** How one page was parsed. */
export interface Explanation {
  readonly url: string
  readonly kind: ParseOutcome['kind']
  /** Why the page was rejected; null when it was not. */
  readonly reason: string | null
  /** Null when the page is not a question. */
  readonly layout: LayoutName | null
  /** The selector that recognised the layout; null when the landmarks alone were used. */
  readonly recognisedBy: string | null
  readonly encoding: string | null
  /** Where the encoding was found: bom, http, meta, guess, default. */
  readonly encodingSource: string | null
  readonly checks: readonly Check[]
  /** All blocks in page order; for structured data, the properties that were read. */
  readonly rows: readonly ExplainedRow[]
  readonly links: PageLinks
}

/** Never throws, like `readPage`. */
export function explainPage(input: Uint8Array | string, options: ParseOptions): Explanation {
  const reading = readWithEvidence(input, options)
  const { outcome, evidence, links, encoding, encodingSource } = reading
  return {
    url: outcome.kind === 'question' ? outcome.page.url : outcome.url,
    kind: outcome.kind,
    reason: outcome.kind === 'rejected' ? outcome.reason : null,
    layout: evidence === null || !('layout' in evidence) ? null : evidence.layout,
    recognisedBy: recognisedBy(evidence),
    encoding,
    encodingSource,
    checks: checksOf(outcome),
    rows: evidence === null ? [] : [...rowsOf(evidence, options), ...filledRows(evidence)],
    links,
  }
}

function checksOf(outcome: EvidentReading['outcome']): readonly Check[] {
  if (outcome.kind === 'question') return outcome.page.checks
  return outcome.kind === 'not-found' ? [] : outcome.checks
}

function recognisedBy(evidence: Evidence | null): string | null {
  if (evidence?.kind === 'layouts') return evidence.recognisedBy
  return evidence?.kind === 'landmarks' ? matchedSelector(evidence) : null
}

function matchedSelector({ $, recognisedBy }: Extract<Evidence, { kind: 'landmarks' }>) {
  if ($ === null || recognisedBy === null) return null
  return recognisedBy.split(', ').find((one) => $(one).length > 0) ?? null
}

/** Fields that another reader filled. */
function filledRows({ filled = [] }: Evidence): readonly ExplainedRow[] {
  return filled.map(({ field, by, text }) => ({
    block: null,
    element: null,
    field,
    rule: `witness ${by}`,
    landmarks: [],
    unclaimed: false,
    text: cutText(text),
  }))
}

function rowsOf(evidence: Evidence, options: ParseOptions): readonly ExplainedRow[] {
  switch (evidence.kind) {
    case 'landmarks':
      return blockRows(evidence.draft.reading, evidence.draft)
    case 'structured-data':
      return schemaRows(evidence)
    case 'layouts':
      return evidence.rows().map(({ element, text, ...row }) => ({
        ...row,
        block: null,
        element: element === null ? null : elementPath(element),
        landmarks: [],
        unclaimed: row.field === null,
        text: cutText(text),
      }))
    case 'text':
      return blockRows(evidence.reading, null)
    case 'html': {
      const { words, html } = evidence
      const capturedAt = momentOf(options.capturedAt)
      return blockRows(
        readLandmarks(html.blocks, html.extents, { capturedAt, words, isBodyText: () => false }),
        null,
      )
    }
  }
}

function blockRows(reading: LandmarkReading, draft: DraftEvidence | null): readonly ExplainedRow[] {
  const unclaimed = new Set(draft?.unclaimed)
  return reading.blocks.map((block) => {
    const claim = draft?.claims.get(block.index)
    return {
      block: block.index,
      element: placeOf(block),
      field: claim?.field ?? null,
      rule: claim?.rule ?? null,
      landmarks: (reading.headers[block.index] ?? []).map(landmarkText),
      unclaimed: unclaimed.has(block.index),
      text: block.text === '' ? block.imageUrls.map((url) => `[${url}]`).join(' ') : cutText(block.text),
    }
  })
}

function placeOf(block: Block): string {
  if (block.element !== null) return elementPath(block.element)
  return block.line?.bullet === true ? 'bullet' : 'line'
}

function landmarkText(landmark: Landmark): string {
  switch (landmark.kind) {
    case 'answer-number':
      return `answer-number ${landmark.number}`
    case 'rate': {
      const { percent, best, answers } = landmark.rate
      return `rate ${percent}% (${best}/${answers})`
    }
    case 'state':
      return `state ${landmark.status}`
    case 'section':
      return `section ${landmark.section}${landmark.count === null ? '' : ` (${landmark.count})`}`
    case 'reply':
      return `reply ${landmark.reply}`
    case 'answer-count':
    case 'thanks-count':
      return `${landmark.kind} ${landmark.count}`
    case 'date':
      return `date ${landmark.date}`
    case 'name':
      return `name ${landmark.name}`
    case 'best':
    case 'asker':
    case 'answerer':
    case 'related':
    case 'tail':
    case 'noise':
      return landmark.kind
  }
}
