/** Fixtures held against today's parser, and new drafts where it reads a page otherwise. Nothing is accepted by itself. */
import type { Difference } from '../model/differences.ts'
import { MondoError } from '../model/errors.ts'
import { differenceLine } from './difference-lines.ts'
import {
  type Fixture,
  fixturesIn,
  outcomeDifferences,
  parseFixture,
  readFixture,
  writeDraft,
} from './fixture-files.ts'

export type FixtureVerdict =
  | { readonly name: string; readonly kind: 'same' }
  /** `isDraft`: nobody has read the record yet. */
  | {
      readonly name: string
      readonly kind: 'differs'
      readonly isDraft: boolean
      readonly differences: readonly Difference[]
    }
  | { readonly name: string; readonly kind: 'draft'; readonly recordPath: string }
  | { readonly name: string; readonly kind: 'unusable'; readonly message: string }

export function checkFixture(fixture: Fixture): FixtureVerdict {
  const { name, recordPath } = fixture
  try {
    const { read, source, expected } = readFixture(fixture)
    const differences = outcomeDifferences(expected, parseFixture(fixture, source))
    const isDraft = read === false
    if (differences.length > 0) return { name, kind: 'differs', isDraft, differences }
    return isDraft ? { name, kind: 'draft', recordPath } : { name, kind: 'same' }
  } catch (error) {
    if (error instanceof MondoError) return { name, kind: 'unusable', message: error.message }
    throw error
  }
}

/** Writes what the parser gives now as a draft. */
export function updateFixture(fixture: Fixture): void {
  const { source } = readFixture(fixture)
  writeDraft(fixture, source, parseFixture(fixture, source))
}

/** All fixtures of a folder, or those that are named. @throws MondoError `usage` for a name that is none */
export function chosenFixtures(folder: string, names: readonly string[]): readonly Fixture[] {
  const all = fixturesIn(folder)
  if (names.length === 0) return all
  return names.map((name) => {
    const plain = name.replace(/\.(?:html|txt|json)$/, '')
    const found = all.find((one) => one.name === plain || one.name.endsWith(`/${plain}`))
    if (found === undefined) {
      throw new MondoError('usage', `no fixture ${name} in ${folder}`, {
        hint: 'mondo fixture check lists them',
      })
    }
    return found
  })
}

export function verdictLines(verdict: FixtureVerdict): readonly string[] {
  switch (verdict.kind) {
    case 'same':
      return []
    case 'draft':
      return [
        `${verdict.name}: a draft that nobody has read. Read ${verdict.recordPath} against the page, correct it, and set`,
        '  "read" to true (or take it out)',
      ]
    case 'unusable':
      return [`${verdict.name}: ${verdict.message}`]
    case 'differs':
      return [
        `${verdict.name}: ${verdict.isDraft ? 'an unread draft, and ' : ''}${count(verdict.differences.length)} between record and parser`,
        ...verdict.differences.map((difference) => `  ${differenceLine(difference)}`),
      ]
  }
}

const count = (found: number) => (found === 1 ? '1 difference' : `${found} differences`)
