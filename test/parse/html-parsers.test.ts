/** A page gives the same record as with the tree that a browser builds. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Fixture } from '../../src/cli/commands/parse/fixture/fixture-files.ts'
import { htmlFixtures, leaveOutEndTags, readByBoth } from './html-parsers.ts'

const byName = htmlFixtures.map((page): [string, Fixture] => [page.name, page])

describe('every fixture', () => {
  test.each(byName)('%s gives the same record and the same links with both parsers', (_name, page) => {
    const { ours, browsers } = readByBoth(readFileSync(page.pagePath), page)
    expect(ours.outcome).toEqual(browsers.outcome)
    expect(ours.links).toEqual(browsers.links)
  })
})

// A sample; test/integration/parse/html-parsers.deep.test.ts leaves out every third end tag.
test('a page without one of its end tags gives the same record as with the tree that a browser builds', () => {
  const { others, tried } = leaveOutEndTags(30)
  expect(others).toEqual([])
  expect(tried).toBeGreaterThan(40)
})
