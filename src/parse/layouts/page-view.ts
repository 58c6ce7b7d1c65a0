/**
 * A page as layouts look at it: which elements a selector matches, where they stand, and whether they are hidden. Each
 * selector is tried once on the whole page, however many answers ask for it.
 */
import type { CheerioAPI } from 'cheerio/slim'
import { attached } from '../html/attached.ts'
import type { Position } from '../html/element-index.ts'
import { isHidden, isPreformatted, keysOfHidden, keysOfPreformatted } from '../html/html-blocks.ts'
import { inherited } from '../html/inherited.ts'
import { insideAny } from '../html/inside-any.ts'
import { labelOf } from '../html/label-text.ts'
import { type Document, type Element, isElement } from '../html/nodes.ts'
import { dependsOnPlace, documentOf, indexOfTree, select } from '../html/query.ts'
import { firstAtLeast } from '../sorted.ts'

/** One page. */
export interface PageView {
  readonly $: CheerioAPI
  readonly document: Document
  /** The elements that a selector matches, hidden ones left out, in document order. Throws for what is no selector. */
  readonly all: (selector: string) => readonly Element[]
  /** Those inside an element, itself included. */
  readonly within: (scope: Element, selector: string) => readonly Element[]
  /** Whether a selector matches an element. */
  readonly isMatch: (selector: string) => (element: Element) => boolean
  /** Whether a selector means something else in each scope: it begins with a combinator or counts matches. */
  readonly isRelative: (selector: string) => boolean
  /** Null for an element that is not in the page, such as a copy. */
  readonly positionOf: (element: Element) => Position | null
  readonly isHidden: (element: Element) => boolean
  /** The text of a label, such as that of a link; null for more than that. */
  readonly labelOf: (element: Element) => string | null
  /** Whether it stands in an element such as `<pre>`. */
  readonly isPreformatted: (element: Element) => boolean
}

const views = attached<PageView>('view')

/** The view of a tree, one for all that look at it: nothing changes it meanwhile. */
export function viewOf($: CheerioAPI): PageView {
  const known = views.of($)
  if (known !== undefined) return known
  const view = newView($)
  views.attach($, view)
  return view
}

function newView($: CheerioAPI): PageView {
  const document = documentOf($)
  const index = indexOfTree($)
  const { positionOf } = index
  const whole = positionOf(document) ?? { start: 0, end: 0 }
  /** Whether an element is like that or in one that is. */
  const isWithin = (isLike: (element: Element) => boolean, keys: readonly string[]) => {
    const isInside = insideAny(index, index.under(whole, keys).filter(isLike))
    // What a definition's function copied or made has no position.
    const isInCopy = inherited((element, above) => above || isLike(element), false)
    return (element: Element) => {
      const position = positionOf(element)
      return position === null ? isInCopy(element) : isInside(position)
    }
  }
  const isGone = isWithin(isHidden, keysOfHidden)
  const isInPre = isWithin(isPreformatted, keysOfPreformatted)
  const shown = (found: readonly Element[]) => found.filter((element) => !isGone(element))
  const inOrder = (found: readonly Element[]) =>
    shown(found)
      .filter((element) => positionOf(element) !== null)
      .sort((a, b) => (positionOf(a)?.start ?? 0) - (positionOf(b)?.start ?? 0))

  const sets = new Map<string, ReadonlySet<Element>>()
  const known = new Map<string, readonly Element[]>()
  const all = (selector: string) => {
    const before = known.get(selector)
    if (before !== undefined) return before
    const matches = select($, selector)
    // Only what Cheerio finds itself may be in another order.
    const found = dependsOnPlace(selector) ? inOrder(matches) : shown(matches)
    known.set(selector, found)
    return found
  }
  return {
    $,
    document,
    all,
    within: (scope, selector) => {
      if (dependsOnPlace(selector)) return inOrder($(scope).find(selector).toArray().filter(isElement))
      return between(all(selector), positionOf, positionOf(scope))
    },
    isMatch: (selector) => {
      const before = sets.get(selector) ?? new Set(all(selector))
      sets.set(selector, before)
      return (element) => before.has(element)
    },
    isRelative: dependsOnPlace,
    positionOf,
    isHidden: isGone,
    labelOf,
    isPreformatted: isInPre,
  }
}

/** Elements that are not inside another one of them; both lists are in page order. */
export function outermost(
  view: Pick<PageView, 'positionOf'>,
  elements: readonly Element[],
): readonly Element[] {
  let end = 0
  return elements.filter((element) => {
    const position = view.positionOf(element)
    if (position === null || position.start <= end) return false
    end = position.end
    return true
  })
}

function between(
  sorted: readonly Element[],
  positionOf: PageView['positionOf'],
  extent: Position | null,
): readonly Element[] {
  if (extent === null) return []
  const startOf = (index: number) => {
    const element = sorted[index]
    return element === undefined ? Number.POSITIVE_INFINITY : (positionOf(element)?.start ?? 0)
  }
  const first = firstAtLeast(sorted.length, startOf, extent.start)
  const end = firstAtLeast(sorted.length, startOf, extent.end + 1)
  return sorted.slice(first, end)
}
