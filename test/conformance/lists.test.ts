/** What hosts say of their URLs, reduced, from a folder beside the checkout: robots.txt with misspellings, sitemaps. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseRobots } from '../../src/fetch/robots.ts'
import { readSitemap, type SitemapEntry } from '../../src/parse/links/sitemap.ts'

const shared = process.env['MONDO_SHARED'] ?? resolve(import.meta.dirname, '../../../shared')
const folder = resolve(shared, 'cases/web')

if (existsSync(folder)) {
  const read = (name: string) => readFileSync(resolve(folder, name))

  describe('a robots.txt as the web has them', () => {
    it.each(['robots-disalow.txt', 'robots-useragent.txt', 'robots-percent-encoded.txt'])(
      '%s forbids /q',
      (name) => {
        const robots = parseRobots(read(name))
        const allowed = ['/q', '/q/1', '/other'].map((path) =>
          robots.allows(`https://x.example${path}`, 'mondo'),
        )
        expect(allowed).toEqual([false, false, true])
      },
    )
  })

  describe('a sitemap as the web has them', () => {
    const site = 'http://127.0.0.1:18703'
    it.each([
      ['sitemap.txt', 'text', ['/qa/q1.html', '/qa/q2.html']],
      ['sitemap-image-other-prefix.xml', 'sitemap', ['/qa/q1.html']],
      ['sitemap-lastmod-min.xml', 'sitemap', ['/qa/q1.html']],
    ])('%s gives its URLs, none glued to another and no time that is none', async (name, form, paths) => {
      const entries: SitemapEntry[] = []
      const end = await readSitemap(read(name), `${site}/${name}`, (entry) => entries.push(entry))
      expect(end).toEqual({ form, encoding: 'utf-8', fault: null })
      expect(entries).toEqual(paths.map((path) => ({ kind: 'page', url: site + path, modifiedAt: null })))
    })
  })
} else {
  it('finds no lists beside the checkout: nothing to compare', () => expect(existsSync(folder)).toBe(false))
}
