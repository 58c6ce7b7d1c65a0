/** What hosts say of their URLs, reduced, from a folder beside the checkout: robots.txt with misspellings, sitemaps. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseRobots } from '../../src/fetch/robots.ts'

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
} else {
  it('finds no lists beside the checkout: nothing to compare', () => expect(existsSync(folder)).toBe(false))
}
