/**
 * Decides when a statement of the embedded database will never end. On a full disk PGlite spins: the first statement
 * that finds no room fails with an error, and one after it waits for ever for a lock that the failed one left behind.
 * Nothing but ending its thread stops it. What was committed is in the WAL, and the next process reads it from there.
 */
import { MondoError } from '../../model/errors.ts'

export interface StatementLimits {
  /** How long a statement may take on a full disk. */
  readonly fullDiskMs: number
  /** How long a statement may go on after a stop was asked for. */
  readonly stopMs: number
  readonly lookEveryMs: number
}

export const statementLimits: StatementLimits = { fullDiskMs: 10_000, stopMs: 5_000, lookEveryMs: 1_000 }

/** Bytes. Postgres adds to its WAL by segments of this size, and gives one up whole where it does not fit. */
export const walSegment = 16 * 1024 * 1024

export interface WatchedStatement {
  readonly runningMs: number
  /** Since a stop was asked for; null if none was. */
  readonly stoppingMs: number | null
  /** On the disk of the folder; null where that cannot be told. */
  readonly freeBytes: number | null
}

/** The error to end the database with; null while the statement may go on. */
export function verdictOn(
  { runningMs, stoppingMs, freeBytes }: WatchedStatement,
  { fullDiskMs, stopMs }: StatementLimits,
): Error | null {
  const isFull = freeBytes !== null && freeBytes < walSegment
  const isStopped = stoppingMs !== null && Math.min(stoppingMs, runningMs) >= stopMs
  if (isFull && (isStopped || runningMs >= fullDiskMs)) return diskFull()
  return isStopped ? new StoppedStatement() : null
}

export function diskFull(cause?: unknown): MondoError {
  const said = cause instanceof Error ? `: ${cause.message}` : ''
  return new MondoError('disk-full', `The disk of the database is full${said}`, {
    cause,
    hint: 'Nothing is half-written; make room, then run the same command again.',
  })
}

/** Counts as a stop by the signal that asked for it. */
class StoppedStatement extends Error {
  override readonly name = 'AbortError'

  constructor() {
    super('a statement did not end in time after the stop, and was rolled back')
  }
}
