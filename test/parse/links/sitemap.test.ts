/** `readSitemap`: urlsets, indexes, limits and other input. */
import { describe, expect, test } from 'vitest'
import { readSitemap, type SitemapEntry } from '../../../src/parse/links/sitemap.ts'

function read(text: string): SitemapEntry[] | null {
  const entries: SitemapEntry[] = []
  return readSitemap(new TextEncoder().encode(text), (entry) => entries.push(entry)) ? entries : null
}
const page = (url: string, modifiedAt: string | null = null) => ({ kind: 'page', url, modifiedAt })

describe('readSitemap', () => {
  test('lists the pages of a urlset, entities decoded', () => {
    const text = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://site.example/qa/q1.html </loc><lastmod>2026-01-01</lastmod>
<image:image><image:loc>https://site.example/1.png</image:loc></image:image></url>
<url><loc>https://site.example/list?a=1&amp;b=2</loc></url>
<url><loc><![CDATA[https://site.example/qa/q3.html]]></loc></url>
<url><loc>not a URL</loc></url>
<url><lastmod>2026-01-01</lastmod></url>
</urlset>`
    expect(read(text)).toEqual([
      page('https://site.example/qa/q1.html', '2026-01-01T00:00:00.000Z'),
      page('https://site.example/list?a=1&b=2'),
      page('https://site.example/qa/q3.html'),
    ])
  })

  test('lists the sitemaps of an index, under a prefix too', () => {
    const text =
      '<sm:sitemapindex><sm:sitemap><sm:loc>https://site.example/1.xml.gz</sm:loc></sm:sitemap></sm:sitemapindex>'
    expect(read(text)).toEqual([{ kind: 'sitemap', url: 'https://site.example/1.xml.gz', modifiedAt: null }])
  })

  test.each([
    ['2026-01-01T09:00+09:00', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T00:00:00.5Z', '2026-01-01T00:00:00.500Z'],
    ['2026', null],
    ['2026-01-01T09:00', null],
    ['2026-13-01', null],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    // By UTC these are in the years 0 and 10000, which the database does not hold.
    ['0001-01-01T00:00:00+09:00', null],
    ['9999-12-31T23:59:00-05:00', null],
    ['yesterday', null],
  ])('reads the lastmod %s as %s', (lastmod, time) => {
    const text = `<urlset><url><lastmod>${lastmod}</lastmod><loc>https://site.example/</loc></url></urlset>`
    expect(read(text)).toEqual([page('https://site.example/', time)])
  })

  test('keeps the entries before elements that nest deeper than any sitemap, and reads no further', () => {
    const url = '<url><loc>https://site.example/qa/q1.html</loc></url>'
    expect(read(`<urlset>${url}${'<loc>'.repeat(300_000)}${url}`)).toEqual([
      page('https://site.example/qa/q1.html'),
    ])
  })

  test('leaves out a URL that is too long to be stored', () => {
    const long = `https://site.example/${'q'.repeat(2_000)}`
    expect(read(`<urlset><url><loc>${long}</loc></url></urlset>`)).toEqual([])
  })

  test('streams 50,000 entries and ignores the rest', () => {
    const urls = Array.from(
      { length: 50_001 },
      (_, i) => `<url><loc>https://site.example/質問/${i}</loc></url>`,
    )
    const entries = read(`<urlset>${urls.join('')}</urlset>`)
    expect(entries).toHaveLength(50_000)
    expect(entries?.at(-1)).toEqual(page('https://site.example/質問/49999'))
  })

  test.each(['', '<html><body><url><loc>https://site.example/</loc></url></body></html>', 'Not found'])(
    'accepts nothing else: %s',
    (text) => {
      expect(read(text)).toBeNull()
    },
  )
})
