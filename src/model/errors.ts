/**
 * What may not be expected. Expected failures are values (`ParseOutcome`, `VisitOutcome`, `FetchResult`); everything
 * thrown on purpose is a `MondoError`. `scope` decides what stops: the page, the host, or the run.
 */
export class MondoError extends Error {
  override readonly name = 'MondoError'
  readonly code: ErrorCode
  readonly scope: 'page' | 'host' | 'run'
  /** What to do next, as one sentence for the person at the terminal. */
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: MondoErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.scope = options.scope ?? 'run'
    this.hint = options.hint
  }
}

export interface MondoErrorOptions {
  readonly cause?: unknown
  readonly scope?: 'page' | 'host' | 'run'
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
