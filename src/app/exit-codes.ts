/** Exit codes are an interface for scripts and schedulers: their meaning never changes. */
import { type ErrorCode, MondoError } from '../model/errors.ts'

export const exitCodes = {
  done: 0,
  unexpected: 1,
  /** Wrong use, configuration or input: unknown option, unreadable file, damaged JSON line. */
  usage: 2,
  databaseUnreachable: 3,
  /** Too many rejects or a failed data check: the layout may have changed. Everything is archived. */
  gateTripped: 4,
  /** A host is parked or out of reach; the frontier is kept. */
  hostParked: 5,
  dataFolderLocked: 6,
  archiveDamaged: 7,
  /** Of the archive, the database or an export. Nothing is half-written. */
  diskFull: 8,
  /** Stopped by a signal, cleanly. */
  stopped: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const byErrorCode: Readonly<Record<ErrorCode, ExitCode>> = {
  usage: exitCodes.usage,
  'unreadable-input': exitCodes.usage,
  'invalid-record': exitCodes.usage,
  'database-unreachable': exitCodes.databaseUnreachable,
  'database-refused': exitCodes.databaseUnreachable,
  'data-folder-locked': exitCodes.dataFolderLocked,
  'lease-lost': exitCodes.unexpected,
  'archive-damaged': exitCodes.archiveDamaged,
  'archive-write': exitCodes.unexpected,
  'disk-full': exitCodes.diskFull,
  'export-write': exitCodes.unexpected,
}

/** `AbortError` is a stop by a signal; whatever is not a MondoError is unexpected. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof MondoError) return exitCodeOf(error.code)
  const isAbort = error instanceof Error && error.name === 'AbortError'
  return isAbort ? exitCodes.stopped : exitCodes.unexpected
}

export function exitCodeOf(code: ErrorCode): ExitCode {
  return byErrorCode[code]
}
