/** Parses one page, bytes or text, into its record and its links. Parses the document once for both; no page makes it throw. */
import type { CheerioAPI } from 'cheerio/slim'
import type { Check } from '../model/check.ts'
import type { ParseOutcome } from '../model/parse-outcome.ts'
import type { PageRefresh } from '../model/refresh.ts'
import type { Wall } from '../model/visit-outcome.ts'
import type { SiteDefinition } from '../sites/site-definition.ts'
import { failure, judgeDraft, repairedCheck, warning } from './checks.ts'
import type { Evidence } from './explain/evidence.ts'
import { detached } from './finished-record.ts'
import { type HtmlTree, parseHtml } from './html/document.ts'
import { releaseTree } from './html/query.ts'
import { linkAt, markHolds } from './layouts/page-marks.ts'
import { assertWithin, PageTooLarge, pageLimits } from './limits.ts'
import { withLinksByShape } from './links/likely-questions.ts'
import { linkTargets } from './links/link-targets.ts'
import { baseOf, linksOfDocument, noLinks, type PageLinks, resolveLink } from './links/links.ts'
import { listedQuestions } from './links/listed.ts'
import { metaRefresh } from './links/meta-refresh.ts'
import { isWallPhrase, wallOf } from './links/wall.ts'
import { readTextRendition } from './okwave/text-rendition.ts'
import { type PageInput, type ReadPage, rejected } from './page-input.ts'
import { versionOfParser } from './parser-version.ts'
import { readHtml } from './read-html.ts'
import { recordOf } from './record.ts'
import type { PageIdentity } from './site/page-identity.ts'
import { assertSelectors } from './site/selector-faults.ts'
import { siteWords } from './site/site-words.ts'
import { sitesWith } from './site/sites.ts'
import { type DecodedHtml, decodeHtml } from './text/charset.ts'
import { repairedInput, textForm } from './text/text-form.ts'

/** What the parser needs to know beside the page itself. */
export interface ParseOptions {
  /** The page's own URL. It identifies the page, and relative links are resolved against it. */
  readonly url: string
  /** The Content-Type header. `text/plain` means a text rendition. */
  readonly contentType?: string | undefined
  /** The site that the host serves (for mirrors, saved copies, tests). Not needed for known hosts. */
  readonly site?: string | undefined
  /** Definitions of sites beside the bundled ones; one of the same name replaces a bundled one. */
  readonly sites?: readonly SiteDefinition[] | undefined
  /** Time of the capture, to resolve relative dates (`3日前`); a Date or an ISO 8601 string. */
  readonly capturedAt?: Date | string | undefined
  /** What was found wrong with the bytes before (`inflatedBody`); the record keeps it among its checks. */
  readonly checks?: readonly Check[] | undefined
}

/** Record and links of one page. */
export interface PageReading {
  readonly outcome: ParseOutcome
  readonly links: PageLinks
  /** Lower-case WHATWG name; null when the input was a string. */
  readonly encoding: string | null
  /** What stands under the URL of a question, or of a list, in place of it; null for everything else. */
  readonly wall: Wall | null
  /** The `<meta http-equiv="refresh">` of an HTML page; null without. */
  readonly refresh: PageRefresh | null
  /** Who read it: `CORE+SITE.VERSION`, or `CORE` alone where no site definition has a say on the URL. */
  readonly parserVersion: string
}

/** Record and links with the evidence behind them, for `explainPage`. */
export interface EvidentReading extends PageReading {
  /** Null when the input was rejected before parsing. */
  readonly evidence: Evidence | null
  readonly encodingSource: DecodedHtml['source'] | null
}

/**
 * Parses one page into a record, or returns why there is none. No page makes it throw.
 *
 * @throws MondoError `usage` for `sites` that are wrong, or that claim one host
 * @param input The page's bytes (decoded by BOM, label, `<meta>` or guess) or its text.
 * @example
 * const outcome = parseQuestionPage(bytes, { url: 'https://okwave.jp/qa/q1.html', contentType: 'text/html' })
 * if (outcome.kind === 'question') console.log(outcome.page.title)
 */
export function parseQuestionPage(input: Uint8Array | string, options: ParseOptions): ParseOutcome {
  return readPage(input, options).outcome
}

/**
 * Extracts the links of a page: questions, list pages, the next page, the page's canonical URL. Never throws.
 *
 * @example
 * parseLinks(bytes, { url: 'https://okwave.jp/list/new_question' }).questions // ['https://okwave.jp/qa/q1.html', …]
 */
