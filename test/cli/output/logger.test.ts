import { expect, test } from 'vitest'
import { errorFacts } from '../../../src/cli/output/logger.ts'

const error = Object.assign(new Error('terminating connection'), {
  code: '57P01',
  client: { user: 'me', password: 'secret', sockets: [] },
})

test('of an error a log has its message and its code, and nothing that the driver hangs on it', () => {
  expect(errorFacts(error, false)).toEqual({
    type: 'Error',
    message: 'terminating connection',
    code: '57P01',
  })
})

test('with --verbose it has the stack too', () => {
  expect(errorFacts(error, true)).toEqual({
    type: 'Error',
    message: 'terminating connection',
    code: '57P01',
    stack: error.stack,
  })
})

test('what is no error is told as it is', () => {
  expect(errorFacts('no reason', false)).toEqual({ message: 'no reason' })
})
