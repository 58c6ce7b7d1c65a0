/** Why the quality gate of a host group is closed: the fields its pages have lost. Kept in `crawl.host`, shown by `status`. */

export interface DriftReport {
  /** For a person, in one sentence. */
  readonly reason: string
  /** ISO 8601. */
  readonly trippedAt: string
  readonly runId: string
  readonly parserVersion: string
  /** The one that tripped the gate first, then what went with it. */
  readonly broken: readonly [BrokenField, ...BrokenField[]]
}

export interface BrokenField {
  /** As in `crawl.field_coverage`: `answers.author`; `read` counts pages that were not rejected. */
  readonly field: string
  /** '' for all layouts together. */
  readonly layout: string
  readonly before: Coverage
  readonly now: Coverage
  /** The newest page that lacked it. */
  readonly sample: SamplePage | null
}

/** On how many pages a field could have stood, and on which share of them it did. */
export interface Coverage {
  readonly pages: number
  readonly share: number
}

export interface SamplePage {
  readonly path: string
  readonly url: string
  readonly captureId: string | null
}
