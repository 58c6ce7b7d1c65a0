import { describe, expect, test } from 'vitest'
import { readSitemap } from '../../src/parse/sitemap.ts'

describe('readSitemap', () => {
  test('lists the pages of a urlset, each once, entities decoded', () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://site.example/qa/q1.html </loc><lastmod>2026-01-01</lastmod>
<image:image><image:loc>https://site.example/1.png</image:loc></image:image></url>
<url><loc>https://site.example/list?a=1&amp;b=2</loc></url>
<url><loc><![CDATA[https://site.example/qa/q1.html]]></loc></url>
<url><loc>not a URL</loc></url>
</urlset>`
    expect(readSitemap(text)).toEqual({
      pages: ['https://site.example/qa/q1.html', 'https://site.example/list?a=1&b=2'],
      sitemaps: [],
    })
  })

  test('lists the sitemaps of an index', () => {
    const text =
      '<sitemapindex><sitemap><loc>https://site.example/sitemap-1.xml.gz</loc></sitemap></sitemapindex>'
    expect(readSitemap(text)).toEqual({ pages: [], sitemaps: ['https://site.example/sitemap-1.xml.gz'] })
  })

  test.each(['', '<html><body><loc>https://site.example/</loc></body></html>', 'Not found'])(
    'is null for what is no sitemap: %s',
    (text) => {
      expect(readSitemap(text)).toBeNull()
    },
  )
})
