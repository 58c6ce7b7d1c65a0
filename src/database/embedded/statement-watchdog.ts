/**
 * Decides when a statement of the embedded database will never end. On a full disk the first statement without space fails with
 * an error and leaves a lock behind; a later statement waits for this lock for ever, at full CPU. Only ending the thread stops
 * it. Committed data is in the WAL, and the next process reads it from there.
 */
import { diskFull } from '../errors.ts'

export interface StatementLimits {
  /** How long a statement may take on a full disk. */
  readonly fullDiskMs: number
  /** How long a statement may continue after the command was told to stop. */
  readonly stopMs: number
  readonly lookEveryMs: number
}

export const statementLimits: StatementLimits = { fullDiskMs: 10_000, stopMs: 5_000, lookEveryMs: 1_000 }

/** Bytes. Postgres extends its WAL by segments of this size, and removes a segment that does not fit. */
export const walSegment = 16 * 1024 * 1024

export interface WatchedStatement {
  readonly runningMs: number
  /** Since the command was told to stop; null if it was not. */
  readonly stoppingMs: number | null
  /** On the disk of the folder; null if unknown. */
  readonly freeBytes: number | null
}

/** The error to end the database with; null while the statement may continue. */
export function verdictOn(
  { runningMs, stoppingMs, freeBytes }: WatchedStatement,
  { fullDiskMs, stopMs }: StatementLimits,
): Error | null {
  const isFull = freeBytes !== null && freeBytes < walSegment
  const isStopped = stoppingMs !== null && Math.min(stoppingMs, runningMs) >= stopMs
  if (isFull && (isStopped || runningMs >= fullDiskMs)) return diskFull()
  return isStopped ? new StoppedStatement() : null
}

/** Named AbortError, so that the command ends as one that a signal stopped. */
class StoppedStatement extends Error {
  override readonly name = 'AbortError'

  constructor() {
    super('a statement did not end in time after the stop, and was rolled back')
  }
}
