import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { pageStateStore } from '../../../src/crawl/frontier/page-state.ts'
import type { Store } from '../../../src/database/store.ts'
import { confirmPages } from '../../../src/load/history/confirmations.ts'
import { loadRecords } from '../../../src/load/load-records.ts'
import { markQuestionsGone } from '../../../src/load/mark-questions-gone.ts'
import { emptyTables, everyStoreName, freshStore } from '../stores.ts'
import { type LoadStep, loadSteps } from './captures.ts'
import { everyRowVersion, everythingLoaded } from './tables.ts'

/** Some of the steps again, all in another order, cut into batches. */
const replayed = loadSteps.chain((steps) =>
  fc.record({
    steps: fc.constant(steps),
    again: fc
      .subarray(steps)
      .chain((twice) =>
        fc.shuffledSubarray([...steps, ...twice], { minLength: steps.length + twice.length }),
      ),
    batches: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
  }),
)

describe.each(everyStoreName)('%s', (name) => {
  let store: Store
  beforeAll(async () => {
    store = await freshStore(name)
  })
  const load = (steps: readonly LoadStep[]) =>
    store.db.transaction().execute(async (trx) => {
      const records = steps.flatMap((step) => (step.kind === 'record' ? [step.record] : []))
      const gone = steps.flatMap((step) => (step.kind === 'gone' ? [step.gone] : []))
      const confirmations = steps.flatMap((step) => (step.kind === 'confirmation' ? [step.confirmation] : []))
      await loadRecords(trx, records, pageStateStore)
      await confirmPages(trx, confirmations, pageStateStore)
      await markQuestionsGone(trx, gone, pageStateStore)
    })
  const inBatches = async (steps: readonly LoadStep[], sizes: readonly number[]) => {
    for (let from = 0, batch = 0; from < steps.length; batch++) {
      const size = sizes[batch % sizes.length] ?? 1
      await load(steps.slice(from, from + size))
      from += size
    }
  }

  test('the same captures give the same tables in any order, with repetitions, in any batches', async () => {
    await fc.assert(
      fc.asyncProperty(replayed, async ({ steps, again, batches }) => {
        await emptyTables(store.db)
        await load(steps)
        const together = await everythingLoaded(store.db)
        await emptyTables(store.db)
        await inBatches(again, batches)
        expect(await everythingLoaded(store.db)).toEqual(together)

        const versions = await everyRowVersion(store.db)
        await load(steps)
        expect(await everyRowVersion(store.db)).toEqual(versions)
      }),
      { numRuns: Number(process.env['MONDO_RUNS'] ?? 25) },
    )
  })
})
