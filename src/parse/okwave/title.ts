/** Finds the block with the question's title. */
import type { Block } from '../html/blocks.ts'
import { fold } from '../text/fold.ts'
import { has, isListed, isPageFurniture, isProse, type LandmarkReading } from './landmark-reading.ts'

/** What points to the title. */
export interface TitleEvidence {
  /** Whether the block is the layout's title element. */
  readonly isTitle: (block: Block) => boolean
  /** `<title>` and og:title: usually the question's title followed by the site's name. */
  readonly documentTitles: readonly string[]
}

/** The title's block index and the rule that chose it. */
export interface FoundTitle {
  readonly at: number
  readonly rule: string
}

/**
 * The layout's title element, else the text with the most evidence: a heading, the text right after the state, the
 * beginning of the document title. A link to the home page is the site's name, and a link to a question is another
 * question's title. Null when no text qualifies.
 */
export function findTitle(reading: LandmarkReading, evidence: TitleEvidence): FoundTitle | null {
  const before = reading.blocks.slice(0, firstAnswerMark(reading))
  const mayBeTitle = (block: Block) =>
    isProse(reading, block.index) &&
    !isListed(reading, block.index) &&
    !block.text.includes('\n') &&
    block.text.length <= longestTitle
  const hinted = before.find((block) => evidence.isTitle(block) && mayBeTitle(block))
  if (hinted !== undefined) return { at: hinted.index, rule: "the layout's title element" }

  const parts = evidence.documentTitles.slice(0, mostTitles).map(titleParts)
  const scored = before
    .filter((block) => mayBeTitle(block) && !reading.isBodyText(block.index))
    .map((block) => ({ at: block.index, ...scoreOf(reading, block, parts) }))
  // The last one on a tie: breadcrumbs and the site's header repeat the title before the title itself.
  const best = scored.reduce<(typeof scored)[number] | null>(
    (winner, one) => (one.score > 0 && one.score >= (winner?.score ?? 1) ? one : winner),
    null,
  )
  return best === null ? null : { at: best.at, rule: best.rule }
}

/** A page declares one or two; each is compared with every text before the answers. */
const mostTitles = 4
/** Of a declared title: the question's own title and what the site adds to it. */
const longestDeclared = 400

/** OKWAVE's own limit is unknown; the longest title in the stored pages has 31 characters. */
const longestTitle = 200

function scoreOf(reading: LandmarkReading, block: Block, documentTitles: readonly TitleParts[]) {
  const reasons: { readonly weight: number; readonly rule: string }[] = []
  if (block.headingLevel !== null) reasons.push({ weight: 3, rule: 'a heading' })
  if (followsState(reading, block.index)) reasons.push({ weight: 3, rule: 'the text after the state' })
  if (documentTitles.some((title) => agrees(title, block.folded))) {
    reasons.push({ weight: 2, rule: 'what the document title says' })
  }
  const linked = block.segments.length > 0 && block.segments.every((segment) => segment.href !== null)
  const against = (linked ? 3 : 0) + (isPageFurniture(reading, block.index) ? 3 : 0)
  return {
    score: reasons.reduce((sum, reason) => sum + reason.weight, -against),
    rule: reasons.map((reason) => reason.rule).join(', '),
  }
}

/** A state is directly above its title, with at most images and buttons between them. */
function followsState(reading: LandmarkReading, index: number): boolean {
  for (let before = index - 1; before >= Math.max(0, index - 3); before -= 1) {
    if (has(reading, before, 'state', 'best')) return true
    if (isProse(reading, before)) return false
  }
  return false
}

interface TitleParts {
  readonly whole: string
  readonly parts: readonly string[]
}

/** `TITLE - 派遣 | SITE`, `SITE - TITLE`, `TITLE(firs…`. */
function titleParts(documentTitle: string): TitleParts {
  const whole = fold(documentTitle.trimStart().slice(0, longestDeclared))
  const cut = whole.replace(/(?:…|\.{3})[\s\S]*/u, '')
  return {
    whole: cut,
    parts: [whole, cut, ...whole.split(/ ?[|:»>【】] ?| [-–—] /)].filter(
      (part) => part.length >= shortestProof,
    ),
  }
}

/** A shorter fragment of a document title proves nothing: it may be a site's name or a category. */
const shortestProof = 4

function agrees(title: TitleParts, text: string): boolean {
  if (text.length < shortestProof) return false
  return (
    title.whole.startsWith(text) ||
    title.parts.some((part) => part === text || (part.length >= 5 && text.startsWith(part)))
  )
}

/** The question's own part of the page ends at the first section heading, number or related heading. */
function firstAnswerMark(reading: LandmarkReading): number {
  const first = reading.blocks.findIndex((block) =>
    has(reading, block.index, 'section', 'answer-number', 'related'),
  )
  return first === -1 ? reading.blocks.length : first
}
