/** What reading one page by one layout carries along: the page, and a ledger of what was claimed and what gave no value. */
import type { Place, SiteLayout } from '../../sites/site-definition.ts'
import type { Element } from '../html/nodes.ts'
import type { TimeContext } from '../text/shown-times.ts'
import type { PageView } from './page-view.ts'

/** One layout at work on one page. */
export interface LayoutContext {
  readonly view: PageView
  readonly layout: SiteLayout
  readonly times: TimeContext
  readonly ledger: Ledger
}

/** What was found on the way. */
export interface Ledger {
  readonly claims: LayoutClaim[]
  /** Places that matched text and gave no value. */
  readonly withoutValue: { readonly field: string; readonly text: string }[]
  /** Counts beyond what the database holds. */
  readonly outOfRange: string[]
  zoneUnknown: number
}

/** An element that a field took. */
export interface LayoutClaim {
  readonly element: Element
  readonly field: string
  /** What found it. */
  readonly place: Place
  /** A mark or an attribute: the text inside is taken only where no other field stands in it. */
  readonly isWeak: boolean
}

export function emptyLedger(): Ledger {
  return { claims: [], withoutValue: [], outOfRange: [], zoneUnknown: 0 }
}

/** What a definition does wrong: a function that throws, a selector that is none. It costs the layout, not the run. */
export class LayoutFault extends Error {
  override readonly name = 'LayoutFault'

  constructor(field: string, cause: unknown) {
    super(`${field}: ${String(cause).slice(0, 300).toWellFormed()}`, { cause })
  }
}

/** Runs what a definition brings; what it throws becomes a `LayoutFault` that names the field. */
export function guarded<Result>(field: string, run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    throw new LayoutFault(field, error)
  }
}
