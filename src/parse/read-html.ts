/** Parses an HTML page: known sites by landmarks, other sites by structured data; each falls back on the other. */
import type { CheerioAPI } from 'cheerio/slim'
import type { ParseOutcome } from '../model/parse-outcome.ts'
import { judgeDraft, warning } from './checks.ts'
import type { Evidence } from './explain/evidence.ts'
import type { Block } from './html/blocks.ts'
import type { PageTree } from './html/document.ts'
import { blocksOfDocument, type HtmlBlocks } from './html/html-blocks.ts'
import { readLayouts } from './layouts/read-layouts.ts'
import { baseOf, documentTitles, type PageLinks, resolveLink } from './links/links.ts'
import { readHtmlPage } from './okwave/html-page.ts'
import { landmarkLines } from './okwave/landmarks.ts'
import { hintLayouts } from './okwave/layouts.ts'
import { type PageInput, type ReadPage, rejected } from './page-input.ts'
import { type RecordContext, recordOf } from './record.ts'
import { contradictions } from './schema-org/contradictions.ts'
import { readSchemaPage, type SchemaReading } from './schema-org/read-schema.ts'
import { fold } from './text/fold.ts'

/** The record of a page, or why there is none, with the evidence. */
export function readHtml(page: PageInput, tree: PageTree, links: PageLinks): ReadPage {
  const { url, site, sites } = page
  const { $, document } = tree
  const html = blocksOfDocument(document, landmarkLines)
  const declaredFirst = page.definition === null
  const schema = readSchemaPage({ ...page, $, html, links })
  const declared = readDeclared(schema, html)
  // What had to be repaired never outranks what the page shows.
  if (declaredFirst && declared !== null && schema?.source?.isRepaired === false) return declared
  const base = baseOf($, url)
  const byLayouts = readByLayouts(page, $, base, links)
  if (byLayouts?.outcome.kind === 'question') return byLayouts
  const reading = readHtmlPage({
    $,
    html,
    capturedAt: page.capturedAt,
    urlNamesQuestion: sites.identify(url, site).questionId !== null,
    layouts: hintLayouts(page.definition),
    question: (href) => questionLink(href, base, page),
  })
  const notFound = isNotFound($, html.blocks)
  if (reading === null) {
    if (declared !== null) return declared
    if (byLayouts !== null && !notFound) return byLayouts
    const other = schema?.outcome ?? { kind: 'not-a-question', url, checks: page.checks }
    return { outcome: notFound ? { kind: 'not-found', url } : other, evidence: { kind: 'html', html } }
  }
  const disagreements = reading.disagreements.map((message) => warning('layout-disagrees', message))
  const context: RecordContext = {
    url,
    site,
    sites,
    base,
    links,
    whole: true,
    checks: [...page.checks, ...disagreements, ...(schema?.remarks ?? [])],
  }
  const { draft, layout, recognisedBy } = reading
  const evidence: Evidence = { kind: 'landmarks', layout, recognisedBy, $, draft: draft.evidence }
  if (tree.lacksItsEnd && !draft.said.hasRelated && !draft.said.hasTail) {
    return { outcome: rejected(page, 'truncated'), evidence }
  }
  const outcome = recordOf(draft, layout, context, judgeDraft(draft))
  // A "not found" page may list other questions, and a question may quote such a page: a valid record wins.
  if (notFound && outcome.kind === 'rejected') return { outcome: { kind: 'not-found', url }, evidence }
  if (outcome.kind === 'rejected' && declaredFirst && declared !== null) return declared
  return { outcome: withContradictions(outcome, schema), evidence }
}

function withContradictions(outcome: ParseOutcome, schema: SchemaReading | null): ParseOutcome {
  if (outcome.kind !== 'question' || schema?.outcome.kind !== 'question') return outcome
  const found = contradictions(outcome.page, schema.outcome.page)
  if (found.length === 0) return outcome
  const check = warning('structured-data', `the structured data contradicts the page: ${found.join('; ')}`)
  return { ...outcome, page: { ...outcome.page, checks: [...outcome.page.checks, check] } }
}

function readDeclared(schema: SchemaReading | null, html: HtmlBlocks): ReadPage | null {
  if (schema === null || schema.source === null) return null
  const { layout, question, keys } = schema.source
  return { outcome: schema.outcome, evidence: { kind: 'structured-data', layout, question, keys, html } }
}

/** Null where the definition has no layouts that make a record, or none is recognised. */
function readByLayouts(page: PageInput, $: CheerioAPI, base: string, links: PageLinks): ReadPage | null {
  const { definition, url, site, sites, capturedAt, checks } = page
  if (definition === null || definition.readers?.includes('layouts') === false) return null
  const reading = readLayouts({
    $,
    definition,
    record: { url, site, sites, base, links, whole: true, checks },
    capturedAt,
    urlNamesQuestion: sites.identify(url, site).questionId !== null,
    targetOf: (href) => questionLink(href, base, page) ?? otherLink(href, base),
  })
  if (reading === null) return null
  const { outcome, layout, evidence } = reading
  return { outcome, evidence: { kind: 'layouts', layout, ...evidence } }
}

function otherLink(href: string, base: string): { readonly questionId: null; readonly url: string } | null {
  const url = resolveLink(href, base)
  return url === null ? null : { questionId: null, url }
}

/** The canonical URL and id of a link to a question on the page's own site or a known one; null for other links. */
function questionLink(
  href: string,
  base: string,
  page: PageInput,
): { readonly questionId: string; readonly url: string } | null {
  const target = resolveLink(href, base)
  if (target === null) return null
  const sameHost = new URL(target).host === new URL(page.url).host
  const { questionId, url } = page.sites.identify(target, sameHost ? page.site : undefined)
  return questionId === null ? null : { questionId, url }
}

/** ページが見つかりません is OKWAVE's wording; the others are those of similar sites (recalled, not seen). */
const notFoundPhrase =
  /^(?:(?:お探しの|指定された|ご指定の)?(?:ページ|質問|URL)(?:が|は)(?:見つかりません|存在しません|削除されました|ありません)(?:でした)?(?:。|.{0,20})|404 ?not ?found|not ?found)$/i

/** Whether a main heading or a declared title says that the page does not exist. */
function isNotFound($: CheerioAPI, blocks: readonly Block[]): boolean {
  const headings = blocks
    .filter((block) => block.headingLevel !== null && block.headingLevel <= 2)
    .map((block) => block.folded)
  const titles = documentTitles($).map((title) => fold(title).split(/ [|-] /)[0] ?? '')
  return [...headings, ...titles].some((text) => notFoundPhrase.test(text))
}
