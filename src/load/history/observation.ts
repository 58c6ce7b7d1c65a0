/** One observation of a question: what one capture of one of its pages showed. */
import type { RecordRows } from '../../database/schema/record-rows.ts'
import type { Check } from '../../model/check.ts'
import type { Source } from './row-timeline.ts'

export interface ObservationKey {
  readonly site: string
  readonly question_id: string
  /** Page of the site; '' if the capture says that the question is gone. */
  readonly path: string
  /** '' unless records of one question came without the paths of their pages: it then tells them apart. */
  readonly part: string
  readonly captured_at: string
  /** '' if unknown. */
  readonly capture_id: string
}

export interface Observation extends ObservationKey {
  /** Null: the site no longer has the question. */
  readonly record_digest: string | null
  readonly layout: string | null
  /** Warnings of the parser; null for none. */
  readonly checks: readonly Check[] | null
  readonly parser_version: string | null
  readonly run_id: string | null
  readonly complete: boolean
  /** Path of the next page of the question. */
  readonly next_path: string | null
}

export interface ObservedRecord {
  readonly observation: Observation
  /** Null: the question is gone. */
  readonly rows: RecordRows | null
}

export function sourceOf({ captured_at, capture_id, parser_version }: Observation): Source {
  return {
    at: captured_at,
    captureId: capture_id === '' ? null : capture_id,
    parserVersion: parser_version,
  }
}

export function partKeyOf({ path, part }: Pick<Observation, 'path' | 'part'>): string {
  return JSON.stringify([path, part])
}

/** By time. Observations of one instant have a fixed order too, the last part last. */
export function inOrder<T extends Observation>(a: T, b: T): number {
  return (
    compare(a.captured_at, b.captured_at) ||
    compareParts(a.part, b.part) ||
    compare(a.path, b.path) ||
    compare(a.capture_id, b.capture_id)
  )
}

export const lastPart = '#last'

/** Parts are named by the URL of the next page; the last one has none. `?page=2` comes before `?page=10`. */
export function compareParts(a: string, b: string): number {
  if (a === b) return 0
  if (a === lastPart) return 1
  if (b === lastPart) return -1
  return collator.compare(a, b) || compare(a, b)
}

const collator = new Intl.Collator('en', { numeric: true })

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
