/** A check: one thing that a page says twice and that must agree, or that mondo must not pass over in silence. */
export interface Check {
  readonly code: CheckCode
  /** `error` rejects the page; `warning` travels with the record. */
  readonly severity: 'warning' | 'error'
  /** What was found and what was expected, for a person. */
  readonly message: string
}

export const checkCodes = [
  'no-title',
  'empty-body',
  'answer-number',
  'best-answer',
  'answer-count',
  'other-count',
  'best-answer-rate',
  'layout-disagrees',
  'structured-data',
  'text-unclaimed',
  'text-repaired',
  'encoding-guessed',
  'time-zone-unknown',
  'parser-crashed',
] as const

export type CheckCode = (typeof checkCodes)[number]
