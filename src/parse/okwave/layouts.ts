/**
 * Layouts: generations of OKWAVE markup as public scrapers select them (facts: okwave, section 7). Each selector tells
 * the grammar what an element holds; a page that contradicts one is read by its landmarks and flagged.
 */
import type { LayoutName } from '../../model/question-page.ts'

export interface Layout {
  readonly name: LayoutName
  /** The page is of this layout when this selects something. */
  readonly recognisedBy: string
  /** The question's title. */
  readonly title: string
  /** Body text of the question, an answer or a reply: no landmark stands in it. */
  readonly bodyText: string
}

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
