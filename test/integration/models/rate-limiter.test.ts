/** See `rate-limiter.deep.test.ts`. */
import { expect, test } from 'vitest'
import { freshStore, storeNames } from '../stores.ts'
import { tryRateLimiter } from './rate-limiter-commands.ts'

test.each(storeNames)('keeps gaps and back-offs whatever processes and clocks do, on %s', async (name) => {
  const { db } = await freshStore(name)
  const seen = await tryRateLimiter(db, { isAlone: name === 'pglite', numRuns: 12, maxCommands: 20 })
  expect(Math.min(seen.starts, seen.waits, seen.blocks)).toBeGreaterThan(0)
})
