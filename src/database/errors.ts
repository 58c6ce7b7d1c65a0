/** Turns the errors of database drivers into errors of mondo: what is wrong and where, and what to do about it. */
import { codeOf, MondoError } from '../model/errors.ts'

/** A server that cannot be used at start. The message names the place, never the URL: that holds the password. */
export function unreachable(place: string, cause: unknown): MondoError {
  const { code, reason } = describe(cause)
  const kind = code === '53100' ? 'disk-full' : 'database-unreachable'
  return new MondoError(kind, `The database at ${place} cannot be used: ${reason}`, {
    cause,
    hint:
      hints[code] ??
      hintsByMessage.find(([pattern]) => pattern.test(reason))?.[1] ??
      'Check the database URL, and that the server runs and can be reached from here.',
  })
}

const certificates = 'Give sslrootcert=FILE in the database URL; sslmode=require encrypts without looking.'

/** An analyst's login, whose sessions are read-only until it sets them otherwise; a standby refuses with the same code. */
const onlyReads =
  "This login can only read, or lacks the right to create schemas: give the login of the database's owner."

const takesNoWrites =
  'It is a standby, or its sessions are read-only (default_transaction_read_only): connect to the primary, as its owner.'
const lockHeld =
  'Another session held a lock for longer than lock_timeout: see pg_locks, then run the same command again.'
const cancelled =
  'See statement_timeout of the server, the database and the role, then run the same command again.'
const tooManyFiles = 'Raise the limit (ulimit -n), or lower --concurrency, then run the same command again.'

const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'No server listens there: start it, or check host and port.',
  ENOTFOUND: 'No such host: check its name in the database URL.',
  EAI_AGAIN: 'The name of the host cannot be looked up: check it, and the network.',
  EHOSTUNREACH: 'No way leads to that host: check its name, and the network.',
  ENETUNREACH: 'No way leads to that host: check its name, and the network.',
  ENOENT: 'No server has its socket there: start it, or check the path.',
  '28P01': 'Check user and password in the database URL.',
  '28000': 'Check the user in the database URL, and pg_hba.conf on the server.',
  '3D000': 'Create the database first: createdb NAME.',
  '25006': onlyReads,
  '55P03': lockHeld,
  '57014': cancelled,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  '42501': onlyReads,
  '53100': 'The disk of the server is full: make room, then run the same command again.',
  '53300': 'The server has no connection left: wait, or raise max_connections.',
  '57P03': 'The server starts or stops: wait, then run the same command again.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another host: check the name in the database URL.',
  DEPTH_ZERO_SELF_SIGNED_CERT: certificates,
  SELF_SIGNED_CERT_IN_CHAIN: certificates,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificates,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificates,
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
  // A SuppressedError, which Node 22 lacks: closing the queue failed too.
  if ('suppressed' in error && 'error' in error)
    return isConnectionLost(error.error) || isConnectionLost(error.suppressed)
  if (error instanceof MondoError) return isConnectionLost(error.cause)
  if (isFullDisk(error)) return false
  const code = codeOf(error) ?? ''
  return /^(?:08|57P|25P0[34])/.test(code) || systemCodes.test(code) || lostMessages.test(error.message)
}

/** Whether the database could not write because the disk is full. */
export function isFullDisk(error: unknown): boolean {
  return error instanceof Error && (codeOf(error) === '53100' || fullDiskMessage.test(error.message))
}

interface Refusal {
  readonly what: string
  readonly hint: string
  readonly kind: 'database-unreachable' | 'database-refused'
}

/** By error code: the server answers but refuses, or this machine cannot open another connection. */
const refusals: Readonly<Record<string, Refusal>> = {
  '25006': { what: 'The database takes no writes', hint: takesNoWrites, kind: 'database-refused' },
  '53300': {
    what: 'The database server has no connection left',
    hint: 'Wait, or raise max_connections or the limit of the role, then run the same command again.',
    kind: 'database-unreachable',
  },
  '55P03': { what: 'The database waited too long for a lock', hint: lockHeld, kind: 'database-refused' },
  '57014': { what: 'The database cancelled a statement', hint: cancelled, kind: 'database-refused' },
  EMFILE: {
    what: 'This process can open no more files or connections',
    hint: tooManyFiles,
    kind: 'database-unreachable',
  },
  ENFILE: {
    what: 'This machine can open no more files or connections',
    hint: tooManyFiles,
    kind: 'database-unreachable',
  },
}

/**
 * Converts errors of a database in use. `database-unreachable`: it went away or has no connection left. `disk-full`: its disk
 * is full. `database-refused`: it accepts no writes or stops statements. Null for other errors.
 */
export function databaseError(error: unknown): MondoError | null {
  if (!(error instanceof Error) || error instanceof MondoError) return null
  const code = codeOf(error) ?? ''
  const refusal = refusals[code]
  if (refusal !== undefined) {
    const { what, hint, kind } = refusal
    return new MondoError(kind, `${what}: ${error.message || code}`, { cause: error, hint })
  }
  const isFull = isFullDisk(error)
  if (!isFull && !lostStates.test(code) && !systemCodes.test(code) && !lostMessages.test(error.message))
    return null
  const said = error.message || code
  const trouble = (
    what: string,
    hint: string,
    code: 'database-unreachable' | 'disk-full' = 'database-unreachable',
  ) => new MondoError(code, `${what}: ${said}`, { cause: error, hint })
  if (isFull) {
    const hint = `Nothing is half-written; make room, ${thenRepeat}`
    return trouble('The disk of the database is full', hint, 'disk-full')
  }
  if (code.startsWith('53') || code.startsWith('58')) {
    return trouble('The database cannot go on', `Nothing is half-written; see its log, ${thenRepeat}`)
  }
  return trouble('The database went away', `Nothing is half-written; wait until it is back, ${thenRepeat}`)
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
