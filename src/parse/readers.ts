/** The ways to read a page, each for itself: by a definition's layouts, by landmarks, by structured data. */
import type { Check } from '../model/check.ts'
import type { ParseOutcome } from '../model/parse-outcome.ts'
import type { LayoutName } from '../model/question-page.ts'
import type { ReaderName } from '../sites/site-definition.ts'
import { judgeDraft } from './checks.ts'
import type { Evidence } from './explain/evidence.ts'
import type { PageTree } from './html/document.ts'
import type { HtmlBlocks } from './html/html-blocks.ts'
import { readLayouts } from './layouts/read-layouts.ts'
import type { PageLinks } from './links/links.ts'
import { readHtmlPage } from './okwave/html-page.ts'
import { hintLayouts } from './okwave/layouts.ts'
import { type HtmlInput, type PageInput, rejected } from './page-input.ts'
import { type RecordContext, recordOf } from './record.ts'
import type { SchemaReading } from './schema-org/read-schema.ts'

/** A page, parsed, with its structured data. */
export interface ReadablePage {
  readonly page: HtmlInput
  readonly tree: PageTree
  readonly html: HtmlBlocks
  readonly links: PageLinks
  readonly schema: SchemaReading | null
}

/** What one reader made of a page. */
export interface Reading {
  readonly reader: ReaderName
  readonly layout: LayoutName
  readonly outcome: ParseOutcome
  readonly evidence: Evidence
}

/** Null: the page has nothing that this reader reads. */
export function readBy(reader: ReaderName, readable: ReadablePage): Reading | null {
  switch (reader) {
    case 'layouts':
      return byLayouts(readable)
    case 'landmarks':
      return byLandmarks(readable)
    case 'structured-data':
      return byStructuredData(readable)
  }
}

function byLayouts({ page, tree, links, schema }: ReadablePage): Reading | null {
  const { definition, url, base, site, sites, capturedAt } = page
  if (definition === null) return null
  const { $ } = tree
  const reading = readLayouts({
    $,
    definition,
    record: { url, site, sites, base, links, whole: true, checks: remarksOf(page, schema) },
    capturedAt,
    urlNamesQuestion: sites.identify(url, site).questionId !== null,
    targetOf: (href) => relatedLink(href, page),
  })
  if (reading === null) return null
  const { layout, evidence } = reading
  // A page whose end is missing may have lost answers, unless it shows what stands below them or as many as it counts.
  const isCut = tree.lacksItsEnd && !reading.reachesEnd
  const outcome = isCut ? rejected(page, 'truncated') : reading.outcome
  return { reader: 'layouts', layout, outcome, evidence: { kind: 'layouts', layout, ...evidence } }
}

function byLandmarks({ page, tree, html, links, schema }: ReadablePage): Reading | null {
  const { url, base, site, sites, capturedAt } = page
  const { $ } = tree
  const reading = readHtmlPage({
    $,
    html,
    capturedAt,
    words: page.words,
    ownId: sites.identify(url, site).questionId,
    layouts: hintLayouts(page.definition),
    question: (href) => questionLink(href, page),
  })
  if (reading === null) return null
  const { draft, layout, recognisedBy } = reading
  const evidence: Evidence = { kind: 'landmarks', layout, recognisedBy, $, draft: draft.evidence }
  if (tree.lacksItsEnd && !draft.said.hasRelated && !draft.said.hasTail) {
    return { reader: 'landmarks', layout, outcome: rejected(page, 'truncated'), evidence }
  }
  const checks = [...remarksOf(page, schema), ...reading.disagreements]
  const context: RecordContext = { url, site, sites, base, links, whole: true, checks }
  const outcome = recordOf(draft, layout, context, judgeDraft(draft))
  return { reader: 'landmarks', layout, outcome, evidence }
}

function byStructuredData({ schema, html }: ReadablePage): Reading | null {
  if (schema === null || schema.source === null) return null
  const { layout, question, keys, accepted } = schema.source
  return {
    reader: 'structured-data',
    layout,
    outcome: schema.outcome,
    evidence: { kind: 'structured-data', layout, question, keys, accepted, html },
  }
}

function remarksOf({ checks }: PageInput, schema: SchemaReading | null): readonly Check[] {
  return [...checks, ...(schema?.remarks ?? [])]
}

/** The canonical URL and id of a link to a question on the page's own site or a known one; null for other links. */
function questionLink(
  href: string,
  { targetOf }: HtmlInput,
): { readonly questionId: string; readonly url: string } | null {
  const { questionId, url } = targetOf(href)?.identity ?? noQuestion
  return questionId === null ? null : { questionId, url }
}

const noQuestion = { questionId: null, url: '' }

/** The same, and the URL of any other link. */
function relatedLink(href: string, page: HtmlInput) {
  const url = page.targetOf(href)?.url
  return questionLink(href, page) ?? (url === undefined ? null : { questionId: null, url })
}
