/** A database that was there and went away while a command worked with it. */
import { MondoError } from '../model/errors.ts'

/** Class 08 connection exceptions, 57P0x the server is going down or starting, 53 it has nothing left, 58 its disk. */
const sqlStates = /^(?:08|53|57P|58)/
const systemCodes = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/
/** What `pg` says without a code when the socket closes under a query. */
const messages =
  /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/

/** The error as `database-unreachable`; null when it is about something else. */
export function databaseTrouble(error: unknown): MondoError | null {
  if (!(error instanceof Error) || error instanceof MondoError) return null
  const code = 'code' in error ? String(error.code) : ''
  if (!sqlStates.test(code) && !systemCodes.test(code) && !messages.test(error.message)) return null
  return new MondoError('database-unreachable', `The database went away: ${error.message || code}`, {
    cause: error,
    hint: 'Nothing is half-written; when it is back, run the same command again',
  })
}
