/**
 * The same pages through htmlparser2 and through parse5, which builds the tree that a browser would: the same record,
 * or the page is flagged.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readWithEvidence } from '../../src/parse/read-page.ts'
import { parse5Tree } from './parse5-tree.ts'

const folder = new URL('../../fixtures/', import.meta.url)
const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.html'))
  .sort()

/** Where the two may differ, and why. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['okwave/unknown-too-deep.html', 'refused before there is a tree; parse5 has no such bound'],
])

const sourceOf = (page: string) => {
  const text = readFileSync(new URL(page.replace(/\.html$/, '.json'), folder), 'utf8')
  const { capturedAt, ...source } = JSON.parse(text).source
  return capturedAt === undefined ? source : { ...source, capturedAt: new Date(capturedAt) }
}
const bothOf = (input: Uint8Array | string, page: string) => {
  const options = sourceOf(page)
  return { ours: readWithEvidence(input, options), browsers: readWithEvidence(input, options, parse5Tree) }
}

describe('every fixture', () => {
  test.each(pages.filter((page) => !exceptions.has(page)))(
    '%s gives the same record and the same links by both',
    (page) => {
      const { ours, browsers } = bothOf(readFileSync(new URL(page, folder)), page)
      expect(ours.outcome).toEqual(browsers.outcome)
      expect(ours.links).toEqual(browsers.links)
    },
  )

  test.each([...exceptions.keys()])('%s, which may differ, is refused', (page) => {
    const { ours } = bothOf(readFileSync(new URL(page, folder)), page)
    expect(ours.outcome.kind).toBe('rejected')
  })
})

/**
 * Browsers carry an open link into everything behind it and move what stands loose in a table out of it; neither
 * changes what a person reads, and htmlparser2 does neither. Without </noscript> the rest of the page is its content
 * to one, and parsed as markup by the other.
 */
const repairedOtherwise = /^<\/(?:a|table|noscript)>$/i

test('a page with one end tag left out gives the same record by both, or is flagged', () => {
  const silent: string[] = []
  let tried = 0
  for (const page of pages) {
    const text = readFileSync(new URL(page, folder), 'latin1')
    if (exceptions.has(page)) continue
    const endTags = [...text.matchAll(/<\/[a-z\d]+>/gi)].filter(([tag]) => !repairedOtherwise.test(tag))
    for (const { index, 0: tag } of endTags.filter((_, at) => at % 3 === 0)) {
      const damaged = Buffer.from(text.slice(0, index) + text.slice(index + tag.length), 'latin1')
      const { ours, browsers } = bothOf(damaged, page)
      tried += 1
      const isFlagged = ours.outcome.kind !== 'question' || ours.outcome.page.checks.length > 0
      const isSame = JSON.stringify(ours.outcome) === JSON.stringify(browsers.outcome)
      if (!isSame && !isFlagged) silent.push(`${page} without ${tag} at ${index}`)
    }
  }
  expect(silent).toEqual([])
  expect(tried).toBeGreaterThan(300)
})
