/** Which block is the question's title. */
import type { Block } from '../blocks.ts'
import { fold } from '../fold.ts'
import { has, indicesOf, isPageFurniture, isProse, type Reading } from './reading.ts'

export interface TitleEvidence {
  /** A layout's own title element. */
  readonly isTitle: (block: Block) => boolean
  /** `<title>` and og:title: usually the question's title with the site's name behind it. */
  readonly documentTitles: readonly string[]
}

/** A fragment of a document title shorter than this proves nothing: a site's name, a category. */
const shortestProof = 4

/**
 * The layout's title element; else what the document's own title begins with (headings first, and the last of the
 * like, since a breadcrumb repeats the title before it stands); else the text after the state; else a heading.
 */
export function findTitle(reading: Reading, evidence: TitleEvidence): number | null {
  const end = firstAnswerMark(reading)
  const before = reading.blocks
    .slice(0, end)
    .filter((block) => isProse(reading, block.index) && !block.text.includes('\n'))

  const hinted = before.find(evidence.isTitle)
  if (hinted !== undefined) return hinted.index

  const titles = evidence.documentTitles.map(fold).filter((title) => title !== '')
  const proven = before.filter(
    (block) => block.folded.length >= shortestProof && titles.some((title) => agrees(title, block.folded)),
  )
  const heading = proven.findLast((block) => block.headingLevel !== null)
  if (heading !== undefined) return heading.index
  const shown = proven.filter((block) => !isPageFurniture(reading, block.index))
  const followed = shown.findLast((block) =>
    reading.blocks.slice(block.index + 1, end).some((next) => isProse(reading, next.index)),
  )
  if (followed !== undefined) return followed.index

  const state = indicesOf(reading, 'state', 0, end)[0] ?? indicesOf(reading, 'best', 0, end)[0]
  const afterState = state === undefined ? undefined : before.find((block) => block.index > state)
  if (afterState !== undefined) return afterState.index
  return (
    before.find((block) => block.headingLevel !== null && !isPageFurniture(reading, block.index))?.index ??
    null
  )
}

/** Titles are cut and joined: `TITLE - 派遣 | SITE`, or `TITLE(firs…`. */
function agrees(documentTitle: string, text: string): boolean {
  if (documentTitle.startsWith(text)) return true
  const cut = documentTitle.replace(/(?:…|\.\.\.).*$/u, '')
  return cut !== documentTitle && cut.length >= 10 && text.startsWith(cut)
}

/** The question's own part of the page ends at the first section heading, number or related heading. */
function firstAnswerMark(reading: Reading): number {
  const first = reading.blocks.findIndex((block) =>
    has(reading, block.index, 'section', 'answer-number', 'related'),
  )
  return first === -1 ? reading.blocks.length : first
}
