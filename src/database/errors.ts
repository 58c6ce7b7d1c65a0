/** Turns the errors of database drivers into errors of mondo: what is wrong and where, and what to do about it. */
import { codeOf, MondoError } from '../model/errors.ts'

/** A server that cannot be used at start. The message names the place, never the URL: that holds the password. */
export function unreachable(place: string, cause: unknown): MondoError {
  const { code, reason } = describe(cause)
  const kind = code === '53100' ? 'disk-full' : 'database-unreachable'
  return new MondoError(kind, `The database at ${place} cannot be used: ${reason}`, {
    cause,
    hint:
      conditions[code]?.hint ??
      hintsByMessage.find(([pattern]) => pattern.test(reason))?.[1] ??
      'Check the database URL, and that the server runs and can be reached from here.',
  })
}

const certificates = 'Give sslrootcert=FILE in the database URL; sslmode=require encrypts without looking.'

const tooManyFiles = 'Raise the limit (ulimit -n), or lower --concurrency, then run the same command again.'

interface Condition {
  /** What to do about it when the database is opened, and in use if `inUse` has no other. */
  readonly hint: string
  /** For a database in use: the server answers but refuses, or this machine cannot open another connection. */
  readonly inUse?: {
    readonly what: string
    readonly kind: 'database-unreachable' | 'database-refused'
    readonly hint?: string
  }
}

const conditions: Readonly<Record<string, Condition>> = {
  ECONNREFUSED: { hint: 'Start the server, or check host and port.' },
  ENOTFOUND: { hint: 'Check the host in the database URL.' },
  EAI_AGAIN: { hint: 'The name of the host cannot be looked up: check it, and the network.' },
  EHOSTUNREACH: { hint: 'No way leads to that host: check its name, and the network.' },
  ENETUNREACH: { hint: 'No way leads to that host: check its name, and the network.' },
  ENOENT: { hint: 'No server has its socket there: start it, or check the path.' },
  EMFILE: {
    hint: tooManyFiles,
    inUse: { what: 'This process can open no more files or connections', kind: 'database-unreachable' },
  },
  ENFILE: {
    hint: tooManyFiles,
    inUse: { what: 'This machine can open no more files or connections', kind: 'database-unreachable' },
  },
  '25006': {
    hint: "This login can only read, or the server is a standby: give the primary and the login of the database's owner.",
    inUse: {
      what: 'The database takes no writes',
      kind: 'database-refused',
      hint: 'It is a standby, or its sessions are read-only (default_transaction_read_only): connect to the primary, as its owner.',
    },
  },
  '28000': { hint: 'Check the user in the database URL, and pg_hba.conf on the server.' },
  '28P01': { hint: 'Check user and password in the database URL.' },
  '3D000': { hint: 'Create the database first: createdb NAME.' },
  '42P01': {
    hint: 'Bring the database up to date: mondo db migrate.',
    inUse: { what: 'The database lacks a table', kind: 'database-refused' },
  },
  '42501': {
    hint: "This login can only read, or lacks the right to create schemas: give the login of the database's owner.",
    inUse: {
      what: 'This login may not do that',
      kind: 'database-refused',
      hint: "Give the login of the database's owner; one of mondo db grant-analyst reads the schema qa only.",
    },
  },
  '53100': { hint: 'The disk of the server is full: make room, then run the same command again.' },
  '53300': {
    hint: 'Wait, or raise max_connections or the limit of the role, then run the same command again.',
    inUse: { what: 'The database server has no connection left', kind: 'database-unreachable' },
  },
  '55P03': {
    hint: 'Another session held a lock for longer than lock_timeout: see pg_locks, then run the same command again.',
    inUse: { what: 'The database waited too long for a lock', kind: 'database-refused' },
  },
  '57014': {
    hint: 'See statement_timeout of the server, the database and the role, then run the same command again.',
    inUse: { what: 'The database cancelled a statement', kind: 'database-refused' },
  },
  '57P03': { hint: 'The server starts or stops: wait, then run the same command again.' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    hint: 'The certificate is for another host: check the name in the database URL.',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: { hint: certificates },
  SELF_SIGNED_CERT_IN_CHAIN: { hint: certificates },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { hint: certificates },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { hint: certificates },
}

const hintsByMessage: ReadonlyArray<readonly [RegExp, string]> = [
  [/timeout/, 'Nothing answers there: check host and port, and the firewalls between.'],
  [/does not support SSL/, 'Turn it on at the server, or give sslmode=disable where the network is trusted.'],
  [/terminated unexpectedly/, 'What listens there is no Postgres server, or it ended: check host and port.'],
]

/** A host with two addresses fails with an AggregateError that has no message of its own. */
function describe(cause: unknown): { code: string; reason: string } {
  const error: unknown = cause instanceof AggregateError ? cause.errors[0] : cause
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  return { code, reason: message || code || 'no reason given' }
}

/**
 * 08: connection exceptions. 57P0x: a server that stops or starts. 25P03 and 25P04: a session that the server ended because
 * it was idle. 53: insufficient resources. 58: system errors.
 */
const lostStates = /^(?:08|53|57P|58|25P0[34])/
const systemCodes = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/
/** What `pg` says without a code when the socket closes under a query. */
const lostMessages =
  /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/

/** Postgres has a code for the first of these only. */
const fullDiskMessage = /No space left on device|File too large|Disk quota exceeded/

const thenRepeat = 'then run the same command again'

/**
 * Whether the server went away, as in a restart, and may be back soon. Not for a full disk, or a server out of connections:
 * waiting mends neither.
 */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (isSuppressed(error)) return isConnectionLost(error.error) || isConnectionLost(error.suppressed)
  if (error instanceof MondoError) return isConnectionLost(error.cause)
  if (isFullDisk(error)) return false
  const code = codeOf(error) ?? ''
  return /^(?:08|57P|25P0[34])/.test(code) || systemCodes.test(code) || lostMessages.test(error.message)
}

