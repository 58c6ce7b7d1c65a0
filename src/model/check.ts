/** A check: two statements of a page that disagree, or something else that a record must not hide. */
export interface Check {
  readonly code: CheckCode
  /** `error` rejects the page; a `warning` is stored with the record. */
  readonly severity: 'warning' | 'error'
  /** What was found and what was expected. For display only: the wording may change, the code does not. */
  readonly message: string
}

/** All check codes. They are stable: the database stores them. */
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
  'framing-doubtful',
  'coding-doubtful',
  'encoding-guessed',
  'encoding-conflict',
  'time-zone-unknown',
  'value-out-of-range',
  'foreign-canonical',
  'readers-disagree',
  'several-questions',
  'key-guessed',
  'comments-missing',
  'claimed-nothing',
  'answers-missing',
  'structured-data-repaired',
  'structured-data-damaged',
  'too-large',
  'not-loadable',
  'parser-crashed',
] as const

/** See `checkCodes`. */
export type CheckCode = (typeof checkCodes)[number]
