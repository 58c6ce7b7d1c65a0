/**
 * The parser version: a date and a letter. Change it whenever the same bytes may give a different record, so that a
 * parser fix is never mistaken for an edit by the site. `crawl.page.parser_version` stores it for every loaded page.
 */
export const parserVersion = '2026-11-29b'
