/**
 * Unexpected failures. Expected ones are values (`ParseOutcome`, `VisitOutcome`, `FetchResult`); everything that mondo
 * throws on purpose is a `MondoError`. What it stops is decided where it is caught.
 */
export class MondoError extends Error {
  override readonly name = 'MondoError'
  readonly code: ErrorCode
  /** What to do next, as one sentence for the user. */
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: MondoErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }
}

export interface MondoErrorOptions {
  readonly cause?: unknown
  readonly hint?: string
}

/** Stable; each maps to an exit code in `src/app/exit-codes.ts`. */
export type ErrorCode =
  | 'usage'
  | 'unreadable-input'
  | 'invalid-record'
  | 'database-unreachable'
  | 'database-refused'
  | 'data-folder-locked'
  | 'lease-lost'
  | 'archive-damaged'
  | 'archive-write'
  | 'export-write'

/** The code that Node, Postgres and undici give their errors; null for an error without one. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
