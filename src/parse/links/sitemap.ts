/** Reads sitemaps and sitemap indexes (sitemaps.org protocol 0.9). */
import { Parser } from 'htmlparser2'
import { isStorableInstant } from '../../model/posted-at.ts'
import { longestUrl } from '../../model/stored-url.ts'

/** One entry of a sitemap or sitemap index. */
export interface SitemapEntry {
  /** `page`: `<url>` of a urlset. `sitemap`: `<sitemap>` of an index. */
  readonly kind: 'page' | 'sitemap'
  /** `<loc>`, an absolute URL as written. */
  readonly url: string
  /** `<lastmod>` as an ISO 8601 time in UTC; null when it is missing, unreadable or outside the years 1 to 9999. */
  readonly modifiedAt: string | null
}

/** The protocol's own limit for one file. */
const maxEntries = 50_000
/** `<urlset>`, `<url>`, `<loc>`, and extensions that nest a few more. htmlparser2 takes quadratic time in open elements. */
const mostLevels = 32
/** Small, because an attack is abandoned at the end of its first piece. */
const chunkBytes = 16 * 1024

/**
 * Streams the entries to `take`, so that the file never becomes a tree in memory. Reads UTF-8, as the protocol demands,
 * and ignores entries beyond the protocol's 50,000, with a URL that is too long to be stored, or behind elements that nest
 * deeper than any sitemap's. Returns false when the bytes are neither a urlset nor a sitemapindex.
 */
export function readSitemap(bytes: Uint8Array, take: (entry: SitemapEntry) => void): boolean {
  let isSitemap = false
  let taken = 0
  let level = 0
  let isTooDeep = false
  let kind: SitemapEntry['kind'] | null = null
  let texts: Record<string, string> = {}
  let into: 'loc' | 'lastmod' | null = null
  const parser = new Parser(
    {
      onopentagname(name) {
        level += 1
        isTooDeep ||= level > mostLevels
        const local = localName(name)
        if (local === 'urlset' || local === 'sitemapindex') isSitemap = true
        if (local === 'url' || local === 'sitemap') {
          kind = local === 'url' ? 'page' : 'sitemap'
          texts = {}
        }
        // An image:loc within a url is not the page's URL.
        into = local === 'lastmod' ? 'lastmod' : isLoc(name) ? 'loc' : into
      },
      ontext(data) {
        if (into !== null) texts[into] = (texts[into] ?? '') + data
      },
      onclosetag(name) {
        level -= 1
        const local = localName(name)
        if (local === 'lastmod' || isLoc(name)) into = null
        if ((local !== 'url' && local !== 'sitemap') || kind === null) return
        const url = (texts['loc'] ?? '').trim()
        if (isSitemap && taken < maxEntries && url.length <= longestUrl && URL.canParse(url)) {
          taken += 1
          take({ kind, url, modifiedAt: timeOf(texts['lastmod'] ?? '') })
        }
        kind = null
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  const decoder = new TextDecoder()
  for (let at = 0; at < bytes.byteLength && !isTooDeep && taken < maxEntries; at += chunkBytes) {
    parser.write(decoder.decode(bytes.subarray(at, at + chunkBytes), { stream: true }))
  }
  if (!isTooDeep) parser.end(decoder.decode())
  return isSitemap
}

/** `urlset` from `sm:urlset`. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function isLoc(name: string): boolean {
  return localName(name) === 'loc' && !/^(?:image|video|news):/.test(name)
}

/** Accepts W3C date-times with at least a full day; a year alone is too vague. */
function timeOf(text: string): string | null {
  const value = text.trim()
  const isWhole = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(value)
  const instant = isWhole ? Date.parse(value) : Number.NaN
  return isStorableInstant(instant) ? new Date(instant).toISOString() : null
}
