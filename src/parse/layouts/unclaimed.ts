/** Finds the visible text of the main region that no field of a layout took and no rule of its noise names. */
import type { Block } from '../html/blocks.ts'
import { blocksOfElement } from '../html/html-blocks.ts'
import type { Element } from '../html/nodes.ts'
import { firstAtLeast } from '../sorted.ts'
import { guarded, type LayoutContext } from './layout-context.ts'
import { outermost } from './page-view.ts'

/** The texts in page order. Punctuation alone, such as bars between links, is no text. */
export function unclaimedBlocks(context: LayoutContext): readonly Block[] {
  const { view, layout } = context
  const named = new Set<Element>(claimedElements(context))
  for (const selector of layout.noise ?? []) {
    for (const element of guarded('noise', () => view.all(selector))) named.add(element)
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
  const starts = ledger.claims
    .filter(({ isWeak }) => !isWeak)
    .map(({ element }) => view.positionOf(element)?.start ?? 0)
    .sort((a, b) => a - b)
  return ledger.claims
    .filter(({ element, isWeak }) => !isWeak || !holdsOne(starts, view.positionOf(element)))
    .map(({ element }) => element)
}

function holdsOne(
  starts: readonly number[],
  extent: { readonly start: number; readonly end: number } | null,
): boolean {
  if (extent === null) return false
  const next = firstAtLeast(starts.length, (index) => starts[index] ?? 0, extent.start + 1)
  return (starts[next] ?? Number.POSITIVE_INFINITY) <= extent.end
}
