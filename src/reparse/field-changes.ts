/** What a parser change alters, counted by field, with a few samples for a person to look at. */
import type { Difference } from '../model/differences.ts'

export interface FieldChange {
  /** As in the record: `answers.author.name`. */
  readonly field: string
  /** How many records differ in it. */
  readonly records: number
  readonly samples: readonly FieldSample[]
}

export interface FieldSample extends Omit<Difference, 'field'> {
  readonly site: string
  readonly questionId: string
}

const mostSamples = 3

export class FieldChanges {
  readonly #byField = new Map<string, { records: number; samples: FieldSample[] }>()

  add(question: { readonly site: string; readonly questionId: string }, found: readonly Difference[]): void {
    for (const [field, differences] of Map.groupBy(found, (difference) => difference.field)) {
      const change = this.#byField.get(field) ?? { records: 0, samples: [] }
      this.#byField.set(field, change)
      change.records += 1
      const [first] = differences
      if (first === undefined || change.samples.length === mostSamples) continue
      const { place, before, after } = first
      const { site, questionId } = question
      change.samples.push({ site, questionId, place, before, after })
    }
  }

  /** The most frequent first. */
  list(): readonly FieldChange[] {
    return inOrder([...this.#byField].map(([field, { records, samples }]) => ({ field, records, samples })))
  }
}

/** Of two parts of a re-parse, the most frequent first. */
export function addFieldChanges(
  a: readonly FieldChange[],
  b: readonly FieldChange[],
): readonly FieldChange[] {
  const byField = Map.groupBy([...a, ...b], ({ field }) => field)
  return inOrder(
    [...byField].map(([field, parts]) => ({
      field,
      records: parts.reduce((sum, { records }) => sum + records, 0),
      samples: parts.flatMap(({ samples }) => samples).slice(0, mostSamples),
    })),
  )
}

function inOrder(changes: readonly FieldChange[]): readonly FieldChange[] {
  return changes.toSorted((a, b) => b.records - a.records || (a.field < b.field ? -1 : 1))
}
