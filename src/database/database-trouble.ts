/** A database that was there and went away, or ran out of something, while it was worked with. */
import { codeOf, MondoError } from '../model/errors.ts'

/** Class 08 connection exceptions, 57P0x the server is going down or starting, 53 it has nothing left, 58 its disk. */
const sqlStates = /^(?:08|53|57P|58)/
const systemCodes = /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/
/** What `pg` says without a code when the socket closes under a query. */
const messages =
  /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/

/** Postgres has a code for the first of these only. */
const fullDisk = /No space left on device|File too large|Disk quota exceeded/

const again = 'then run the same command again'

/** The error as `database-unreachable`; null when it is about something else. */
export function databaseError(error: unknown): MondoError | null {
  if (!(error instanceof Error) || error instanceof MondoError) return null
  const code = codeOf(error) ?? ''
  const isFull = code === '53100' || fullDisk.test(error.message)
  if (!isFull && !sqlStates.test(code) && !systemCodes.test(code) && !messages.test(error.message))
    return null
  const said = error.message || code
  const trouble = (what: string, hint: string) =>
    new MondoError('database-unreachable', `${what}: ${said}`, { cause: error, hint })
  if (isFull) {
    return trouble('The disk of the database is full', `Nothing is half-written; make room, ${again}`)
  }
  if (code.startsWith('53') || code.startsWith('58')) {
    return trouble('The database cannot go on', `Nothing is half-written; see its log, ${again}`)
  }
  return trouble('The database went away', `Nothing is half-written; wait until it is back, ${again}`)
}
