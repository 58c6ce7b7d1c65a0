/** Sitemaps (sitemaps.org protocol 0.9): the URLs that a site lists for crawlers, or the further sitemaps of an index. */
import { Parser } from 'htmlparser2'

export interface Sitemap {
  /** `<url><loc>`, absolute URLs as written. */
  readonly pages: readonly string[]
  /** `<sitemap><loc>` of an index. */
  readonly sitemaps: readonly string[]
}

/** Null when the text is neither a urlset nor a sitemapindex. */
export function readSitemap(text: string): Sitemap | null {
  const pages = new Set<string>()
  const sitemaps = new Set<string>()
  let isSitemap = false
  let into: Set<string> | null = null
  let loc: string | null = null
  const parser = new Parser(
    {
      onopentagname(name) {
        const local = localName(name)
        if (local === 'urlset' || local === 'sitemapindex') isSitemap = true
        if (local === 'url') into = pages
        if (local === 'sitemap') into = sitemaps
        // An image:loc within a url is not the page.
        if (name === 'loc') loc = ''
      },
      ontext(data) {
        if (loc !== null) loc += data
      },
      onclosetag(name) {
        if (name === 'loc' && loc !== null) {
          const url = loc.trim()
          if (URL.canParse(url)) into?.add(url)
          loc = null
        }
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(text)
  return isSitemap ? { pages: [...pages], sitemaps: [...sitemaps] } : null
}

/** `urlset` of `sm:urlset`. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
