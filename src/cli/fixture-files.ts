/**
 * Fixtures: saved pages, and beside each, under the same name with `.json`, the record that a person has read against
 * it. fixtures/README.md describes the wrapper.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { type Difference, differences } from '../model/differences.ts'
import { MondoError } from '../model/errors.ts'
import type { ParseOutcome } from '../model/parse-outcome.ts'
import { type ParseOptions, readPage } from '../parse/read-page.ts'
import { isSystemError, unreadable } from './input-files.ts'

export interface Fixture {
  /** Path within the fixtures folder, without its ending: `okwave/current-solved`. */
  readonly name: string
  readonly pagePath: string
  readonly recordPath: string
}

export interface FixtureRecord {
  /** False for a draft that nobody has read yet. */
  readonly read?: boolean
  readonly source: FixtureSource
  readonly expected: ParseOutcome
}

export interface FixtureSource {
  readonly url: string
  readonly contentType?: string
  readonly site?: string
  /** ISO 8601. */
  readonly capturedAt?: string
}

const pageEnding = /\.(?:html|txt)$/

/** Sorted by name. */
export function fixturesIn(folder: string): readonly Fixture[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => pageEnding.test(path))
      .sort()
      .map((path) => fixtureAt(folder, path))
  } catch (error) {
    throw isSystemError(error) ? unreadable(folder, error) : error
  }
}

/** `pagePath` within the folder, ending included. */
export function fixtureAt(folder: string, pagePath: string): Fixture {
  const name = pagePath.replace(pageEnding, '')
  return { name, pagePath: join(folder, pagePath), recordPath: join(folder, `${name}.json`) }
}

const wrapper = z.strictObject({
  read: z.boolean().optional(),
  source: z.strictObject({
    url: z.string(),
    contentType: z.string().optional(),
    site: z.string().optional(),
    capturedAt: z.iso.datetime({ offset: true }).optional(),
  }),
  expected: z.custom<ParseOutcome>(
    (value) =>
      typeof value === 'object' && value !== null && 'kind' in value && kinds.has(String(value.kind)),
    'expected an outcome: question, not-found, not-a-question or rejected',
  ),
})

const kinds: ReadonlySet<string> = new Set<ParseOutcome['kind']>([
  'question',
  'not-found',
  'not-a-question',
  'rejected',
])

/** @throws MondoError `unreadable-input` where the record is missing or damaged */
export function readFixture({ recordPath }: Fixture): FixtureRecord {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(recordPath, 'utf8'))
  } catch (error) {
    if (isSystemError(error)) throw unreadable(recordPath, error)
    throw damaged(recordPath, error instanceof Error ? error.message : String(error), error)
  }
  const result = wrapper.safeParse(json)
  if (result.success) return result.data as FixtureRecord
  const [issue] = result.error.issues
  throw damaged(recordPath, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, result.error)
}

function damaged(path: string, what: string, cause: unknown): MondoError {
  return new MondoError('unreadable-input', `${path} is no fixture record: ${what}`, {
    cause,
    hint: 'fixtures/README.md describes one; mondo fixture add makes a draft',
  })
}

export function parseFixture({ pagePath }: Fixture, source: FixtureSource): ParseOutcome {
  return readPage(readFileSync(pagePath), parseOptions(source)).outcome
}

export function parseOptions({ capturedAt, ...source }: FixtureSource): ParseOptions {
  return capturedAt === undefined ? source : { ...source, capturedAt: new Date(capturedAt) }
}

/** A draft is never marked as read, whatever stood there before. */
export function writeDraft({ recordPath }: Fixture, source: FixtureSource, expected: ParseOutcome): void {
  const draft: FixtureRecord = { read: false, source, expected }
  writeFileSync(recordPath, `${JSON.stringify(draft, null, 2)}\n`)
}

/** @throws MondoError `usage` where there is such a fixture already */
export function writePage({ pagePath, recordPath }: Fixture, bytes: Uint8Array): void {
  const taken = [pagePath, recordPath].find((path) => existsSync(path))
  if (taken !== undefined) {
    throw new MondoError('usage', `there is a fixture at ${taken} already`, { hint: 'Give another --name' })
  }
  mkdirSync(dirname(pagePath), { recursive: true })
  writeFileSync(pagePath, bytes, { flag: 'wx' })
}

/** What a page gives now against what is expected of it; messages of checks are for people and may change. */
export function outcomeDifferences(expected: ParseOutcome, outcome: ParseOutcome): readonly Difference[] {
  // Beside another verdict every field of the record would be a difference that says nothing.
  if (expected.kind !== outcome.kind) return differences(verdictOf(expected), verdictOf(outcome))
  return differences(comparable(expected), comparable(outcome))
}

function verdictOf(outcome: ParseOutcome): unknown {
  if (outcome.kind !== 'rejected') return { kind: outcome.kind }
  return { kind: outcome.kind, reason: outcome.reason, checks: outcome.checks.map(coded).sort() }
}

function comparable(outcome: ParseOutcome): unknown {
  switch (outcome.kind) {
    case 'question':
      return { kind: outcome.kind, ...outcome.page, checks: outcome.page.checks.map(coded).sort() }
    case 'rejected':
      return { ...outcome, checks: outcome.checks.map(coded).sort() }
    case 'not-found':
    case 'not-a-question':
      return outcome
  }
}

const coded = ({ code, severity }: { readonly code: string; readonly severity: string }) =>
  `${code} ${severity}`
