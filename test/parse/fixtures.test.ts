import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Check } from '../../src/model/check.ts'
import type { ParseOutcome } from '../../src/model/parse-outcome.ts'
import { recordSchema } from '../../src/model/record-schema.ts'
import { parseQuestionPage } from '../../src/parse/parse-question-page.ts'

/** Described in fixtures/README.md. */
interface Fixture {
  readonly source: Source
  readonly expected: ParseOutcome
}

interface Source {
  readonly url: string
  readonly contentType?: string
  readonly site?: string
  /** ISO 8601; what 3日前 counts from. */
  readonly capturedAt?: string
}

const folder = new URL('../../fixtures/', import.meta.url)
const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(?:html|txt)$/.test(name))
  .sort()

const fixtureOf = (page: string): Fixture =>
  JSON.parse(readFileSync(new URL(page.replace(/\.\w+$/, '.json'), folder), 'utf8'))

describe('every fixture', () => {
  test('is there: the folder was found', () => {
    expect(pages.length).toBeGreaterThanOrEqual(12)
  })

  test.each(pages)('%s parses to the record written by hand', (page) => {
    const { source, expected } = fixtureOf(page)
    const outcome = parseQuestionPage(readFileSync(new URL(page, folder)), optionsOf(source))
    expect(comparable(outcome)).toEqual(comparable(expected))
  })

  test.each(pages)('%s expects a record that the schema accepts', (page) => {
    const { expected } = fixtureOf(page)
    if (expected.kind === 'question') recordSchema.parse(expected.page)
    expect(expected.kind).toMatch(/^(?:question|not-found|not-a-question|rejected)$/)
  })
})

function optionsOf({ capturedAt, ...options }: Source) {
  return capturedAt === undefined ? options : { ...options, capturedAt: new Date(capturedAt) }
}

/** Messages of checks are for people and may change; their codes and severities are the contract. */
function comparable(outcome: ParseOutcome): unknown {
  if (outcome.kind === 'question')
    return { ...outcome, page: { ...outcome.page, checks: coded(outcome.page.checks) } }
  return outcome.kind === 'rejected' ? { ...outcome, checks: coded(outcome.checks) } : outcome
}

function coded(checks: readonly Check[]): string[] {
  return checks.map(({ code, severity }) => `${code} ${severity}`).sort()
}
