/** Saved pages, each through the parser: what `mondo parse` prints of it, and why. */

import type { SavedPage } from '../../../app/saved-pages.ts'
import type { ParseOutcome } from '../../../model/parse-outcome.ts'
import { type Explanation, explainPage } from '../../../parse/explain/explain.ts'
import { noLinks } from '../../../parse/links/links.ts'
import { readPage } from '../../../parse/read-page.ts'

export type ReadablePage = Exclude<SavedPage, { kind: 'failed' }>

export function parseSavedPage(page: ReadablePage): ParseOutcome {
  return page.kind === 'known' ? page.outcome : readPage(page.bytes, page.options).outcome
}

export function explainSavedPage(page: ReadablePage): Explanation {
  if (page.kind === 'page') return explainPage(page.bytes, page.options)
  const { outcome } = page
  return {
    url: outcome.kind === 'question' ? outcome.page.url : outcome.url,
    kind: outcome.kind,
    reason: outcome.kind === 'rejected' ? outcome.reason : null,
    layout: null,
    recognisedBy: null,
    encoding: null,
    encodingSource: null,
    checks: [],
    rows: [],
    links: noLinks,
  }
}
