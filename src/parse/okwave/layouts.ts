/**
 * What the layouts of a site definition tell the grammar: which elements contain a title and which body text. A page that
 * contradicts them is read by its landmarks and flagged.
 */
import type { LayoutName } from '../../model/question-page.ts'
import { okwave } from '../../sites/okwave.ts'
import type { BodyAt, Places, SiteDefinition, SiteLayout } from '../../sites/site-definition.ts'
import { bodyParts } from '../layouts/body-parts.ts'

/** The selectors of one generation of markup. */
export interface Layout {
  readonly name: LayoutName
  /** The page has this layout when this selector matches. */
  readonly recognisedBy: string
  /** The question's title. */
  readonly title: string
  /** Body text of the question, an answer or a reply; it contains no landmarks. */
  readonly bodyText: string
}

const okwaveHints = okwave.layouts.flatMap(hintsOf)

/**
 * The layouts to look for, the definition's own first; the first that matches is used. Saved pages and sites of the same
 * family have OKWAVE's markup under other names, so its own are always among them.
 */
export function hintLayouts(definition: SiteDefinition | null): readonly Layout[] {
  if (definition === null || definition.layouts === okwave.layouts) return okwaveHints
  return [...definition.layouts.flatMap(hintsOf), ...okwaveHints]
}

/** Whether pages of this layout name the asker beside replies and nowhere else: so it is in the markup of OKWAVE. */
export function namesAskerInRepliesOnly(layout: string): boolean {
  return layout.startsWith('okwave/')
}

/** None for a layout that no plain selector recognises. */
function hintsOf({ name, recognisedBy, question, answers }: SiteLayout): Layout[] {
  const mark = selectorsIn(recognisedBy).join()
  const title = selectorsIn(question.title).join()
  const bodies = [...bodySelectors(question.body), ...bodySelectors(answers?.body)]
  if (mark === '' || title === '' || bodies.length === 0 || !isLayoutName(name)) return []
  return [{ name, recognisedBy: mark, title, bodyText: [...new Set(bodies)].join(', ') }]
}

function bodySelectors(body: BodyAt | undefined): readonly string[] {
  return body === undefined ? [] : selectorsIn(bodyParts(body).at)
}

/** What a pattern keeps of an element is no element. */
function selectorsIn(places: Places): readonly string[] {
  return [places].flat().filter((place) => typeof place === 'string')
}

function isLayoutName(name: string): name is LayoutName {
  return name.includes('/')
}
