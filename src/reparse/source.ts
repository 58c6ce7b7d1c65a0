/** A saved page from any source of a re-parse, and what today's parser finds in it. */
import { setImmediate } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Database } from '../database/schema/schema.ts'
import type { ParseOutcome } from '../model/parse-outcome.ts'
import { storedUrl } from '../model/stored-url.ts'
import { noLinks, type PageLinks } from '../parse/links/links.ts'
import type { Sites } from '../parse/site/sites.ts'
import { type PageOptions, type PageReader, undoneOutcome } from '../workers/tasks.ts'
import { type HeldVerdict, heldVerdicts } from './held-verdicts.ts'

export interface SourcePage {
  readonly bytes: Uint8Array
  readonly options: PageOptions
  /** Null for a file, which is no capture. */
  readonly captureId: string | null
  /** Of a file, when it was last written; null if unknown. */
  readonly capturedAt: Date | null
  /** Which page it is, if known; otherwise the capture's row or its URL says. */
  readonly page?: PageName
  /** Byte offset of a capture in its WARC file, to resume behind; absent for sources that cannot be resumed. */
  readonly offset?: number | null
}

interface PageName {
  readonly site: string
  readonly path: string
}

/** A page parsed again. */
export interface ReparsedPage extends PageName {
  readonly outcome: ParseOutcome
  /** The version of the parser that read it. */
  readonly parserVersion: string
  /** The digest of a question's record that was checked for the loader. */
  readonly digest?: string
  readonly links: PageLinks
  readonly captureId: string | null
  readonly capturedAt: Date | null
  /** Whether the database knows the capture. */
  readonly isKnown: boolean
}

/**
 * Parses the pages again. If the database knows a capture, its site is the one that it was crawled as. A capture on which this
 * version of the parser has failed is not read again.
 *
 * @param only Sites to read: known captures of other sites are skipped. Null means all.
 */
export async function parseSources(
  db: Kysely<Database>,
  all: readonly SourcePage[],
  reader: PageReader,
  only: readonly string[] | null = null,
): Promise<ReparsedPage[]> {
  const known = new Map((await capturesOf(db, all)).map((capture) => [capture.capture_id, capture] as const))
  const isMeant = ({ captureId }: SourcePage): boolean => {
    const site = known.get(captureId ?? '')?.site
    return only === null || site === undefined || only.includes(site)
  }
  const sources = all.filter(isMeant)
  const held = await heldVerdicts(
    db,
    sources.flatMap(({ captureId }) => captureId ?? []),
  )
  const parse = async (source: SourcePage): Promise<ReparsedPage> => {
    const { bytes, options, captureId } = source
    const capture = captureId === null ? undefined : known.get(captureId)
    const page = source.page ?? capture
    const site = page?.site ?? options.site
    const asked = site === undefined ? options : { ...options, site }
    const verdict = captureId === null ? undefined : held.get(captureId)
    const failed = { links: noLinks, parserVersion: reader.sites.parserVersionOf(options.url, site) }
    const { outcome, links, parserVersion } =
      verdict?.parserVersion === failed.parserVersion
        ? { ...failed, outcome: heldOutcome(options.url, verdict) }
        : await readBy(reader, bytes, asked, failed)
    return {
      ...(page === undefined
        ? placeOf(options, outcome, reader.sites)
        : { site: page.site, path: page.path }),
      outcome,
      parserVersion,
      links,
      captureId,
      capturedAt: capture?.captured_at ?? source.capturedAt,
      isKnown: capture !== undefined,
    }
  }
  const pages: ReparsedPage[] = []
  const left = sources.entries()
  const lane = async () => {
    for (const [at, source] of left) {
      pages[at] = await parse(source)
      // A batch is seconds of parsing where the reader has no threads: leases of this process must be confirmed meanwhile.
      await setImmediate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(reader.concurrency, sources.length) }, lane))
  return pages
}

type Parsed = Pick<ReparsedPage, 'outcome' | 'links' | 'parserVersion'>

/** `failed`: the result for a page that could not be read. */
async function readBy(
  reader: PageReader,
  bytes: Uint8Array,
  options: PageOptions,
  failed: Omit<Parsed, 'outcome'>,
): Promise<Parsed> {
  const read = await reader.page(() => Uint8Array.from(bytes), options)
  return read.kind === 'read' ? read.reading : { ...failed, outcome: undoneOutcome(options.url, read) }
}

function heldOutcome(url: string, { reason, checks }: HeldVerdict): ParseOutcome {
  return { kind: 'rejected', url, reason, checks }
}

async function capturesOf(db: Kysely<Database>, sources: readonly SourcePage[]) {
  const ids = sources.flatMap(({ captureId }) => captureId ?? [])
  if (ids.length === 0) return []
  return await db
    .selectFrom('crawl.capture')
    .select(['capture_id', 'site', 'path', 'captured_at'])
    .where('capture_id', 'in', ids)
    .execute()
}

/** A saved copy is known by what its record says: its own URL is that of a file. */
function placeOf({ url, site }: PageOptions, outcome: ParseOutcome, sites: Sites): PageName {
  if (outcome.kind === 'question' && url.startsWith('file:')) {
    const own = new URL(outcome.page.url)
    return { site: outcome.page.site, path: own.pathname + own.search }
  }
  const { site: name, path } = sites.identify(url, site)
  return { site: name, path: storedUrl(path) }
}
