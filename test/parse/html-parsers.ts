/** Reads the HTML fixtures with htmlparser2 and with parse5, which builds the tree that a browser would. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  type Fixture,
  fixturesIn,
  parseOptions,
  readFixture,
} from '../../src/cli/commands/parse/fixture/fixture-files.ts'
import { parseAsBrowser } from '../../src/parse/html/document.ts'
import { type EvidentReading, readWithEvidence } from '../../src/parse/read-page.ts'

export const htmlFixtures: readonly Fixture[] = fixturesIn(
  fileURLToPath(new URL('../../fixtures', import.meta.url)),
).filter(({ pagePath }) => pagePath.endsWith('.html'))

/** `ours`: the page as mondo reads it; `browsers`: the page read from parse5's tree. */
export function readByBoth(
  input: Uint8Array | string,
  page: Fixture,
): { readonly ours: EvidentReading; readonly browsers: EvidentReading } {
  const options = parseOptions(readFixture(page).source)
  return {
    ours: readWithEvidence(input, options),
    browsers: readWithEvidence(input, options, parseAsBrowser),
  }
}

/**
 * Leaves out every `step`-th end tag of every fixture, one at a time. `others` names the damaged pages that give another
 * record with a browser's tree; `tried` counts all damaged pages.
 */
export function leaveOutEndTags(step: number): {
  readonly others: readonly string[]
  readonly tried: number
} {
  const others: string[] = []
  let tried = 0
  for (const page of htmlFixtures) {
    const text = readFileSync(page.pagePath, 'latin1')
    const endTags = [...text.matchAll(/<\/[a-z\d]+>/gi)]
    for (const { index, 0: tag } of endTags.filter((_, at) => at % step === 0)) {
      const damaged = Buffer.from(text.slice(0, index) + text.slice(index + tag.length), 'latin1')
      const { ours, browsers } = readByBoth(damaged, page)
      tried += 1
      if (JSON.stringify(ours.outcome) !== JSON.stringify(browsers.outcome)) {
        others.push(`${page.name} without ${tag} at ${index}`)
      }
    }
  }
  return { others, tried }
}
