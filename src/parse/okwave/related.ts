/** Reads the related questions under 関連するQ&A: title and excerpt, and link and id where the markup has them. */
import type { RelatedQuestion } from '../../model/question-page.ts'
import type { Block } from '../html/blocks.ts'
import type { Extent } from '../html/html-blocks.ts'
import { type Element, isElement } from '../html/nodes.ts'
import { type Claims, claim } from './claims.ts'
import { has, isolatedExtent, isProse, type LandmarkReading, parentElement } from './landmark-reading.ts'

/** How to recognise links to questions. */
export interface RelatedLinks {
  /** The canonical URL and id of a link to a question; null for any other link. */
  readonly question: (href: string) => { readonly questionId: string; readonly url: string } | null
}

/** Reads the list after the heading at `headingAt` and claims its blocks. */
export function readRelated(
  reading: LandmarkReading,
  headingAt: number,
  links: RelatedLinks,
  claims: Claims,
): readonly RelatedQuestion[] {
  claim(claims, headingAt, 'related, heading', '関連するQ&A')
  const items: {
    title: string
    question: ReturnType<RelatedLinks['question']>
    excerpt: string[]
    begins: Block
  }[] = []
  const end = listEnd(reading, headingAt, links)
  for (let index = headingAt + 1; index < end; index += 1) {
    const block = reading.blocks[index]
    if (block === undefined || has(reading, index, 'tail')) break
    if (!isProse(reading, index)) {
      claim(claims, index, 'related, around it', 'a landmark within the list')
      continue
    }
    const current = items.at(-1)
    const question = questionIn(block, links)
    const begins =
      block.line === null
        ? question !== null && question.url !== current?.question?.url
        : block.line.bullet && block.line.indent <= (items[0]?.begins.line?.indent ?? block.line.indent)
    if (begins) {
      const title = titleOf(block, links)
      items.push({ title, question, excerpt: excerptBeside(block, title), begins: block })
    } else if (current !== undefined) current.excerpt.push(block.text)
    else continue
    claim(claims, index, 'related', 'an item of the list')
  }
  return items.map((item, at) => ({
    rank: at + 1,
    questionId: item.question?.questionId ?? null,
    url: item.question?.url ?? null,
    title: item.title,
    excerpt: item.excerpt.length === 0 ? null : item.excerpt.join('\n').trim(),
  }))
}

/** The list ends with the element around heading and list, else with the siblings after the heading. */
function listEnd(reading: LandmarkReading, headingAt: number, links: RelatedLinks): number {
  const around = isolatedExtent(reading, headingAt, headingAt, reading.blocks.length)
  if (around.last > headingAt) return around.last + 1
  if (reading.blocks[headingAt]?.isMarkedLine === true) return linesEnd(reading, headingAt)
  const beside = siblingsAfter(reading, headingAt)
  const list = beside.find((extent) =>
    reading.blocks.slice(extent.first, extent.last + 1).some((block) => questionIn(block, links) !== null),
  )
  if (list === undefined)
    return reading.blocks[headingAt]?.line === null ? headingAt + 1 : reading.blocks.length
  // The rows may be siblings (flat <p>, <dt> and <dd>, table rows); only the first two looks belong to the list.
  const looks = new Set(beside.slice(0, 2).map((extent) => extent.tag))
  const foreign = beside.find((extent) => extent.first > list.last && !looks.has(extent.tag))
  return foreign?.first ?? (beside.at(-1)?.last ?? list.last) + 1
}

/** In a split table cell the list consists of the following lines. */
function linesEnd(reading: LandmarkReading, headingAt: number): number {
  let end = headingAt + 1
  while (
    reading.blocks[end]?.isMarkedLine === true &&
    reading.blocks[end]?.element === reading.blocks[headingAt]?.element
  ) {
    end += 1
  }
  return end
}

/** The following siblings of the heading's element that have visible text. */
function siblingsAfter(
  reading: LandmarkReading,
  headingAt: number,
): readonly (Extent & { readonly tag: string })[] {
  let element = reading.blocks[headingAt]?.element ?? null
  const found: (Extent & { readonly tag: string })[] = []
  while (element !== null && found.length === 0) {
    for (let next = nextElement(element); next !== null; next = nextElement(next)) {
      const extent = reading.extents.get(next)
      if (extent === undefined || extent.last < extent.first) continue
      if (/^h[1-6]$/.test(next.name) || furniture.has(next.name)) break
      found.push({ ...extent, tag: next.name })
    }
    element = parentElement(element)
  }
  return found
}

const furniture: ReadonlySet<string> = new Set(['nav', 'header', 'footer', 'aside'])

function nextElement(element: Element): Element | null {
  for (let next = element.nextSibling; next !== null; next = next.nextSibling)
    if (isElement(next)) return next
  return null
}

function questionIn(block: Block, links: RelatedLinks): ReturnType<RelatedLinks['question']> {
  for (const segment of block.segments) {
    const question = segment.href === null ? null : links.question(segment.href)
    if (question !== null) return question
  }
  return null
}

/** In a block with a link and other text, the link is the title. */
function titleOf(block: Block, links: RelatedLinks): string {
  const linked = block.segments.filter(
    (segment) => segment.href !== null && links.question(segment.href) !== null,
  )
  const text = linked
    .map((segment) => segment.text)
    .join('')
    .trim()
  return text === '' ? block.text : (text.split('\n')[0]?.trim() ?? text)
}

/** The longest title of the stored pages has 31 characters. */
const longestTitle = 500

function excerptBeside(block: Block, title: string): string[] {
  // Searching for a long text in a long one takes quadratic time.
  if (title.length > longestTitle) return []
  const at = block.text.indexOf(title)
  const rest = at === -1 ? '' : block.text.slice(at + title.length).trim()
  return rest === '' ? [] : [rest]
}
