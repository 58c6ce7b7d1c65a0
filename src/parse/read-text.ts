/** A text rendition: the same grammar over its lines. */
import { noLinks } from './links/links.ts'
import { identifyPage } from './links/sites.ts'
import { readTextRendition } from './okwave/text-rendition.ts'
import { type PageInput, type ReadPage, rejected } from './page-input.ts'
import { recordOf } from './record.ts'

export function readText(page: PageInput): ReadPage {
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
