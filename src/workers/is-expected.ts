/** Compares a record with what the caller expects. Loaded on demand: digests need the crypto module, which parsing does not. */
import { isDeepStrictEqual } from 'node:util'
import { recordDigest } from '../load/record-digest.ts'
import { checkNames } from '../model/check.ts'
import type { ParseOutcome } from '../model/parse-outcome.ts'
import type { ExpectedRecord } from './tasks.ts'

/** The cheap comparisons first: a new parser may have changed either for all pages. */
export function isExpected(outcome: ParseOutcome, expected: ExpectedRecord): boolean {
  if (outcome.kind !== 'question') return false
  const { page } = outcome
  return (
    page.layout === expected.layout &&
    isDeepStrictEqual(checkNames(page.checks), expected.checks) &&
    recordDigest(page) === expected.digest
  )
}
