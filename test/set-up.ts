/**
 * Before each test file: no connection and no look-up leaves this machine, and a test that tried one fails. After it,
 * what helpers left to clean up.
 */
import { afterAll, afterEach } from 'vitest'
import { doCleanUps } from './clean-ups.ts'
import { BeyondLoopbackError, takeRefused } from './loopback-only.ts'

afterEach(() => {
  const refused = takeRefused()
  if (refused.length > 0) throw new BeyondLoopbackError(refused.join(', '))
})

afterAll(doCleanUps)
