/**
 * Before each test file: no connection and no look-up leaves this machine, and a test that tried one fails. After it,
 * what helpers left to clean up.
 */
import fc from 'fast-check'
import { afterAll, afterEach } from 'vitest'
import { doCleanUps } from './clean-ups.ts'
import { BeyondLoopbackError, takeRefused } from './loopback-only.ts'

// The same inputs on every run: what a commit did not break does not fail it. The fuzzer draws others.
fc.configureGlobal({ seed: Number(process.env['MONDO_TEST_SEED'] ?? 20_261_129) })

afterEach(() => {
  const refused = takeRefused()
  if (refused.length > 0) throw new BeyondLoopbackError(refused.join(', '))
})

afterAll(doCleanUps)