export function parseLinks(input: Uint8Array | string, options: ParseOptions): PageLinks {
  return readPage(input, options).links
}

/** Record and links in one pass. Never throws. */
export function readPage(input: Uint8Array | string, options: ParseOptions): PageReading {
  const reading = readPageToSend(input, options)
  return { ...reading, outcome: detached(reading.outcome) }
}

/**
 * As `readPage`, for a worker thread that posts the result: posting copies it, so no copy is made here. Do not keep the
 * result itself: its strings keep the whole page in memory.
 */
export function readPageToSend(input: Uint8Array | string, options: ParseOptions): PageReading {
  const trees: HtmlTree[] = []
  const treeOf = (text: string) => {
    const tree = parseHtml(text)
    trees.push(tree)
    return tree
  }
  const { evidence: _, encodingSource: _source, ...reading } = readWithEvidence(input, options, treeOf)
  for (const tree of trees) if (tree.kind === 'tree') releaseTree(tree.$)
  return reading
}

/**
 * As `readPageToSend`, with evidence. A page that exceeds a size limit is rejected as `too-large`. A defect of the parser
 * affects only one page, never the run: any error that is thrown rejects the page.
 *
 * @param treeOf Another HTML parser, for comparison in tests.
 */
export function readWithEvidence(
  input: Uint8Array | string,
  options: ParseOptions,
  treeOf: (text: string) => HtmlTree = parseHtml,
): EvidentReading {
  const url = URL.canParse(options.url) ? options.url : `file:///${encodeURIComponent(options.url)}`
  // Wrong definitions are the caller's mistake, not the page's.
  const sites = sitesWith(options.sites)
  if (options.sites !== undefined) assertSelectors(options.sites)
  const definition = sites.definitionOf(url, options.site)
  const parserVersion = versionOfParser(definition)
  try {
    return { parserVersion, ...readUnguarded(input, url, { ...options, sites, definition }, treeOf) }
  } catch (error) {
    const outcome = error instanceof PageTooLarge ? tooLarge(url, error) : crashed(url, error)
    return { ...unread, outcome, parserVersion, encoding: null, encodingSource: null }
  }
}

/** What is said of a page of which nothing was read. */
const unread = { links: noLinks, evidence: null, wall: null, refresh: null }

function tooLarge(url: string, { message }: PageTooLarge): ParseOutcome {
  return { kind: 'rejected', url, reason: 'too-large', checks: [failure('too-large', message)] }
}

/** The outcome of a page on which the parser threw. */
export function crashed(url: string, error: unknown): Extract<ParseOutcome, { kind: 'rejected' }> {
  const checks = [failure('parser-crashed', String(error).slice(0, 500).toWellFormed())]
  return { kind: 'rejected', url, reason: 'parser-crashed', checks }
}

function readUnguarded(
  input: Uint8Array | string,
  url: string,
  options: Omit<ParseOptions, 'sites'> & Pick<PageInput, 'sites' | 'definition'>,
  treeOf: (text: string) => HtmlTree,
): Omit<EvidentReading, 'parserVersion'> {
  assertWithin(input.length, pageLimits.bytes, 'bytes')
  const decoded = typeof input === 'string' ? null : decodeHtml(input, options.contentType)
  const { text, repaired } = repairedInput(input, decoded)
  const known = {
    ...unread,
    encoding: decoded?.encoding ?? null,
    encodingSource: decoded?.source ?? null,
  }
  const checks = [...(options.checks ?? []), ...encodingChecks(decoded), ...(repaired ? [repairedCheck] : [])]
  const { site, sites, definition } = options
  const capturedAt = momentOf(options.capturedAt)
  const words = siteWords(definition?.words)
  const page: PageInput = { url, site, sites, definition, words, text, checks, capturedAt }

  const form = textForm(input, text, options.contentType)
  if (form === 'text') return { ...known, ...readText(page) }
  if (form !== 'html') return { ...known, outcome: rejected(page, form) }
  const tree = treeOf(text)
  if (tree.kind === 'too-deep') return { ...known, outcome: rejected(page, 'too-deep') }
  if (tree.endsInside !== null) return { ...known, outcome: rejected(page, 'truncated') }
  const base = baseOf(tree.$, url)
  const targetOf = linkTargets(base, page)
  const found = linksOfDocument(tree.$, base, targetOf)
  const read = readHtml({ ...page, base, targetOf }, tree, found.links)
  const isQuestion = read.outcome.kind === 'question'
  const links =
    definition === null
      ? withLinksByShape(found, url, isQuestion)
      : { ...found.links, next: nextOf(definition, tree.$, found.links, base, isQuestion) }
  const mayBeWall =
    standsIn(sites.identify(url, site), read.outcome, links) ||
    // Of a site without a definition only the crawl knows which pages should be questions.
    (definition === null && showsNothing(read.outcome, links))
  const wall = mayBeWall ? wallIn(tree.$, read, definition) : null
  // What stands in place of a question may list others, and the grammar takes a list for one.
  const { outcome, evidence } = wall === null ? read : { ...read, outcome: withoutQuestion(read.outcome) }
  const judged = { ...known, wall, refresh: metaRefresh(tree.$, url, base), outcome, evidence }
  if (outcome.kind !== 'not-a-question') return { ...judged, links }
  // Beside the links of a question page there is no current information.
  const listed = listedQuestions(found.toQuestions, words)
  return { ...judged, links: { ...links, listed } }
}

