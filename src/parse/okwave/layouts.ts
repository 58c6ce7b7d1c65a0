/**
 * Layouts: generations of OKWAVE markup, with selectors from public scrapers. Each selector tells the grammar what an
 * element contains; a page that contradicts one is read by its landmarks and flagged.
 */
import type { LayoutName } from '../../model/question-page.ts'

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

/** The known layouts; the first that matches is used. */
export const layouts: readonly Layout[] = [
  {
    name: 'okwave/current',
    recognisedBy: 'h1.a-title.a-title--lg, h1.title.lg.blk, p.contents',
    title: 'h1.a-title.a-title--lg.a-title--blk, h1.title.lg.blk.xl_large',
    bodyText: 'p.contents',
  },
  {
    name: 'okwave/classic',
    recognisedBy: 'div.okw_inner h1[itemprop=name], div.q_desc',
    title: 'div.okw_inner h1[itemprop=name]',
    bodyText: 'div.q_desc, div.a_textarea, div.a_desc',
  },
  {
    name: 'okwave/partner',
    recognisedBy: 'p#question_title, div.ok_lq_answer-inner',
    title: 'p#question_title',
    bodyText: 'p.qa_tex',
  },
]
