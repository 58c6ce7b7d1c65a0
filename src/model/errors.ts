/**
 * The one error that mondo throws on purpose. Expected failures are values (`ParseOutcome`, `VisitOutcome`,
 * `FetchResult`). The code that catches an error decides what it stops.
 */
export class MondoError extends Error {
  override readonly name = 'MondoError'
  readonly code: ErrorCode
  /** What you can do about it, in one sentence. */
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: MondoErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }
}

/** The optional parts of a `MondoError`. */
export interface MondoErrorOptions {
  readonly cause?: unknown
  readonly hint?: string
}

/** Stable error codes; `src/app/exit-codes.ts` maps each to an exit code. */
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
  | 'disk-full'
  | 'export-write'

/** Whether the system refused to write for want of room: a full disk, a used-up quota, a file beyond its limit. */
export function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error) ?? '')
}

/** The `code` that Node, Postgres and undici put on their errors; null when there is none. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
