/**
 * One page: bytes or text in; what it is, and where it leads out. Never throws. The document is parsed once for the
 * record and the links alike.
 */
import type { Check } from '../model/check.ts'
import type { ParseOutcome, RejectReason } from '../model/parse-outcome.ts'
import type { LayoutName } from '../model/question-page.ts'
import { type DecodedHtml, decodeHtml } from './charset.ts'
import { warning } from './checks.ts'
import { type Document, type HtmlTree, parseHtml } from './document.ts'
import { blocksOfDocument, type HtmlBlocks } from './html-blocks.ts'
import { baseOf, linksOfDocument, noLinks, type PageLinks, resolveLink } from './links.ts'
import { isNotFound } from './not-found.ts'
import type { DraftEvidence } from './okwave/grammar.ts'
import { readHtmlPage } from './okwave/html-page.ts'
import { landmarkLines } from './okwave/landmarks.ts'
import type { Reading } from './okwave/reading.ts'
import { readTextRendition } from './okwave/text-rendition.ts'
import { type RecordContext, recordOf } from './record.ts'
import { repairText } from './repair-text.ts'
import { contradictions } from './schema-org/contradictions.ts'
import { readSchemaPage } from './schema-org/read-schema.ts'
import type { Thing } from './schema-org/thing.ts'
import { identifyPage, isKnownSite } from './sites.ts'
import { lacksItsEnd, textForm } from './text-form.ts'

export interface ParseOptions {
  /** The page's own URL: its identity, and what links are resolved against. */
  readonly url: string
  /** The Content-Type header. `text/plain` means a text rendition. */
  readonly contentType?: string | undefined
  /** Which site the host speaks as (mirrors, saved copies, tests); known hosts need none. */
  readonly site?: string | undefined
  /** Anchors relative dates (`3日前`); a Date or an ISO 8601 string. */
  readonly capturedAt?: Date | string | undefined
}

export interface PageReading {
  readonly outcome: ParseOutcome
  readonly links: PageLinks
  /** Lower-case WHATWG name; null for input that was text already. */
  readonly encoding: string | null
}

/** What the record was read from. It holds the whole page, so only who explains a page keeps it. */
export type Evidence =
  | {
      readonly kind: 'landmarks'
      readonly layout: LayoutName
      /** Selectors; null for the landmarks alone and for text renditions. */
      readonly recognisedBy: string | null
      readonly document: Document | null
      readonly draft: DraftEvidence
    }
  | {
      readonly kind: 'structured-data'
      readonly layout: LayoutName
      readonly question: Thing
      readonly html: HtmlBlocks
    }
  /** The page was taken apart and is no question. */
  | { readonly kind: 'html'; readonly html: HtmlBlocks }
  | { readonly kind: 'text'; readonly reading: Reading }

export interface EvidentReading extends PageReading {
  /** Null where the input was refused before anything was read in it. */
  readonly evidence: Evidence | null
  readonly encodingSource: DecodedHtml['source'] | null
}

export function readPage(input: Uint8Array | string, options: ParseOptions): PageReading {
  const { outcome, links, encoding } = readWithEvidence(input, options)
  return { outcome, links, encoding }
}

/** `treeOf`: another HTML parser, to hold ours against. */
export function readWithEvidence(
  input: Uint8Array | string,
  options: ParseOptions,
  treeOf: (text: string) => HtmlTree = parseHtml,
): EvidentReading {
  const url = URL.canParse(options.url) ? options.url : `file:///${encodeURIComponent(options.url)}`
  const decoded = typeof input === 'string' ? null : decodeHtml(input, options.contentType)
  const { text, repaired } = repairText(decoded?.text ?? (input as string))
  const known = {
    links: noLinks,
    encoding: decoded?.encoding ?? null,
    encodingSource: decoded?.source ?? null,
    evidence: null,
  }
  const checks = [...encodingChecks(decoded), ...(repaired ? [repairedCheck] : [])]
  const page: Page = { ...options, url, text, checks, capturedAt: momentOf(options.capturedAt) }

  const form = textForm(input, text, options.contentType)
  if (form === 'text') return { ...known, ...readText(page) }
  if (form !== 'html') return { ...known, outcome: rejected(page, form) }
  const tree = treeOf(text)
  if (tree.kind === 'too-deep') return { ...known, outcome: rejected(page, 'too-deep') }
  const links = linksOfDocument(tree.document, url, options.site)
  return { ...known, links, ...readHtml(page, tree.document, links) }
}

type Read = Pick<EvidentReading, 'outcome' | 'evidence'>

interface Page extends ParseOptions {
  readonly capturedAt: Date | undefined
  readonly text: string
  readonly checks: readonly Check[]
}

/** A moment that is none anchors nothing. */
function momentOf(written: Date | string | undefined): Date | undefined {
  const moment = written === undefined ? undefined : new Date(written)
  return moment === undefined || Number.isNaN(moment.getTime()) ? undefined : moment
}

