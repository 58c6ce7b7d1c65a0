/** Reads the HTML fixtures with htmlparser2 and with parse5, which builds the tree that a browser would. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  type Fixture,
  fixturesIn,
  parseOptions,
  readFixture,
} from '../../src/cli/commands/parse/fixture/fixture-files.ts'
import { type EvidentReading, readWithEvidence } from '../../src/parse/read-page.ts'
import { parse5Tree } from './parse5-tree.ts'

export const htmlFixtures: readonly Fixture[] = fixturesIn(
  fileURLToPath(new URL('../../fixtures', import.meta.url)),
).filter(({ pagePath }) => pagePath.endsWith('.html'))

/** Fixtures on which the two parsers may differ, and why. */
export const exceptions: ReadonlyMap<string, string> = new Map([
  ['okwave/unknown-too-deep', 'refused before there is a tree; parse5 has no such bound'],
])

/** `ours`: the page read with htmlparser2; `browsers`: with parse5. */
export function readByBoth(
  input: Uint8Array | string,
  page: Fixture,
): { readonly ours: EvidentReading; readonly browsers: EvidentReading } {
  const options = parseOptions(readFixture(page).source)
  return { ours: readWithEvidence(input, options), browsers: readWithEvidence(input, options, parse5Tree) }
}

/**
 * End tags that the two repair differently by design. Browsers carry an open link into everything behind it and move
 * loose content of a table out of it; neither changes what a person reads, and htmlparser2 does neither. Without
 * </noscript>, parse5 takes the rest of the page for its content and htmlparser2 reads it as markup.
 */
const repairedOtherwise = /^<\/(?:a|table|noscript)>$/i

/**
 * Leaves out every `step`-th end tag of every fixture, one at a time. `silent` names the damaged pages on which the two
 * parsers give different records and ours raises no flag; `tried` counts all damaged pages.
 */
export function leaveOutEndTags(step: number): {
  readonly silent: readonly string[]
  readonly tried: number
} {
  const silent: string[] = []
  let tried = 0
  for (const page of htmlFixtures) {
    if (exceptions.has(page.name)) continue
    const text = readFileSync(page.pagePath, 'latin1')
    const endTags = [...text.matchAll(/<\/[a-z\d]+>/gi)].filter(([tag]) => !repairedOtherwise.test(tag))
    for (const { index, 0: tag } of endTags.filter((_, at) => at % step === 0)) {
      const damaged = Buffer.from(text.slice(0, index) + text.slice(index + tag.length), 'latin1')
      const { ours, browsers } = readByBoth(damaged, page)
      tried += 1
      const isFlagged = ours.outcome.kind !== 'question' || ours.outcome.page.checks.length > 0
      const isSame = JSON.stringify(ours.outcome) === JSON.stringify(browsers.outcome)
      if (!isSame && !isFlagged) silent.push(`${page.name} without ${tag} at ${index}`)
    }
  }
  return { silent, tried }
}
