/** The structured data of one page, in every syntax that it may have. */
import type { CheerioAPI } from 'cheerio/slim'
import type { Check } from '../../model/check.ts'
import type { LayoutName } from '../../model/question-page.ts'
import type { SiteDefinition } from '../../sites/site-definition.ts'
import type { HtmlBlocks } from '../html/html-blocks.ts'
import type { PageLinks } from '../links/links.ts'
import type { Sites } from '../site/sites.ts'
import { type DamagedScript, jsonLdOf } from './json-ld.ts'
import { microdataOf, rdfaOf } from './markup.ts'
import type { Thing } from './thing.ts'

/** A parsed page with its links and its checks so far. */
export interface SchemaPage {
  readonly url: string
  /** What its links are resolved against. */
  readonly base: string
  readonly site: string | undefined
  readonly capturedAt: Date | undefined
  /** The definition for the page's site; null if there is none. */
  readonly definition: SiteDefinition | null
  readonly $: CheerioAPI
  readonly sites: Sites
  readonly html: HtmlBlocks
  readonly links: PageLinks
  readonly data: StructuredData
  readonly checks: readonly Check[]
}

interface Syntax {
  readonly layout: LayoutName
  readonly things: readonly Thing[]
}

/** All structured data of a page, and the scripts that could not be read. */
export interface StructuredData {
  readonly syntaxes: readonly Syntax[]
  readonly damaged: readonly DamagedScript[]
}

/** JSON-LD first: where it describes the question, it does so whole. */
export function structuredDataOf($: CheerioAPI, html: HtmlBlocks): StructuredData {
  const { things, damaged } = jsonLdOf($)
  const syntaxes: readonly Syntax[] = [
    { layout: 'schema-org/json-ld', things },
    { layout: 'schema-org/microdata', things: microdataOf($, html) },
    { layout: 'schema-org/microdata', things: rdfaOf($, html) },
  ]
  return { syntaxes, damaged }
}

/** URLs that all show the page. */
export function ownUrls({ url, links }: SchemaPage): readonly string[] {
  return links.canonical === null ? [url] : [url, links.canonical]
}
