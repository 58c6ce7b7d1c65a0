/**
 * The frontier against a model, by drawn commands: links, slices that commit or lose their lease, retries, seeds, manual
 * edits, new runs and a clock that goes on and back. After each, every page and every question of a crawl is compared.
 */
import { expect, test } from 'vitest'
import { everyStoreName, freshStore } from '../stores.ts'
import { tryFrontier } from './frontier-commands.ts'

test.each(everyStoreName)('hands out what is due, once a run, and loses no page, on %s', async (name) => {
  const { db } = await freshStore(name)
  const seen = await tryFrontier(db, { numRuns: 30, maxCommands: 40 })
  expect(Math.min(seen.handedOut, seen.settled, seen.retried)).toBeGreaterThan(0)
})
