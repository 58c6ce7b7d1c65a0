/** Asks the database for a page: read-only, in one snapshot, and never longer than a person waits. */
import type { Store } from '../../database/store.ts'
import { codeOf, MondoError } from '../../model/errors.ts'
import { type ReadSession, readSession } from '../read-session.ts'

/** Milliseconds. The embedded database cannot interrupt a statement: there this is looked at between statements. */
export const patienceMs = 5_000

export type Ask = <Result>(
  read: (session: ReadSession) => Promise<Result>,
  patience?: number,
) => Promise<Result>

export function asking(store: Store): Ask {
  return async (read, patience = patienceMs) => await readSession(store, { timeoutMs: patience }, read)
}

/** Milliseconds. Reports and checks read everything: they may take longer than a search. */
export const longPatienceMs = 6 * patienceMs

/** Why an answer failed, as a person should read it, and the status of the page that says so. */
export interface Failed {
  readonly status: 403 | 500 | 503
  readonly what: string
  readonly hint: string
}

/** 57014 query_canceled. */
export function tookTooLong(error: unknown): boolean {
  const cause = error instanceof MondoError ? error.cause : error
  return (
    codeOf(cause) === '57014' || (error instanceof MondoError && error.message.includes('took longer than'))
  )
}

export function failedBecause(error: unknown): Failed {
  if (tookTooLong(error)) {
    return {
      status: 503,
      what: `The database did not answer in time: within ${patienceMs / 1000} seconds, or ${longPatienceMs / 1000} for checks and reports.`,
      hint: 'Narrow the search: more words, a site, a span of days. mondo check and mondo report wait for as long as it takes.',
    }
  }
  // Checks and reports say in their own words why they cannot be read.
  const code = codeOf(error instanceof MondoError ? error.cause : error)
  if (code === '42501') {
    return {
      status: 403,
      what: 'This login may not read what the page shows.',
      hint: 'A login of mondo db grant-analyst reads the schema qa; the state of the crawl needs its owner.',
    }
  }
  if (code === '42P01' || code === '42703' || code === '42883') {
    return {
      status: 503,
      what: 'This database was made by another version of mondo.',
      hint: 'Bring it up to date: mondo db migrate.',
    }
  }
  const hint = error instanceof MondoError ? error.hint : undefined
  return {
    status: 500,
    what:
      error instanceof MondoError
        ? error.message
        : 'Something went wrong, and the terminal of mondo browse says what.',
    hint: hint ?? 'Try again, or look at another page.',
  }
}
