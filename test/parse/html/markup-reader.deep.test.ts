/** As `markup-reader.test.ts`, for ten times as many fuzzed pages. */
import fc from 'fast-check'
import { it } from 'vitest'
import { expectSameTree, fuzzedMarkup } from './same-tree.ts'

it('gives the tree of htmlparser2 for 10,000 fuzzed pages', () => {
  fc.assert(fc.property(fuzzedMarkup, expectSameTree), { numRuns: 10_000, seed: 11 })
})
