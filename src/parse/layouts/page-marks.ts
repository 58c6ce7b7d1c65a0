/** What a site definition says of a page outside its layouts: its "no such page", its login page, the next page of a list. */
import type { CheerioAPI } from 'cheerio/slim'
import type { Mark, Places } from '../../sites/site-definition.ts'
import { emptyLedger } from './layout-context.ts'
import { viewOf } from './page-view.ts'
import { holds } from './place.ts'
import { wholePage } from './scopes.ts'
import { readLink } from './values.ts'

/** Throws `LayoutFault`, which names the field, for a mark that throws. */
export function markHolds($: CheerioAPI, field: string, mark: Mark | undefined): boolean {
  if (mark === undefined) return false
  const view = viewOf($)
  return holds({ view, ledger: emptyLedger() }, wholePage(view), field, mark)
}

/** The target of a link as written; null where the places match none. Throws like `markHolds`. */
export function linkAt($: CheerioAPI, field: string, places: Places): string | null {
  const view = viewOf($)
  return readLink({ view, ledger: emptyLedger() }, wholePage(view), field, places)
}
