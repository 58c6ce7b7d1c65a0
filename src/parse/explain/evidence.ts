import type { LayoutName } from '../../model/question-page.ts'
import type { Document } from '../html/document.ts'
import type { HtmlBlocks } from '../html/html-blocks.ts'
import type { DraftEvidence } from '../okwave/grammar.ts'
import type { LandmarkReading } from '../okwave/landmark-reading.ts'
import type { Thing } from '../schema-org/thing.ts'

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
  | { readonly kind: 'text'; readonly reading: LandmarkReading }
