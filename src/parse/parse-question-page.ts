import type { ParseOutcome } from '../model/parse-outcome.ts'
import type { PageLinks } from './links/links.ts'
import { type ParseOptions, readPage } from './read-page.ts'

/**
 * Parses one page into a record, or says why there is none. Never throws.
 *
 * @param input The page's bytes (decoded by BOM, label, `<meta>` or guess) or its text.
 * @example
 * const outcome = parseQuestionPage(bytes, { url: 'https://okwave.jp/qa/q1.html', contentType: 'text/html' })
 * if (outcome.kind === 'question') console.log(outcome.page.title)
 */
export function parseQuestionPage(input: Uint8Array | string, options: ParseOptions): ParseOutcome {
  return readPage(input, options).outcome
}

/** The ways on from a page: question links, list pages, the next page, its own canonical URL. Never throws. */
export function parseLinks(input: Uint8Array | string, options: ParseOptions): PageLinks {
  return readPage(input, options).links
}
