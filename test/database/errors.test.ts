import { describe, expect, test } from 'vitest'
import { exitCodeOfError } from '../../src/app/exit-codes.ts'
import { databaseError, isConnectionLost } from '../../src/database/errors.ts'
import { MondoError } from '../../src/model/errors.ts'

const coded = (code: string) =>
  Object.assign(new Error('as the driver says it'), { code, syscall: 'connect' })

describe('databaseError', () => {
  test.each(['57P01', '08006', '53300', 'ECONNRESET', 'ECONNREFUSED'])('recognises %s', (code) => {
    expect(databaseError(coded(code))).toMatchObject({ code: 'database-unreachable' })
  })

  test('recognises the message of pg when the socket closes during a query', () => {
    expect(databaseError(new Error('Connection terminated unexpectedly'))).not.toBeNull()
  })

  test('distinguishes a full disk from a lost server, and says what to do', () => {
    expect(databaseError(coded('53100'))).toMatchObject({
      code: 'disk-full',
      message: 'The disk of the database is full: as the driver says it',
      hint: expect.stringContaining('make room'),
    })
    expect(databaseError(coded('57P01'))).toMatchObject({ hint: expect.stringContaining('is back') })
  })

  test.each([
    ['25006', 'database-refused', 'The database takes no writes: as the driver says it', 'primary'],
    ['42501', 'database-refused', 'This login may not do that: as the driver says it', 'owner'],
    [
      '53300',
      'database-unreachable',
      'The database server has no connection left: as the driver says it',
      'max_connections',
    ],
    [
      '55P03',
      'database-refused',
      'The database waited too long for a lock: as the driver says it',
      'pg_locks',
    ],
    [
      '57014',
      'database-refused',
      'The database cancelled a statement: as the driver says it',
      'statement_timeout',
    ],
    [
      'EMFILE',
      'database-unreachable',
      'This process can open no more files or connections: as the driver says it',
      'ulimit',
    ],
    ['25P03', 'database-unreachable', 'The database went away: as the driver says it', 'is back'],
  ])('%s has its own message, and exit code 3', (code, kind, message, hint) => {
    const error = databaseError(coded(code))
    expect(error).toMatchObject({ code: kind, message, hint: expect.stringContaining(hint) })
    expect(exitCodeOfError(error)).toBe(3)
  })

  test.each(['25006', '53300', '55P03', '57014', 'EMFILE'])(
    '%s does not go away by waiting for the server',
    (code) => {
      expect(isConnectionLost(coded(code))).toBe(false)
    },
  )

  test.each(['EMFILE', 'ENFILE'])('%s of a file that is no connection is not of the database', (code) => {
    expect(databaseError(Object.assign(coded(code), { syscall: 'open' }))).toBeNull()
  })

  /** What a command throws whose body fails with one error, and whose closing with another. */
  async function suppressed(first: unknown, closing: unknown): Promise<unknown> {
    try {
      await using _ = { [Symbol.asyncDispose]: () => Promise.reject(closing) }
      throw first
    } catch (error) {
      return error
    }
  }

  test('names the first failure where closing fails too', async () => {
    const full = new MondoError('disk-full', 'The disk of the database is full')
    const gone = coded('57P01')
    expect(databaseError(await suppressed(full, gone))).toBe(full)
    expect(databaseError(await suppressed(gone, full))).toMatchObject({ code: 'database-unreachable' })
    expect(databaseError(await suppressed(await suppressed(coded('53100'), gone), gone))).toMatchObject({
      code: 'disk-full',
    })
    const abort = new DOMException('stopped', 'AbortError')
    expect(databaseError(await suppressed(abort, full))).toBe(full)
    expect(databaseError(await suppressed(new TypeError('x'), new TypeError('y')))).toBeNull()
  })

  test('returns null for every other error', () => {
    expect(databaseError(coded('23505'))).toBeNull()
    expect(databaseError(new TypeError('x is not a function'))).toBeNull()
    expect(databaseError(new MondoError('archive-write', 'ECONNRESET'))).toBeNull()
  })
})
