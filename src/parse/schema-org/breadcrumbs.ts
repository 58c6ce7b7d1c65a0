/** Breadcrumbs of pages whose structured data describes the place of a page, and not the question on it. */
import type { LayoutName } from '../../model/question-page.ts'
import { breadcrumbsOf } from './categories.ts'
import { ownUrls, type SchemaPage } from './syntaxes.ts'
import { Texts } from './texts.ts'
import { allThings } from './thing.ts'

/** Breadcrumbs, outermost first, and where they stand. */
export interface DeclaredBreadcrumbs {
  readonly layout: LayoutName
  readonly names: readonly string[]
}

/**
 * The breadcrumbs in the structured data of a page, for a record that another reader read. Null where there are none.
 *
 * @param title The record's title: the breadcrumb of the page itself is no category.
 */
export function declaredBreadcrumbs(page: SchemaPage, title: string): DeclaredBreadcrumbs | null {
  const texts = new Texts(page.$, page.base)
  const context = { $: page.$, base: page.base, ownUrls: ownUrls(page), title, texts }
  for (const { layout, things } of page.data.syntaxes) {
    const names = breadcrumbsOf(allThings(things), context)
    if (names.length > 0) return { layout, names }
  }
  return null
}