/** A SuppressedError, which Node 22 lacks: something failed, and closing the database or the queue failed too. */
function isSuppressed(
  error: Error,
): error is Error & { readonly suppressed: unknown; readonly error: unknown } {
  return 'suppressed' in error && 'error' in error
}

/** EDQUOT, EFBIG and ENOSPC as WASI numbers them: Emscripten throws `{ name: 'ErrnoError', errno }`, which is no Error. */
const fullDiskNumbers: ReadonlySet<number> = new Set([19, 22, 51])

/** Whether the database, a server or an embedded one, could not write because the disk is full. */
export function isFullDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return fullDiskNumbers.has(wasiNumber(error))
  return codeOf(error) === '53100' || fullDiskMessage.test(error.message)
}

/** The number of a system error that Emscripten threw; 0 of anything else. */
export function wasiNumber(error: unknown): number {
  return typeof error === 'object' && error !== null && 'errno' in error ? Number(error.errno) : 0
}

/**
 * Converts errors of a database in use. `database-unreachable`: it went away or has no connection left. `disk-full`: its disk
 * is full. `database-refused`: it accepts no writes or stops statements. Null for other errors. Where closing failed too, the
 * first failure counts.
 */
export function databaseError(error: unknown): MondoError | null {
  if (!(error instanceof Error) || error instanceof MondoError) return null
  if (isSuppressed(error)) return mondoErrorOf(error.suppressed) ?? mondoErrorOf(error.error)
  if (isFullDisk(error)) return diskFull(error)
  const code = codeOf(error) ?? ''
  const said = error.message || code
  const condition = conditions[code]
  if (condition?.inUse !== undefined && isOfDatabase(error, code)) {
    const { what, kind, hint = condition.hint } = condition.inUse
    return new MondoError(kind, `${what}: ${said}`, { cause: error, hint })
  }
  if (!lostStates.test(code) && !systemCodes.test(code) && !lostMessages.test(error.message)) return null
  const trouble = (what: string, hint: string) =>
    new MondoError('database-unreachable', `${what}: ${said}`, { cause: error, hint })
  if (code.startsWith('53') || code.startsWith('58')) {
    return trouble('The database cannot go on', `Nothing is half-written; see its log, ${thenRepeat}`)
  }
  return trouble('The database went away', `Nothing is half-written; wait until it is back, ${thenRepeat}`)
}

function mondoErrorOf(error: unknown): MondoError | null {
  return error instanceof MondoError ? error : databaseError(error)
}

/** Any file of the process may be one too many; only for a connection does the database have to do with it. */
function isOfDatabase(error: Error, code: string): boolean {
  if (code !== 'EMFILE' && code !== 'ENFILE') return true
  return 'syscall' in error && error.syscall === 'connect'
}

export function diskFull(cause?: unknown): MondoError {
  const said = cause instanceof Error ? `: ${cause.message || codeOf(cause)}` : ''
  return new MondoError('disk-full', `The disk of the database is full${said}`, {
    cause,
    hint: `Nothing is half-written; make room, ${thenRepeat}`,
  })
}

/**
 * Class 21 is cardinality violations, 22 data exceptions, 23 integrity constraints, 44 views with a check option, 54 program
 * limits (an index row that is too long), P0001 a trigger's `raise exception`.
 */
const refusedData = /^(?:21|22|23|44|54)...$|^P0001$/

/** Whether the database refused the rows of a statement for what they say: the same rows would be refused again. */
export function isRefusedData(error: unknown): error is Error {
  return error instanceof Error && refusedData.test(codeOf(error) ?? '')
}
