/** Sitemaps (sitemaps.org protocol 0.9): the URLs that a site lists for crawlers, or the further sitemaps of an index. */
import { Parser } from 'htmlparser2'

export interface SitemapEntry {
  /** `<url>` of a urlset, `<sitemap>` of an index. */
  readonly kind: 'page' | 'sitemap'
  /** `<loc>`, an absolute URL as written. */
  readonly url: string
  /** `<lastmod>`: a day or a time with its offset; null where there is none that can be read. */
  readonly modifiedAt: string | null
}

/** The protocol's own limit for one file. */
const maxEntries = 50_000
const chunkBytes = 64 * 1024

/**
 * Hands out the entries as they are read, so that the file is never a tree in memory; the protocol asks for UTF-8.
 * False when the bytes are neither a urlset nor a sitemapindex. Entries beyond the protocol's 50,000 are left out.
 */
export function readSitemap(bytes: Uint8Array, take: (entry: SitemapEntry) => void): boolean {
  let isSitemap = false
  let taken = 0
  let kind: SitemapEntry['kind'] | null = null
  let texts: Record<string, string> = {}
  let into: 'loc' | 'lastmod' | null = null
  const parser = new Parser(
    {
      onopentagname(name) {
        const local = localName(name)
        if (local === 'urlset' || local === 'sitemapindex') isSitemap = true
        if (local === 'url' || local === 'sitemap') {
          kind = local === 'url' ? 'page' : 'sitemap'
          texts = {}
        }
        // An image:loc within a url is not the page.
        into = local === 'lastmod' ? 'lastmod' : isLoc(name) ? 'loc' : into
      },
      ontext(data) {
        if (into !== null) texts[into] = (texts[into] ?? '') + data
      },
      onclosetag(name) {
        const local = localName(name)
        if (local === 'lastmod' || isLoc(name)) into = null
        if ((local !== 'url' && local !== 'sitemap') || kind === null) return
        const url = (texts['loc'] ?? '').trim()
        if (isSitemap && taken < maxEntries && URL.canParse(url)) {
          taken += 1
          take({ kind, url, modifiedAt: timeOf(texts['lastmod'] ?? '') })
        }
        kind = null
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  const decoder = new TextDecoder()
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) {
    parser.write(decoder.decode(bytes.subarray(at, at + chunkBytes), { stream: true }))
  }
  parser.end(decoder.decode())
  return isSitemap
}

/** `urlset` of `sm:urlset`. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function isLoc(name: string): boolean {
  return localName(name) === 'loc' && !/^(?:image|video|news):/.test(name)
}

/** W3C date-time of a full day at least; a year alone does not say when. */
function timeOf(text: string): string | null {
  const value = text.trim()
  const isWhole = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(value)
  return isWhole && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null
}
