/** Reads an OKWAVE page in HTML: recognises its layout, runs the grammar, and compares the two. */
import type { CheerioAPI } from 'cheerio/slim'
import type { Check } from '../../model/check.ts'
import type { LayoutName } from '../../model/question-page.ts'
import { checksOf, failure, quoted, warning } from '../checks.ts'
import type { Block } from '../html/blocks.ts'
import type { HtmlBlocks } from '../html/html-blocks.ts'
import { select } from '../html/query.ts'
import { documentTitles } from '../links/links.ts'
import { remembered } from '../remembered.ts'
import type { SiteWords } from '../site/site-words.ts'
import { fold } from '../text/fold.ts'
import { breadcrumbCategories } from './breadcrumb.ts'
import { type Draft, type GrammarHints, readQuestion } from './grammar.ts'
import { readLandmarks } from './landmark-reading.ts'
import type { Layout } from './layouts.ts'
import { isWithin, listedBlocks } from './listed-blocks.ts'
import { type TitleSuffix, titleSuffix } from './title-suffix.ts'

/** The result of reading an HTML page. */
export interface HtmlReading {
  readonly draft: Draft
  readonly layout: LayoutName
  /** The selector that recognised the layout; null when the landmarks alone were used. */
  readonly recognisedBy: string | null
  /** `layout-disagrees`, for contradictions between the layout's hints, the landmarks and the title; empty when they agree. */
  readonly disagreements: readonly Check[]
}

/** An HTML page, parsed and split into blocks. */
export interface HtmlPage {
  readonly $: CheerioAPI
  readonly html: HtmlBlocks
  readonly capturedAt: Date | undefined
  readonly words: SiteWords
  /** The id that the page's URL names; null where it names no question. */
  readonly ownId: string | null
  /** The layouts to look for. */
  readonly layouts: readonly Layout[]
  readonly question: GrammarHints['question']
}

/** What every reading of a page asks for, worked out once. */
interface Page extends HtmlPage {
  readonly documentTitles: readonly string[]
  readonly suffix: TitleSuffix
  readonly isListed: (block: Block) => boolean
  /** Whether a block is within what a selector matches. */
  readonly within: (selector: string) => (block: Block) => boolean
}

/** Null when it is not a question page. */
export function readHtmlPage(given: HtmlPage): HtmlReading | null {
  const titles = documentTitles(given.$)
  const isOther = (href: string) => {
    const target = given.question(href)
    return target !== null && target.questionId !== given.ownId
  }
  const isListed = listedBlocks(given.html, isOther)
  const page: Page = {
    ...given,
    documentTitles: titles,
    suffix: titleSuffix(titles),
    isListed,
    within: remembered((selector) => isWithin(given.html.extents, select(given.$, selector))),
  }
  const layout = page.layouts.find((one) => select(page.$, one.recognisedBy).length > 0)
  if (layout === undefined) {
    const draft = readWith(page, null)
    if (draft === null) return null
    const layout = 'okwave/landmarks'
    return { draft, layout, recognisedBy: null, disagreements: suffixDisagreements(page, draft) }
  }
  const known = { layout: layout.name, recognisedBy: layout.recognisedBy }
  const hinted = readWith(page, layout)
  if (hinted !== null && !hasErrors(hinted)) {
    return {
      ...known,
      draft: hinted,
      disagreements: [...disagreements(page, layout, hinted), ...suffixDisagreements(page, hinted)],
    }
  }
  // Either the hints are wrong or the page is broken; the landmarks alone decide which.
  const plain = readWith(page, null)
  if (plain === null || (hinted !== null && hasErrors(plain))) {
    return hinted === null ? null : { ...known, draft: hinted, disagreements: [] }
  }
  return {
    ...known,
    draft: plain,
    disagreements: [
      warning(code, `the landmarks make a whole page only without the elements that ${layout.name} names`),
      ...disagreements(page, layout, plain),
    ],
  }
}

function readWith(page: Page, layout: Layout | null): Draft | null {
  const isTitle = layout === null ? never : page.within(layout.title)
  const isBodyText = layout === null ? never : page.within(layout.bodyText)
  const { documentTitles, question, isListed } = page
  const reading = readLandmarks(page.html.blocks, page.html.extents, { ...page, isBodyText, isListed })
  const hints = { isTitle, documentTitles, question }
  const draft = readQuestion(reading, hints, page.ownId !== null)
  return draft === null ? null : withSecondWitnesses(page, draft)
}

/** Category and state by the breadcrumb and the declared title, where the page itself shows none. */
function withSecondWitnesses(page: Page, draft: Draft): Draft {
  return {
    ...draft,
    categories: draft.categories.length > 0 ? draft.categories : categoriesBeside(page, draft.title),
    status: draft.status === 'unknown' ? (page.suffix.status ?? 'unknown') : draft.status,
  }
}

function categoriesBeside({ $, suffix }: Page, title: string): readonly string[] {
  const breadcrumb = breadcrumbCategories($, title)
  return breadcrumb.length === 0 && suffix.category !== null ? [suffix.category] : breadcrumb
}

function suffixDisagreements({ suffix: { category, status } }: Page, draft: Draft): readonly Check[] {
  const found: string[] = []
  if (category !== null && !draft.categories.some((one) => fold(one) === fold(category)))
    found.push(`the declared title names the category ${quoted(category)}`)
  if (status !== null && draft.status !== status) found.push(`the declared title says that it is ${status}`)
  return found.map((message) => warning(code, message))
}

const code = 'layout-disagrees'

function hasErrors(draft: Draft): boolean {
  return checksOf(draft, true).some((check) => check.severity === 'error')
}

const never = () => false

/**
 * Each body text of the layout must be in a body of the draft, and the titles must be the same. Where neither holds, the
 * page is not the question that the landmarks make of it.
 */
function disagreements(page: Page, layout: Layout, draft: Draft): readonly Check[] {
  const found: string[] = []
  const title = page.html.blocks.find(page.within(layout.title))
  if (title !== undefined && title.text !== draft.title)
    found.push(`${layout.name} has another title: ${quoted(title.text)}`)

  const { claims } = draft.evidence
  const isInBody = ({ index }: Block) => {
    const field = claims.get(index)?.field
    return field !== undefined && /body$|reply \d+$/.test(field)
  }
  const isBodyText = page.within(layout.bodyText)
  const apart = page.html.blocks.filter((block) => isBodyText(block) && !isInBody(block))
  // The texts of bodies are long, and folding them took more time than all else here.
  const bodies = new Set(
    apart.length === 0 ? [] : page.html.blocks.filter(isInBody).map((block) => block.folded),
  )
  const lost = apart.filter((block) => !bodies.has(block.folded))
  if (lost.length > 0)
    found.push(
      `${layout.name} has ${lost.length} body texts that are in no body, the first ${quoted(lost[0]?.text ?? '')}`,
    )
  // A page whose answers are not recognised would take those that an earlier reading found.
  const isWrong = found.length > 1 || (lost.length > 0 && draft.answers.length === 0)
  return found.map((message) => (isWrong ? failure(code, message) : warning(code, message)))
}
