/**
 * Changes whenever the same bytes may give another record, so that a parser fix is never taken for an edit by the site.
 * Date and a letter; kept beside every loaded page in `crawl.page.parser_version`.
 */
export const parserVersion = '2026-11-23a'
