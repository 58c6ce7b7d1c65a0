/** Finds the visible text of the main region that no field of a layout took and no rule of its noise names. */
import type { SiteLayout } from '../../sites/site-definition.ts'
import type { Block } from '../html/blocks.ts'
import { blocksOfElement } from '../html/html-blocks.ts'
import type { Element } from '../html/nodes.ts'
import { firstAtLeast } from '../sorted.ts'
import { guarded, type LayoutClaim, type LayoutContext } from './layout-context.ts'
import { outermost } from './page-view.ts'

/** The texts in page order. Punctuation alone, such as bars between links, is no text. */
export function unclaimedBlocks(context: LayoutContext): readonly Block[] {
  const { view, layout } = context
  const named = new Set<Element>(claimedElements(context))
  const steps = stepsOfLayout(layout)
  const starts = startsOf(context, context.ledger.claims)
  for (const selector of layout.noise ?? []) {
    // `.author` beside a field `.author a` is a label: without the value in it, its text is lost.
    const isLabel = steps.has(selector)
    for (const element of guarded('noise', () => view.all(selector))) {
      if (!isLabel || holdsOne(starts, view.positionOf(element), 0)) named.add(element)
    }
  }
  return outermost(view, mainElements(context))
    .filter((element) => !named.has(element))
    .flatMap((element) => blocksOfElement(element, (one) => named.has(one), view.isPreformatted(element)))
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
}

/** The layout's own main region, else `main`, else the whole page. */
function mainElements({ view, layout }: LayoutContext): readonly Element[] {
  for (const selector of [layout.main, 'main', 'body', ':root']) {
    const found = selector === undefined ? [] : guarded('main', () => view.all(selector))
    if (found.length > 0) return found
  }
  return []
}

/** A mark or an attribute claims the text of its element unless another field stands inside. */
function claimedElements({ view, ledger }: LayoutContext): readonly Element[] {
  const starts = startsOf(
    { view },
    ledger.claims.filter(({ isWeak }) => !isWeak),
  )
  return ledger.claims
    .filter(({ element, isWeak }) => !isWeak || !holdsOne(starts, view.positionOf(element)))
    .map(({ element }) => element)
}

/** Where the claimed elements begin, in page order. */
function startsOf({ view }: Pick<LayoutContext, 'view'>, claims: readonly LayoutClaim[]): readonly number[] {
  return claims.map(({ element }) => view.positionOf(element)?.start ?? 0).sort((a, b) => a - b)
}

const knownSteps = new WeakMap<SiteLayout, ReadonlySet<string>>()

function stepsOfLayout(layout: SiteLayout): ReadonlySet<string> {
  const steps = knownSteps.get(layout) ?? stepsOf([layout.question, layout.answers, layout.related])
  knownSteps.set(layout, steps)
  return steps
}

/** All simple steps of the selectors in a part of a layout: `.info` and `a` of `.info > a`. */
function stepsOf(part: unknown): ReadonlySet<string> {
  if (typeof part === 'string') return new Set(part.split(/[\s>+~,]/))
  if (typeof part !== 'object' || part === null || part instanceof RegExp) return new Set()
  return new Set(Object.values(part).flatMap((inner) => [...stepsOf(inner)]))
}

/** @param offset 0: the element itself counts; 1: only what is inside. */
function holdsOne(
  starts: readonly number[],
  extent: { readonly start: number; readonly end: number } | null,
  offset: 0 | 1 = 1,
): boolean {
  if (extent === null) return false
  const next = firstAtLeast(starts.length, (index) => starts[index] ?? 0, extent.start + offset)
  return (starts[next] ?? Number.POSITIVE_INFINITY) <= extent.end
}
