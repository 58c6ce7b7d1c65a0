/**
 * Finds the blocks that a page shows of other questions: items of lists with a link to one. What such an item says (回答数 0, a
 * state, a date) is never said of the page's own question, and nothing of it is a title.
 */
import type { Block } from '../html/blocks.ts'
import type { HtmlBlocks } from '../html/html-blocks.ts'
import { inherited } from '../html/inherited.ts'
import { type Element, isElement, type Node } from '../html/nodes.ts'
import { ownersOf } from '../html/owners.ts'
import { lookOf, parentElement } from './landmark-reading.ts'

/** An item shows a title, an excerpt, counts and a date. What holds more is a part of the page. */
const mostBlocks = 8
const mostText = 400

const itemTags: ReadonlySet<string> = new Set(['li', 'tr', 'dt', 'dd', 'article'])

/** @param isOther Whether a link leads to another question than the page's own. */
export function listedBlocks(
  { blocks, extents }: HtmlBlocks,
  isOther: (href: string) => boolean,
): (block: Block) => boolean {
  const titles = blocks.filter((block) => isTitleOfOther(block, isOther))
  if (titles.length === 0) return () => false
  const owners = ownersOf(titles.map((block) => [block.element, block] as const))
  const items = new Set(
    titles.flatMap((block) => {
      const item = itemOf(block, owners, { blocks, extents })
      return item === null ? [] : [item, ...detailsOf(item)]
    }),
  )
  return isWithin(extents, [...items])
}

/** Whether a block is within one of the elements. */
export function isWithin(
  extents: HtmlBlocks['extents'],
  elements: readonly Element[],
): (block: Block) => boolean {
  const known = elements.map((element) => extents.get(element)).filter((extent) => extent !== undefined)
  // Blocks may stand in an inline element too, which has no extent.
  if (known.length < elements.length) {
    const given = new Set(elements)
    const isInside = inherited((element, above) => above || given.has(element), false)
    return ({ element }) => isInside(element)
  }
  const within = new Set<number>()
  let next = 0
  // In order, so that no block is added once for each of the elements around it.
  for (const { first, last } of known.sort((a, b) => a.first - b.first))
    for (next = Math.max(next, first); next <= last; next += 1) within.add(next)
  return ({ index }) => within.has(index)
}

/** A block that is nothing but a link to another question. */
function isTitleOfOther({ segments }: Block, isOther: (href: string) => boolean): boolean {
  let link: string | null = null
  for (const { href } of segments) {
    if (href === null || (link !== null && href !== link)) return false
    link = href
  }
  return link !== null && isOther(link)
}

/** The item: by its tag, else the largest element with this link alone, if a sibling like it has another; else null. */
function itemOf(
  block: Block,
  owners: ReadonlyMap<Node, Block | null>,
  { blocks, extents }: HtmlBlocks,
): Element | null {
  let item: Element | null = null
  for (let at = block.element; at !== null && owners.get(at) === block; at = parentElement(at)) {
    if (!isSmall(at, blocks, extents)) break
    if (itemTags.has(at.name) || hasTwin(at, owners)) item = at
  }
  return item
}

/** In a definition list the rest of an item stands in the `dd` after its `dt`. */
function detailsOf(item: Element): readonly Element[] {
  const details: Element[] = []
  if (item.name !== 'dt') return details
  let at = nextElement(item, 'nextSibling')
  for (; at?.name === 'dd' && details.length < mostBlocks; at = nextElement(at, 'nextSibling'))
    details.push(at)
  return details
}

function isSmall(element: Element, blocks: readonly Block[], extents: HtmlBlocks['extents']): boolean {
  const extent = extents.get(element)
  if (extent === undefined) return false
  if (extent.last - extent.first >= mostBlocks) return false
  const within = blocks.slice(extent.first, extent.last + 1)
  return within.reduce((sum, { text }) => sum + text.length, 0) <= mostText
}

/** Whether the element before or after it looks the same and holds another question's link. */
function hasTwin(element: Element, owners: ReadonlyMap<Node, Block | null>): boolean {
  const owner = owners.get(element)
  return [nextElement(element, 'nextSibling'), nextElement(element, 'previousSibling')].some((sibling) => {
    const other = sibling === null ? undefined : owners.get(sibling)
    return sibling !== null && other != null && other !== owner && lookOf(sibling) === lookOf(element)
  })
}

function nextElement(element: Element, side: 'nextSibling' | 'previousSibling'): Element | null {
  for (let at = element[side]; at !== null; at = at[side]) if (isElement(at)) return at
  return null
}
