/** See `queue.deep.test.ts`. */
import { expect, test } from 'vitest'
import { freshStore, storeNames } from '../stores.ts'
import { tryQueue } from './queue-commands.ts'

test.each(storeNames)('gives a slice to one worker at a time, and loses none, on %s', async (name) => {
  const seen = await tryQueue(await freshStore(name), { numRuns: 10, maxCommands: 20 })
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0)
})
