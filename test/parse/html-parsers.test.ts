/**
 * The same pages through htmlparser2 and through parse5, which builds the tree that a browser would: the same record,
 * or the page is flagged.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  type Fixture,
  fixturesIn,
  parseOptions,
  readFixture,
} from '../../src/cli/commands/parse/fixture/fixture-files.ts'
import { readWithEvidence } from '../../src/parse/read-page.ts'
import { parse5Tree } from './parse5-tree.ts'

const pages = fixturesIn(fileURLToPath(new URL('../../fixtures', import.meta.url))).filter(({ pagePath }) =>
  pagePath.endsWith('.html'),
)
const byName = pages.map((page): [string, Fixture] => [page.name, page])

/** Where the two may differ, and why. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['okwave/unknown-too-deep', 'refused before there is a tree; parse5 has no such bound'],
])

const bothOf = (input: Uint8Array | string, page: Fixture) => {
  const options = parseOptions(readFixture(page).source)
  return { ours: readWithEvidence(input, options), browsers: readWithEvidence(input, options, parse5Tree) }
}

describe('every fixture', () => {
  test.each(byName.filter(([name]) => !exceptions.has(name)))(
    '%s gives the same record and the same links by both',
    (_name, page) => {
      const { ours, browsers } = bothOf(readFileSync(page.pagePath), page)
      expect(ours.outcome).toEqual(browsers.outcome)
      expect(ours.links).toEqual(browsers.links)
    },
  )

  test.each(byName.filter(([name]) => exceptions.has(name)))(
    '%s, which may differ, is refused',
    (_name, page) => {
      const { ours } = bothOf(readFileSync(page.pagePath), page)
      expect(ours.outcome.kind).toBe('rejected')
    },
  )
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
    if (exceptions.has(page.name)) continue
    const text = readFileSync(page.pagePath, 'latin1')
    const endTags = [...text.matchAll(/<\/[a-z\d]+>/gi)].filter(([tag]) => !repairedOtherwise.test(tag))
    for (const { index, 0: tag } of endTags.filter((_, at) => at % 3 === 0)) {
      const damaged = Buffer.from(text.slice(0, index) + text.slice(index + tag.length), 'latin1')
      const { ours, browsers } = bothOf(damaged, page)
      tried += 1
      const isFlagged = ours.outcome.kind !== 'question' || ours.outcome.page.checks.length > 0
      const isSame = JSON.stringify(ours.outcome) === JSON.stringify(browsers.outcome)
      if (!isSame && !isFlagged) silent.push(`${page.name} without ${tag} at ${index}`)
    }
  }
  expect(silent).toEqual([])
  expect(tried).toBeGreaterThan(300)
})
