/** htmlparser2 and parse5 give the same record for the same page, or the page is flagged. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Fixture } from '../../src/cli/commands/parse/fixture/fixture-files.ts'
import { exceptions, htmlFixtures, leaveOutEndTags, readByBoth } from './html-parsers.ts'

const byName = htmlFixtures.map((page): [string, Fixture] => [page.name, page])

describe('every fixture', () => {
  test.each(byName.filter(([name]) => !exceptions.has(name)))(
    '%s gives the same record and the same links with both parsers',
    (_name, page) => {
      const { ours, browsers } = readByBoth(readFileSync(page.pagePath), page)
      expect(ours.outcome).toEqual(browsers.outcome)
      expect(ours.links).toEqual(browsers.links)
    },
  )

  test.each(byName.filter(([name]) => exceptions.has(name)))(
    '%s, a listed exception, is rejected',
    (_name, page) => {
      const { ours } = readByBoth(readFileSync(page.pagePath), page)
      expect(ours.outcome.kind).toBe('rejected')
    },
  )
})

// A sample; test/integration/parse/html-parsers.deep.test.ts leaves out every third end tag.
test('a page with one end tag left out gives the same record with both parsers, or is flagged', () => {
  const { silent, tried } = leaveOutEndTags(30)
  expect(silent).toEqual([])
  expect(tried).toBeGreaterThan(40)
})
