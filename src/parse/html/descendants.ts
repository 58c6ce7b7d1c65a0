/**
 * Matches selectors with descendant combinators in linear time. Cheerio climbs from each candidate to the root, which takes
 * quadratic time in deep trees. Here each element inherits from its parent which parts the ancestors match.
 */
import type { CheerioAPI } from 'cheerio/slim'
import { type Element, isElement, type Node } from './nodes.ts'
import { piecesOf } from './selector-pieces.ts'

/** The part of a selector between two descendant combinators. */
interface Part {
  readonly selector: string
  /** How many child combinators it has: the element of its first name is that many levels above the matched element. */
  readonly levels: number
}

/**
 * The elements of `listed` that match the selector, in the same order.
 *
 * @param listed All elements under `scope`, in document order.
 */
export function matchesAmong(
  $: CheerioAPI,
  scope: Node,
  listed: readonly Element[],
  selector: string,
): Element[] {
  const all = isElement(scope) ? [scope, ...listed] : listed
  const matches = new Set(partsOf(selector).flatMap((parts) => chainMatches($, all, parts)))
  return listed.filter((element) => matches.has(element))
}

function chainMatches($: CheerioAPI, listed: readonly Element[], parts: readonly Part[]): Element[] {
  const all = $([...listed])
  const sets = parts.map(({ selector }) => new Set<Node>(all.filter(selector)))
  const last = parts.length - 1
  /** How many parts the element and its ancestors match, counted from the first. Matching as high as possible is safe. */
  const matched = new Map<Node, number>()
  const above = (element: Element, levels: number) => {
    let at: Node | null = element
    for (let level = 0; level <= levels && at !== null; level += 1) at = at.parent
    return at === null ? 0 : (matched.get(at) ?? 0)
  }
  const found: Element[] = []
  for (const element of listed) {
    const outside = above(element, 0)
    const next = Math.min(outside, last)
    const fits = sets[next]?.has(element) === true && above(element, parts[next]?.levels ?? 0) >= next
    matched.set(element, next < last && fits ? next + 1 : outside)
    if (next === last && fits) found.push(element)
  }
  return found
}

/** Each selector of the list, cut at its descendant combinators. */
function partsOf(list: string): readonly (readonly Part[])[] {
  return piecesOf(list, ',').map((selector) => {
    // Once the spaces around other combinators are removed, every space is a descendant combinator.
    const parts = piecesOf(
      piecesOf(selector, '>+~', true)
        .map((piece) => piece.trim())
        .join(''),
      ' \t\n\r\f',
    )
    return parts
      .filter((part) => part !== '')
      .map((part) => ({ selector: part, levels: piecesOf(part, '>').length - 1 }))
  })
}