/** A definition that names the link to a list's next page knows it better than any mark. */
function nextOf(
  { urls: { listNext } }: SiteDefinition,
  $: CheerioAPI,
  { next }: PageLinks,
  base: string,
  isQuestion: boolean,
): string | null {
  if (listNext === undefined || isQuestion) return next
  const href = linkAt($, 'urls.listNext', listNext)
  return href === null ? null : resolveLink(href, base)
}

/** Whether a question should be here, or a list that lists none. */
function standsIn({ questionId, kind }: PageIdentity, outcome: ParseOutcome, links: PageLinks): boolean {
  return questionId !== null || (kind === 'list' && showsNothing(outcome, links))
}

function showsNothing(outcome: ParseOutcome, links: PageLinks): boolean {
  return outcome.kind !== 'question' && links.questions.length === 0
}

/** Structured data that names a question is believed; so is the site's own "not found". */
function wallIn(
  $: CheerioAPI,
  { outcome, evidence }: ReadPage,
  definition: SiteDefinition | null,
): Wall | null {
  if (outcome.kind === 'not-found') return null
  const isUnsure = outcome.kind !== 'question' || evidence.kind === 'landmarks'
  // The site's own mark says that it is one; its words say which.
  if (isUnsure && markHolds($, 'wall', definition?.wall)) return wallOf($, null) ?? 'login'
  if (outcome.kind !== 'question') return wallOf($, null)
  const { title, answers } = outcome.page
  if (evidence.kind !== 'landmarks') return null
  return wallOf($, answers.length === 0 && isWallPhrase(title) ? null : title)
}

function withoutQuestion(outcome: ParseOutcome): ParseOutcome {
  return outcome.kind === 'question'
    ? { kind: 'not-a-question', url: outcome.page.url, checks: outcome.page.checks }
    : outcome
}

/** The time as a Date; undefined when it is absent or unreadable. */
export function momentOf(written: Date | string | undefined): Date | undefined {
  const moment = written === undefined ? undefined : new Date(written)
  return moment === undefined || Number.isNaN(moment.getTime()) ? undefined : moment
}

function encodingChecks(decoded: DecodedHtml | null): readonly Check[] {
  if (decoded?.source === 'bytes') {
    return [
      warning(
        'encoding-conflict',
        `read as ${decoded.encoding} by its bytes, against its label or for want of one`,
      ),
    ]
  }
  if (decoded?.source !== 'guess' || decoded.encoding === 'utf-8') return []
  return [warning('encoding-guessed', `no usable label: read as ${decoded.encoding} by its bytes`)]
}

/** The same grammar parses a text rendition, line by line. */
function readText(page: PageInput): ReadPage {
  const { url, site, sites } = page
  const namesQuestion = sites.identify(url, site).questionId !== null
  const text = readTextRendition(page.text, page, namesQuestion)
  const { reading } = text
  switch (text.kind) {
    case 'not-a-question':
      return {
        outcome: { kind: 'not-a-question', url, checks: page.checks },
        evidence: { kind: 'text', reading },
      }
    case 'rejected':
      return { outcome: rejected(page, text.reason), evidence: { kind: 'text', reading } }
    case 'draft': {
      const layout = 'okwave/text'
      const { complete: whole } = text
      const context = { url, site, sites, base: url, links: noLinks, whole, checks: page.checks }
      return {
        outcome: recordOf(text.draft, layout, context, judgeDraft(text.draft)),
        evidence: { kind: 'landmarks', layout, recognisedBy: null, $: null, draft: text.draft.evidence },
      }
    }
  }
}
