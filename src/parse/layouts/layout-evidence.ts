/** What `--explain` shows of a record that a layout gave: which selector took which element for which field. */
import type { Block } from '../html/blocks.ts'
import type { Element } from '../html/nodes.ts'
import type { LayoutContext } from './layout-context.ts'
import { ruleOf, visibleText } from './place.ts'

/** Kept only by `explainPage`: it holds on to the whole page. */
export interface LayoutEvidence {
  readonly recognisedBy: string
  /** In page order. */
  readonly rows: () => readonly LayoutRow[]
}

/** An element that a field took, or an unclaimed text: `field` and `rule` are null then. */
export interface LayoutRow {
  readonly element: Element | null
  readonly field: string | null
  readonly rule: string | null
  readonly text: string
}

/** The rows are made only when they are asked for. */
export function layoutEvidence(context: LayoutContext, unclaimed: readonly Block[]): LayoutEvidence {
  const { view, ledger } = context
  const startOf = ({ element }: { readonly element: Element | null }) =>
    element === null ? 0 : (view.positionOf(element)?.start ?? 0)
  return {
    recognisedBy: ruleOf(context.layout.recognisedBy),
    rows: () =>
      [
        ...ledger.claims.map(({ element, field, place }) => ({
          element,
          field,
          rule: ruleOf(place),
          text: visibleText(context, element),
        })),
        ...unclaimed.map(({ element, text }) => ({ element, field: null, rule: null, text })),
      ].sort((a, b) => startOf(a) - startOf(b)),
  }
}
