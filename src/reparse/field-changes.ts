/** What a parser change alters, counted by field, with a few samples. */
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

const maxSamples = 3

/** Of one record: its first difference in each field. */
export function fieldChangesOf(
  { site, questionId }: { readonly site: string; readonly questionId: string },
  differences: readonly Difference[],
): readonly FieldChange[] {
  return [...Map.groupBy(differences, ({ field }) => field)].map(([field, found]) => ({
    field,
    records: 1,
    samples: found
      .slice(0, 1)
      .map(({ place, before, after }) => ({ site, questionId, place, before, after })),
  }))
}

/** The most frequent first. */
export function addFieldChanges(
  a: readonly FieldChange[],
  b: readonly FieldChange[],
): readonly FieldChange[] {
  return [...Map.groupBy([...a, ...b], ({ field }) => field)]
    .map(([field, parts]) => ({
      field,
      records: parts.reduce((sum, { records }) => sum + records, 0),
      samples: parts.flatMap(({ samples }) => samples).slice(0, maxSamples),
    }))
    .sort((x, y) => y.records - x.records || (x.field < y.field ? -1 : 1))
}
