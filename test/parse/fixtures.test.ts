/** Every fixture gives its reviewed record. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  type Fixture,
  fixturesIn,
  parseFixture,
  parseOptions,
  readFixture,
} from '../../src/cli/commands/parse/fixture/fixture-files.ts'
import type { Check } from '../../src/model/check.ts'
import type { ParseOutcome } from '../../src/model/parse-outcome.ts'
import { recordSchema } from '../../src/model/record-schema.ts'
import { readPage, readPageToSend } from '../../src/parse/read-page.ts'

const fixtures = fixturesIn(fileURLToPath(new URL('../../fixtures', import.meta.url)))
const byName = fixtures.map((fixture): [string, Fixture] => [fixture.name, fixture])

describe('every fixture', () => {
  test('exists: the folder was found', () => {
    expect(fixtures.length).toBeGreaterThanOrEqual(40)
  })

  test.each(byName)('%s has been reviewed and is not a draft', (_name, fixture) => {
    expect(readFixture(fixture).read ?? true).toBe(true)
  })

  test.each(byName)('%s parses to the record written by hand', (_name, fixture) => {
    const { source, expected } = readFixture(fixture)
    expect(comparable(parseFixture(fixture, source))).toEqual(comparable(expected))
  })

  test.each(byName)('%s reaches another thread as a reading in this one gives it', (_name, fixture) => {
    const bytes = readFileSync(fixture.pagePath)
    const options = parseOptions(readFixture(fixture).source)
    expect(structuredClone(readPageToSend(bytes, options))).toStrictEqual(readPage(bytes, options))
  })

  test.each(byName)('%s expects a record that the schema accepts', (_name, fixture) => {
    const { expected } = readFixture(fixture)
    if (expected.kind === 'question') recordSchema.parse(expected.page)
    expect(expected.kind).toMatch(/^(?:question|not-found|not-a-question|rejected)$/)
  })
})

/** The wording of check messages may change; their codes and severities are the contract. */
function comparable(outcome: ParseOutcome): unknown {
  if (outcome.kind === 'question')
    return { ...outcome, page: { ...outcome.page, checks: coded(outcome.page.checks) } }
  return outcome.kind === 'rejected' ? { ...outcome, checks: coded(outcome.checks) } : outcome
}

function coded(checks: readonly Check[]): string[] {
  return checks.map(({ code, severity }) => `${code} ${severity}`).sort()
}
