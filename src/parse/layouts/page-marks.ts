/** Whether a mark of a site definition holds on a page: its "no such page", its login page. */
import type { CheerioAPI } from 'cheerio/slim'
import type { Mark } from '../../sites/site-definition.ts'
import { emptyLedger } from './layout-context.ts'
import { viewOf } from './page-view.ts'
import { holds } from './place.ts'
import { wholePage } from './scopes.ts'

/** Throws `LayoutFault`, which names the field, for a mark that throws. */
export function markHolds($: CheerioAPI, field: string, mark: Mark | undefined): boolean {
  if (mark === undefined) return false
  const view = viewOf($)
  return holds({ view, ledger: emptyLedger() }, wholePage(view), field, mark)
}
