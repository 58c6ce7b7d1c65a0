/**
 * The queue of slices against a model, by drawn commands: two workers that take, commit, give back, die or come too late,
 * and a supervisor that releases lapsed leases. After each command every job is compared, with its lease.
 */
import { expect, test } from 'vitest'
import { everyStoreName, freshStore } from '../stores.ts'
import { tryQueue } from './queue-commands.ts'

test.each(everyStoreName)('gives a slice to one worker at a time, and loses none, on %s', async (name) => {
  const seen = await tryQueue(await freshStore(name), { numRuns: 30, maxCommands: 40 })
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0)
})
