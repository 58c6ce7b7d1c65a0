/**
 * The rate limiter against a model, by drawn commands: up to three processes on machines whose clocks jump by seconds, hours
 * and a day, at any moment. No two requests to a host group leave closer than the gap, none inside a back-off, no back-off
 * gets shorter, and no jump puts a host group off. On the embedded store one process, whose clock is the database's too.
 */
import { expect, test } from 'vitest'
import { everyStoreName, freshStore } from '../stores.ts'
import { tryRateLimiter } from './rate-limiter-commands.ts'

test.each(everyStoreName)('keeps gaps and back-offs whatever happens, on %s', async (name) => {
  const { db } = await freshStore(name)
  const seen = await tryRateLimiter(db, { isAlone: name === 'pglite', numRuns: 25, maxCommands: 40 })
  expect(Math.min(seen.starts, seen.waits, seen.blocks)).toBeGreaterThan(0)
})
