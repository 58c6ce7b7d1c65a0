import { expect, test } from 'vitest'
import { errorFacts } from '../../../src/cli/output/logger.ts'

const error = Object.assign(new Error('terminating connection'), {
  code: '57P01',
  client: { user: 'me', password: 'secret', sockets: [] },
})

test('an error is logged with message and code, without the properties that the driver adds', () => {
  expect(errorFacts(error, false)).toEqual({
    type: 'Error',
    message: 'terminating connection',
    code: '57P01',
  })
})

test('--verbose adds the stack', () => {
  expect(errorFacts(error, true)).toEqual({
    type: 'Error',
    message: 'terminating connection',
    code: '57P01',
    stack: error.stack,
  })
})

test('a thrown value that is not an error is logged as it is', () => {
  expect(errorFacts('no reason', false)).toEqual({ message: 'no reason' })
})
