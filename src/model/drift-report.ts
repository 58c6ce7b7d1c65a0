/** Why the gate of a host group is closed: the fields its pages lost, or pages that were refused or vanished. Stored in `crawl.host`, shown by `status`. */

/** The finding that closed the quality gate. */
export interface DriftReport {
  /** One sentence for display. */
  readonly reason: string
  /** ISO 8601. */
  readonly trippedAt: string
  readonly runId: string
  readonly parserVersion: string
  /** The field that closed the gate, then the fields lost at the same time. */
  readonly broken: readonly [BrokenField, ...BrokenField[]]
}

/** One field that pages no longer have. */
export interface BrokenField {
  /** As in `crawl.field_coverage`, for example `answers.author`; `read` counts the pages that were not rejected. */
  readonly field: string
  /** '' for all layouts together. */
  readonly layout: string
  readonly before: Coverage
  readonly now: Coverage
  /** The newest page without the field. */
  readonly sample: SamplePage | null
}

/** How often a field was found. */
export interface Coverage {
  /** Pages that could have had the field. */
  readonly pages: number
  /** Share of those pages that had it, 0 to 1. */
  readonly share: number
}

/** A page to look at first. */
export interface SamplePage {
  readonly path: string
  readonly url: string
  readonly captureId: string | null
}

/** Counts question pages that were not refused: no 403, no login page, no timeout. */
export const answeredField = 'answered'
/** Counts questions loaded before that are still there. */
export const presentField = 'present'

/** Whether the outcome breaker closed the gate, not the fields of the pages. */
export function isOutcomeReport({ broken: [{ field }] }: Pick<DriftReport, 'broken'>): boolean {
  return field === answeredField || field === presentField
}

/** How a run ends for a host whose gate is closed: refusals park it, all else is a matter of its pages. */
export function endOfGate(report: DriftReport): 'parked' | 'gate' {
  return report.broken[0].field === answeredField ? 'parked' : 'gate'
}
