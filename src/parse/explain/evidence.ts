/** The evidence behind a record, from which `explainPage` builds its rows. */
import type { CheerioAPI } from 'cheerio/slim'
import type { LayoutName } from '../../model/question-page.ts'
import type { FilledField } from '../filled-fields.ts'
import type { HtmlBlocks } from '../html/html-blocks.ts'
import type { LayoutEvidence } from '../layouts/layout-evidence.ts'
import type { DraftEvidence } from '../okwave/grammar.ts'
import type { LandmarkReading } from '../okwave/landmark-reading.ts'
import type { Thing } from '../schema-org/thing.ts'
import type { SiteWords } from '../site/site-words.ts'

/**
 * What the record was read from. It keeps the whole page in memory, so only `explainPage` stores it. `filled`: the fields
 * that witnesses added.
 */
export type Evidence = ReadersEvidence & { readonly filled?: readonly FilledField[] }

type ReadersEvidence =
  | {
      readonly kind: 'landmarks'
      readonly layout: LayoutName
      /** Selectors; null for the landmarks alone and for text renditions. */
      readonly recognisedBy: string | null
      /** Null for text renditions. */
      readonly $: CheerioAPI | null
      readonly draft: DraftEvidence
    }
  | {
      readonly kind: 'structured-data'
      readonly layout: LayoutName
      readonly question: Thing
      /** The key of each answer, by its item. */
      readonly keys: ReadonlyMap<Thing, string>
      readonly accepted: ReadonlySet<Thing>
      readonly html: HtmlBlocks
    }
  | ({ readonly kind: 'layouts'; readonly layout: LayoutName } & LayoutEvidence)
  /** The page was split into blocks and is not a question. */
  | { readonly kind: 'html'; readonly html: HtmlBlocks; readonly words: SiteWords }
  | { readonly kind: 'text'; readonly reading: LandmarkReading }