function rejected(page: Page, reason: RejectReason): ParseOutcome {
  return { kind: 'rejected', url: page.url, reason, checks: page.checks }
}

function readHtml(page: Page, document: Document, links: PageLinks): Read {
  const { url, site } = page
  const html = blocksOfDocument(document, landmarkLines)
  // OKWAVE is read by its landmarks; a stranger's page by what it declares, where it declares anything.
  const declaredFirst = !isKnownSite(identifyPage(url, site).site)
  const declared = declaredFirst ? readDeclared(page, document, html, links) : null
  if (declared !== null) return declared
  const base = baseOf(document, url)
  const reading = readHtmlPage({
    document,
    html,
    capturedAt: page.capturedAt,
    urlNamesQuestion: identifyPage(url, site).questionId !== null,
    question: (href) => questionLink(href, base, page),
  })
  const notFound = isNotFound(document, html.blocks)
  if (reading === null) {
    const fallback = declaredFirst ? null : readDeclared(page, document, html, links)
    if (fallback !== null) return fallback
    return {
      outcome: { kind: notFound ? 'not-found' : 'not-a-question', url },
      evidence: { kind: 'html', html },
    }
  }
  const disagreements = reading.disagreements.map((message) => warning('layout-disagrees', message))
  const context: RecordContext = {
    url,
    site,
    base,
    links,
    whole: true,
    checks: [...page.checks, ...disagreements],
  }
  const { draft, layout, recognisedBy } = reading
  const evidence: Evidence = { kind: 'landmarks', layout, recognisedBy, document, draft: draft.evidence }
  if (lacksItsEnd(page.text) && !draft.said.hasRelated && !draft.said.hasTail) {
    return { outcome: rejected(page, 'truncated'), evidence }
  }
  const outcome = recordOf(draft, layout, context)
  // The page of a question that is gone may list others; a question may be about such a page.
  if (notFound && outcome.kind === 'rejected') return { outcome: { kind: 'not-found', url }, evidence }
  return { outcome: withContradictions(outcome, page, document, html, links), evidence }
}

function withContradictions(
  outcome: ParseOutcome,
  page: Page,
  document: Document,
  html: HtmlBlocks,
  links: PageLinks,
): ParseOutcome {
  if (outcome.kind !== 'question' || !page.text.includes('schema.org')) return outcome
  const found = contradictions(outcome.page, {
    url: page.url,
    site: page.site,
    document,
    html,
    links,
    checks: [],
  })
  if (found.length === 0) return outcome
  const check = warning('structured-data', `the structured data contradicts the page: ${found.join('; ')}`)
  return { kind: 'question', page: { ...outcome.page, checks: [...outcome.page.checks, check] } }
}

function readDeclared(page: Page, document: Document, html: HtmlBlocks, links: PageLinks): Read | null {
  const { url, site, checks } = page
  const schema = readSchemaPage({ url, site, document, html, links, checks })
  if (schema === null) return null
  const { outcome, layout, question } = schema
  return { outcome, evidence: { kind: 'structured-data', layout, question, html } }
}

function readText(page: Page): Read {
  const { url, site } = page
  const text = readTextRendition(page.text, page.capturedAt, identifyPage(url, site).questionId !== null)
  const { reading } = text
  switch (text.kind) {
    case 'not-a-question':
      return { outcome: { kind: 'not-a-question', url }, evidence: { kind: 'text', reading } }
    case 'rejected':
      return { outcome: rejected(page, text.reason), evidence: { kind: 'text', reading } }
    case 'draft': {
      const layout = 'okwave/text'
      const context = { url, site, base: url, links: noLinks, whole: text.complete, checks: page.checks }
      return {
        outcome: recordOf(text.draft, layout, context),
        evidence: {
          kind: 'landmarks',
          layout,
          recognisedBy: null,
          document: null,
          draft: text.draft.evidence,
        },
      }
    }
  }
}

/** The canonical URL and id of a link to a question of the page's own or a known site. */
function questionLink(
  href: string,
  base: string,
  page: Page,
): { readonly questionId: string; readonly url: string } | null {
  const target = resolveLink(href, base)
  if (target === null) return null
  const sameHost = new URL(target).host === new URL(page.url).host
  const { questionId, url } = identifyPage(target, sameHost ? page.site : undefined)
  return questionId === null ? null : { questionId, url }
}

const repairedCheck = warning('text-repaired', 'NUL or lone surrogates were taken out of the text')

function encodingChecks(decoded: DecodedHtml | null): readonly Check[] {
  if (decoded?.source !== 'guess' || decoded.encoding === 'utf-8') return []
  return [warning('encoding-guessed', `no usable label: read as ${decoded.encoding} by its bytes`)]
}
