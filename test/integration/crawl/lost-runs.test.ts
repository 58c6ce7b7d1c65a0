/** Runs of dead and living processes. The time is that of the database, so the tests make rows older instead of waiting. */
import { sql } from 'kysely'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { openStatusReader } from '../../../src/cli/progress/open-status.ts'
import { endLostRuns } from '../../../src/crawl/engine/lost-runs.ts'
import { type ServeDeps, serve } from '../../../src/crawl/engine/serve.ts'
import type { CrawlOptions } from '../../../src/crawl/options.ts'
import { beat } from '../../../src/crawl/run-heartbeat.ts'
import { endRun, startRun } from '../../../src/crawl/run-store.ts'
import { openStore, type Store } from '../../../src/database/store.ts'
import { openSliceQueue } from '../../../src/queue/slice-queue.ts'
import { runsInQueue } from '../../../src/queue/slices-in-queue.ts'
import { directReader } from '../../workers/direct-reader.ts'
import { emptyTables, freshStore, freshUrl, storeNames } from '../stores.ts'
import { crawlDefaults } from './crawl-into.ts'
import { crawlSample, temporaryFolder } from './sample-crawl.ts'

const leaseSeconds = 30
const startedAt = new Date('2026-01-01T00:00:00Z')
const nothing = async (): Promise<never> => {
  throw new Error('requests nothing')
}
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
    expect(await endLostRuns(store, { leaseSeconds })).toEqual([silent])
    const end = await endOf(silent)
    expect(end).toMatchObject({ result: 'lost', exit_code: null })
    expect(end.ended_at).toEqual(end.alive_at)
    expect(await endLostRuns(store, { leaseSeconds })).toEqual([])
  })

  test('a run that has ended does not change', async () => {
    const ended = await runSilentFor(3600)
    await endRun(store.db, ended, { now: startedAt, result: 'done', exitCode: 0 })
    expect(await endLostRuns(store, { leaseSeconds })).toEqual([])
    expect(await endOf(ended)).toMatchObject({ result: 'done', ended_at: startedAt })
  })

  test('a run that was marked as lost is open again after its next sign of life, and can end', async () => {
    const runId = await runSilentFor(31)
    await endLostRuns(store, { leaseSeconds })
    await beat(store.db, [runId])
    expect(await endOf(runId)).toMatchObject({ result: null, ended_at: null })
    await sql`update crawl.run set result = 'lost', ended_at = now()`.execute(store.db)
    await endRun(store.db, runId, { now: startedAt, result: 'done', exitCode: 0 })
    expect(await endOf(runId)).toMatchObject({ result: 'done', ended_at: startedAt, exit_code: 0 })
    await beat(store.db, [runId])
    expect(await endOf(runId)).toMatchObject({ result: 'done' })
  })

  test('a run of another process is lost after a lease, at once on the embedded database; a re-parse that anyone may resume never is', async () => {
    const alive = await runSilentFor(29)
    await runSilentFor(3600, { archive: true })
    expect(await endLostRuns(store, { leaseSeconds })).toEqual(name === 'pglite' ? [alive] : [])
  })

  test('a worker goes on with a lost run that has a slice in the queue, and leaves one that it refuses lost', async () => {
    const options = { ...crawlDefaults, urls: ['https://own.example/'] }
    const served = await runSilentFor(3600, options)
    const refused = await runSilentFor(3600, { ...options, hostGroup: 'b', site: 'b' })
    const other = await runSilentFor(3600, options)
    expect((await endLostRuns(store, { leaseSeconds })).toSorted()).toEqual(
      [served, refused, other].toSorted(),
    )
    const queue = await openSliceQueue({ store, log })
    await queue.enqueue({ hostGroup: 'sample', runId: served }, 0, store.db)
    await queue.enqueue({ hostGroup: 'b', runId: refused }, 0, store.db)
    const stop = new AbortController()
    await serve({
      store,
      log,
      clock: { now: () => new Date(), sleep: async () => stop.abort() },
      signal: stop.signal,
      random: () => 0,
      endsAt: null,
      concurrency: 1,
      archiveFolder: await temporaryFolder(),
      archive: { write: nothing, sync: async () => undefined },
      fetcher: { fetch: nothing },
      reader: directReader,
      refuses: ({ site }: CrawlOptions) => (site === 'b' ? 'not mine' : null),
    } as unknown as ServeDeps)
    expect([await endOf(served), await endOf(refused), await endOf(other)]).toMatchObject([
      { result: null, ended_at: null },
      { result: 'lost' },
      { result: 'lost' },
    ])
    // The slice of the run that it served is done with; that of the other waits for another worker.
    expect(await runsInQueue(store.db)).toEqual([refused])
    await queue.close()
  })
})

test('a crawl gives signs of life while its list of seeds is read and while its data is checked', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const store = await freshStore('pglite')
    const { db } = store
    const isOpenAgain = async () => {
      await sql`update crawl.run set result = 'lost', ended_at = now()`.execute(db)
      await vi.advanceTimersByTimeAsync(3_000)
      const result = () => db.selectFrom('crawl.run').select('result').executeTakeFirstOrThrow()
      await expect.poll(result, { interval: 10, timeout: 10_000 }).toEqual({ result: null })
    }
    const urls = ['http://127.0.0.1:9/']
    const heard: string[] = []
    const heardIn = async (where: string) => {
      await isOpenAgain()
      heard.push(where)
    }
    const seedList = {
      hosts: [],
      async *urls() {
        await heardIn('the seeds')
        yield urls[0] ?? ''
      },
    }
    const failedChecks = async () => {
      await heardIn('the checks')
      return []
    }
    await crawlSample(store, {
      urls,
      seedList,
      failedChecks,
      fetcher: { fetch: nothing } as never,
      maxTime: 0,
    })
    expect(heard).toEqual(['the seeds', 'the checks'])
  } finally {
    vi.useRealTimers()
  }
})

test.each([
  ['42501', 'the login may not write'],
  ['25006', 'the server only reads'],
])('status reads on where %s: %s', async (code) => {
  await expect(lookAt(await refusingWith(code))).resolves.toMatchObject({ lastRun: { result: null } })
})

test('status does not hide what is wrong with the statement itself', async () => {
  await expect(lookAt(await refusingWith('42883'))).rejects.toMatchObject({ code: '42883' })
})

async function lookAt(url: string) {
  const reader = await openStatusReader(url, { now: () => startedAt, sleep: nothing })
  try {
    return await reader.look()
  } finally {
    await reader.close()
  }
}

/** A database with a lost run whose end it refuses with this SQLSTATE. */
async function refusingWith(code: string): Promise<string> {
  const url = await freshUrl('postgres 15')
  const store = await openStore(url)
  await startRun(store.db, {
    kind: 'crawl',
    now: startedAt,
    mondoVersion: '1',
    parserVersion: '2026-12-01a',
    options: {},
  })
  await sql`update crawl.run set alive_at = now() - interval '1 hour'`.execute(store.db)
  await sql`
    create function refuse() returns trigger language plpgsql as $$ begin
      raise exception 'refused' using errcode = ${sql.lit(code)}; end $$
  `.execute(store.db)
  await sql`create trigger refuse before update on crawl.run execute function refuse()`.execute(store.db)
  await store.close()
  return url
}
