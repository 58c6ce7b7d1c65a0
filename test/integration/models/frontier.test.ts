/** See `frontier.deep.test.ts`. */
import { expect, test } from 'vitest'
import { freshStore, storeNames } from '../stores.ts'
import { tryFrontier } from './frontier-commands.ts'

test.each(storeNames)('hands out what is due, once a run, and loses no page, on %s', async (name) => {
  const { db } = await freshStore(name)
  const seen = await tryFrontier(db, { numRuns: 6, maxCommands: 20 })
  expect(Math.min(seen.handedOut, seen.settled, seen.retried)).toBeGreaterThan(0)
})
