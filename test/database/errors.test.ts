import { describe, expect, test } from 'vitest'
import { databaseError } from '../../src/database/errors.ts'
import { MondoError } from '../../src/model/errors.ts'

const coded = (code: string) => Object.assign(new Error('as the driver says it'), { code })

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

  test('returns null for every other error', () => {
    expect(databaseError(coded('23505'))).toBeNull()
    expect(databaseError(new TypeError('x is not a function'))).toBeNull()
    expect(databaseError(new MondoError('archive-write', 'ECONNRESET'))).toBeNull()
  })
})
