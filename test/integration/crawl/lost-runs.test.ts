/** Runs of dead and living processes. The time is that of the database, so the tests make rows older instead of waiting. */
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { endLostRuns } from '../../../src/crawl/engine/lost-runs.ts'
import { beat, beatAll } from '../../../src/crawl/run-heartbeat.ts'
import { endRun, startRun } from '../../../src/crawl/run-store.ts'
import type { Store } from '../../../src/database/store.ts'
import { openSliceQueue } from '../../../src/queue/slice-queue.ts'
import { runsInQueue } from '../../../src/queue/slices-in-queue.ts'
import { emptyTables, freshStore, storeNames } from '../stores.ts'

const leaseSeconds = 30
const startedAt = new Date('2026-01-01T00:00:00Z')
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }

describe.each(storeNames)('on %s', (name) => {
  let store: Store
  beforeEach(async () => {
    store ??= await freshStore(name)
    await emptyTables(store.db)
  })

  /** Adds a run whose last sign of life is this many seconds old. */
  async function runSilentFor(seconds: number, options: object = {}): Promise<string> {
    const run = {
      kind: 'crawl',
      now: startedAt,
      mondoVersion: '1',
      parserVersion: '2026-12-01a',
      options,
    } as const
    const { runId } = await startRun(store.db, run)
    await sql`
      update crawl.run set alive_at = now() - ${seconds}::float8 * interval '1 second' where run_id = ${runId}::uuid
    `.execute(store.db)
    return runId
  }

  const endOf = (runId: string) =>
    store.db
      .selectFrom('crawl.run')
      .select(['result', 'ended_at', 'alive_at', 'exit_code'])
      .where('run_id', '=', runId)
      .executeTakeFirstOrThrow()

  test('a run without a sign of life for a lease is lost, and its end is its last sign of life', async () => {
    const silent = await runSilentFor(31)
    expect(await endLostRuns(store, { leaseSeconds, keepsQueued: false })).toEqual([silent])
    const end = await endOf(silent)
    expect(end).toMatchObject({ result: 'lost', exit_code: null })
    expect(end.ended_at).toEqual(end.alive_at)
    expect(await endLostRuns(store, { leaseSeconds, keepsQueued: false })).toEqual([])
  })

  test('a run that has ended does not change', async () => {
    const ended = await runSilentFor(3600)
    await endRun(store.db, ended, { now: startedAt, result: 'done', exitCode: 0 })
    expect(await endLostRuns(store, { leaseSeconds, keepsQueued: false })).toEqual([])
    expect(await endOf(ended)).toMatchObject({ result: 'done', ended_at: startedAt })
  })

  test('a run that was marked as lost is open again after its next sign of life, and can end', async () => {
    const runId = await runSilentFor(31)
    await endLostRuns(store, { leaseSeconds, keepsQueued: false })
    await beat(store.db, runId)
    expect(await endOf(runId)).toMatchObject({ result: null, ended_at: null })
    await sql`update crawl.run set result = 'lost', ended_at = now()`.execute(store.db)
    await endRun(store.db, runId, { now: startedAt, result: 'done', exitCode: 0 })
    expect(await endOf(runId)).toMatchObject({ result: 'done', ended_at: startedAt, exit_code: 0 })
    await beat(store.db, runId)
    expect(await endOf(runId)).toMatchObject({ result: 'done' })
  })

  test.skipIf(name !== 'pglite')(
    'on the embedded database every run of another process is lost',
    async () => {
      const fresh = await runSilentFor(0)
      const reparse = await runSilentFor(0, { archive: true })
      expect(await endLostRuns(store, { leaseSeconds, keepsQueued: true })).toEqual([fresh])
      expect(await endLostRuns(store, { leaseSeconds, keepsQueued: false })).toEqual([reparse])
    },
  )

  test('a worker keeps the runs that have a slice in the queue, and gives a sign of life for them', async () => {
    const queued = await runSilentFor(3600)
    const other = await runSilentFor(3600)
    const queue = await openSliceQueue({ store, log })
    await queue.enqueue({ hostGroup: 'a', runId: queued }, 0, store.db)
    expect(await runsInQueue(store.db)).toEqual([queued])
    expect(await endLostRuns(store, { leaseSeconds, keepsQueued: true })).toEqual([other])
    await beatAll(store.db, [queued, other])
    expect(await endOf(other)).toMatchObject({ result: 'lost' })
    const byAnother = await endLostRuns(store, { leaseSeconds, keepsQueued: false })
    expect(byAnother).toEqual(name === 'pglite' ? [queued] : [])
    await queue.close()
  })

  test.skipIf(name === 'pglite')(
    'on a server a run is not lost before a lease has passed, and a run that belongs to all workers never is',
    async () => {
      await runSilentFor(29)
      await runSilentFor(3600, { archive: true })
      expect(await endLostRuns(store, { leaseSeconds, keepsQueued: false })).toEqual([])
    },
  )
})
