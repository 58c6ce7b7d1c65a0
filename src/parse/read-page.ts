/**
 * One page: bytes or text in; what it is, and where it leads out. Never throws. The document is parsed once for the
 * record and the links alike.
 */
import type { Check } from '../model/check.ts'
import type { ParseOutcome, RejectReason } from '../model/parse-outcome.ts'
import { type DecodedHtml, decodeHtml } from './charset.ts'
import { warning } from './checks.ts'
import { type Document, parseHtml } from './document.ts'
import { blocksOfDocument } from './html-blocks.ts'
import { baseOf, linksOfDocument, noLinks, type PageLinks, resolveLink } from './links.ts'
import { isNotFound } from './not-found.ts'
import { readHtmlPage } from './okwave/html-page.ts'
import { landmarkLines } from './okwave/landmarks.ts'
import { readTextRendition } from './okwave/text-rendition.ts'
import { type RecordContext, recordOf } from './record.ts'
import { repairText } from './repair-text.ts'
import { readSchemaPage } from './schema-org/read-schema.ts'
import { identifyPage, isKnownSite } from './sites.ts'
import { textForm } from './text-form.ts'

export interface ParseOptions {
  /** The page's own URL: its identity, and what links are resolved against. */
  readonly url: string
  /** The Content-Type header. `text/plain` means a text rendition. */
  readonly contentType?: string | undefined
  /** Which site the host speaks as (mirrors, saved copies, tests); known hosts need none. */
  readonly site?: string | undefined
  /** Anchors relative dates (`3日前`). */
  readonly capturedAt?: Date | undefined
}

export interface PageReading {
  readonly outcome: ParseOutcome
  readonly links: PageLinks
  /** Lower-case WHATWG name; null for input that was text already. */
  readonly encoding: string | null
}

export function readPage(input: Uint8Array | string, options: ParseOptions): PageReading {
  const url = URL.canParse(options.url) ? options.url : `file:///${encodeURIComponent(options.url)}`
  const decoded = typeof input === 'string' ? null : decodeHtml(input, options.contentType)
  const { text, repaired } = repairText(decoded?.text ?? (input as string))
  const encoding = decoded?.encoding ?? null
  const checks = [...encodingChecks(decoded), ...(repaired ? [repairedCheck] : [])]
  const page: Page = { ...options, url, text, checks }

  const form = textForm(input, text, options.contentType)
  if (form === 'text') return { outcome: readText(page), links: noLinks, encoding }
  if (form !== 'html') return { outcome: rejected(page, form), links: noLinks, encoding }
  const tree = parseHtml(text)
  if (tree.kind === 'too-deep') return { outcome: rejected(page, 'too-deep'), links: noLinks, encoding }
  const links = linksOfDocument(tree.document, url, options.site)
  return { outcome: readHtml(page, tree.document, links), links, encoding }
}

interface Page extends ParseOptions {
  readonly text: string
  readonly checks: readonly Check[]
}

function rejected(page: Page, reason: RejectReason): ParseOutcome {
  return { kind: 'rejected', url: page.url, reason, checks: page.checks }
}

function readHtml(page: Page, document: Document, links: PageLinks): ParseOutcome {
  const { url, site } = page
  const base = baseOf(document, url)
  const html = blocksOfDocument(document, landmarkLines)
  const schema = () => readSchemaPage({ url, site, document, html, links, checks: page.checks })
  // OKWAVE is read by its landmarks; a stranger's page by what it declares, where it declares anything.
  const declared = isKnownSite(identifyPage(url, site).site) ? null : schema()
  if (declared !== null) return declared
  const reading = readHtmlPage({
    document,
    html,
    capturedAt: page.capturedAt,
    urlNamesQuestion: identifyPage(url, site).questionId !== null,
    question: (href) => questionLink(href, base, page),
  })
  const notFound = isNotFound(document, html.blocks)
  if (reading === null) return schema() ?? { kind: notFound ? 'not-found' : 'not-a-question', url }
  const disagreements = reading.disagreements.map((message) => warning('layout-disagrees', message))
  const context: RecordContext = {
    url,
    site,
    base,
    links,
    whole: true,
    checks: [...page.checks, ...disagreements],
  }
  const outcome = recordOf(reading.draft, reading.layout, context)
  // The page of a question that is gone may list others; a question may be about such a page.
  return notFound && outcome.kind === 'rejected' ? { kind: 'not-found', url } : outcome
}

function readText(page: Page): ParseOutcome {
  const { url, site } = page
  const reading = readTextRendition(page.text, page.capturedAt, identifyPage(url, site).questionId !== null)
  switch (reading.kind) {
    case 'not-a-question':
      return { kind: 'not-a-question', url }
    case 'rejected':
      return rejected(page, reading.reason)
    case 'draft':
      return recordOf(reading.draft, 'okwave/text', {
        url,
        site,
        base: url,
        links: noLinks,
        whole: reading.complete,
        checks: page.checks,
      })
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
