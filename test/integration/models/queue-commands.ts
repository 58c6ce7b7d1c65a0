/** What may happen to the queue of slices: workers that take, commit, give back, die or come too late, and time. */
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Store } from '../../../src/database/store.ts'
import type { SliceJob } from '../../../src/queue/slice-queue.ts'
import { slicesInQueue } from '../../../src/queue/slices-in-queue.ts'
import { type Attempt, leaseMs, QueueModel } from './queue-model.ts'
import { openQueueStore, type QueueStore } from './queue-store.ts'
import { type ModelCommand, tryModel } from './try-model.ts'

interface Real {
  readonly queue: QueueStore
  /** What workers took and still believe to hold: those that died, and those that were too slow, among them. */
  readonly attempts: { readonly job: SliceJob; readonly attempt: Attempt }[]
  written: number
}
type Command = ModelCommand<QueueModel, Real>

const runId = '00000000-0000-4000-8000-000000000000'
const hostGroup = fc.constantFrom('a.example', 'b.example', 'c.example')

/** A command takes a millisecond, so that jobs have an order. Afterwards every job is compared. */
function command(name: string, run: Command['run']): Command {
  return {
    check: () => true,
    run: async (model, real) => {
      model.now += 1
      await real.queue.moveTo(model.now)
      await run(model, real)
      await compare(model, real)
    },
    toString: () => name,
  }
}

async function compare({ jobs }: QueueModel, { queue }: Real): Promise<void> {
  const line = (host: string, state: string, since: number, until: number | null) =>
    [host, state, new Date(since).toISOString(), until === null ? '' : new Date(until).toISOString()].join(
      ' ',
    )
  const stored = (await slicesInQueue(queue.store.db)).map((slice) =>
    line(slice.hostGroup, slice.state, slice.since.getTime(), slice.leaseUntil?.getTime() ?? null),
  )
  const expected = jobs.map((job) =>
    job.state === 'active'
      ? line(job.hostGroup, 'active', job.takenAt, job.confirmedAt + leaseMs)
      : line(job.hostGroup, 'waiting', job.startAt, null),
  )
  expect(stored.toSorted()).toEqual(expected.toSorted())
}

/** `commits`: false where the transaction fails after all. */
async function enqueue(model: QueueModel, { queue }: Real, host: string, seconds: number): Promise<void> {
  await queue.workers[0]?.enqueue({ hostGroup: host, runId }, seconds, queue.store.db)
  await noteEnqueued(model, queue, host, seconds)
}

async function noteEnqueued(
  model: QueueModel,
  queue: QueueStore,
  host: string,
  seconds: number,
): Promise<void> {
  const startAt = model.now + seconds * 1000
  if (!model.enqueue(host, startAt)) return
  const known = new Set(model.jobs.map(({ id }) => id))
  const { rows } = await sql<{ id: string }>`
    select id from pgboss.job where name = 'slice' and singleton_key = ${host} and state = 'created'
  `.execute(queue.store.db)
  const added = rows.filter(({ id }) => !known.has(id))
  expect(added, 'one new job').toHaveLength(1)
  model.jobs.push({
    id: added[0]?.id ?? '',
    hostGroup: host,
    attempt: 0,
    isTaken: false,
    startAt,
    createdAt: model.now,
    takenAt: 0,
    confirmedAt: 0,
    state: 'waiting',
  })
}

const enqueues = fc
  .tuple(hostGroup, fc.constantFrom(0, 0, 5, 4_000))
  .map(([host, seconds]) =>
    command(`enqueue(${host}, in ${seconds} s)`, (model, real) => enqueue(model, real, host, seconds)),
  )

/** Notes what workers were given; throws where the model would not have given it to them. */
function noteTaken(model: QueueModel, real: Real, taken: readonly SliceJob[], ready: Set<string>): void {
  const hosts = taken.map(({ data }) => data.hostGroup)
  expect(new Set(hosts).size, 'one slice of a host group at a time').toBe(hosts.length)
  for (const job of taken) {
    expect([...ready], 'only what is ready and nobody holds').toContain(job.data.hostGroup)
    const known = model.jobs.find(({ id }) => id === job.id)
    if (known === undefined) throw new Error('a job that was not enqueued, or is completed')
    expect(known.state === 'waiting' && known.startAt <= model.now).toBe(true)
    known.attempt += known.isTaken ? 1 : 0
    Object.assign(known, { isTaken: true, state: 'active', takenAt: model.now, confirmedAt: model.now })
    expect(job.retryCount, 'the fence of this attempt').toBe(known.attempt)
    real.attempts.push({ job, attempt: { id: job.id, attempt: job.retryCount } })
    model.seen.taken += 1
  }
}

const takes = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.subarray(['a.example', 'b.example'], { maxLength: 1 }))
  .map(([limit, except]) =>
    command(`take(${limit}, except ${except.join()})`, async (model, real) => {
      const ready = model.ready(new Set(except))
      const taken = (await real.queue.workers[0]?.take(limit, new Set(except))) ?? []
      expect(taken.length > 0, 'what is ready is handed out').toBe(ready.size > 0)
      // Two jobs of one host group may wait: six are all there can be.
      if (limit >= 6) expect(taken).toHaveLength(ready.size)
      expect(taken.length).toBeLessThanOrEqual(limit)
      noteTaken(model, real, taken, ready)
    }),
  )

/** Two workers at once. */
const races = fc.integer({ min: 1, max: 6 }).map((limit) =>
  command(`race(${limit})`, async (model, real) => {
    const ready = model.ready(new Set())
    const both = await Promise.all(real.queue.workers.map((worker) => worker.take(limit)))
    noteTaken(model, real, both.flat(), ready)
  }),
)

/** What a worker does with a slice, its own or one that another has by now. */
const ends = fc
  .tuple(
    fc.nat(20),
    fc.constantFrom('commit', 'commit', 'plan', 'fail', 'give back', 'if held', 'touch', 'touch'),
  )
  .map(([at, how]) =>
    command(`${how}(${at})`, async (model, real) => {
      const held = real.attempts[real.attempts.length - 1 - (at % Math.max(1, real.attempts.length))]
      const worker = real.queue.workers[1]
      if (held === undefined || worker === undefined) return
      const job = model.held(held.attempt)
      if (how === 'touch') {
        expect(await worker.touch(held.job)).toBe(job !== null)
        if (job !== null) job.confirmedAt = model.now
      } else if (how === 'give back') {
        await worker.giveBack(held.job)
        if (job !== null) model.giveBack(job)
      } else if (how === 'if held') {
        await worker.completeIfHeld(held.job)
        if (job !== null) model.complete(job)
      } else await commit(model, real, { ...held, how })
    }),
  )

async function commit(
  model: QueueModel,
  real: Real,
  { job, attempt, how }: Real['attempts'][number] & { readonly how: string },
): Promise<void> {
  const { queue } = real
  const { db } = queue.store
  const held = model.held(attempt)
  real.written += 1
  const row = `written ${real.written}`
  const host = job.data.hostGroup
  const done = db.transaction().execute(async (trx) => {
    await trx.insertInto('crawl.host').values({ host_group: row }).execute()
    await queue.workers[1]?.complete(job, trx)
    if (how === 'plan') await queue.workers[1]?.enqueue(job.data, 5, trx)
    if (how === 'fail') throw new Error('the database went away')
  })
  if (held === null) await expect(done).rejects.toMatchObject({ code: 'lease-lost' })
  else if (how === 'fail') await expect(done).rejects.toThrow('went away')
  else await done
  const isDone = held !== null && how !== 'fail'
  const rows = await db.selectFrom('crawl.host').select('host_group').where('host_group', '=', row).execute()
  expect(rows, 'rows and job commit together').toHaveLength(isDone ? 1 : 0)
  if (held === null) model.seen.lost += 1
  if (!isDone) return
  model.complete(held)
  if (how === 'plan') await noteEnqueued(model, queue, host, 5)
}

const time = fc.constantFrom(1_000, 16_000, 31_000, 3_700_000).map((ms) =>
  command(`time(${ms} ms)`, async (model) => {
    model.now += ms
  }),
)

const supervisions = fc.constant(null).map(() =>
  command('supervise', async (model, real) => {
    await supervise(model, real)
  }),
)

async function supervise(model: QueueModel, { queue }: Real): Promise<void> {
  model.now += 2_000
  await queue.moveTo(model.now)
  await queue.supervisor.supervise('slice')
  model.releaseLapsed()
}

/** All workers die; a new one gets every host group that is owed a slice. */
async function nothingIsLost(model: QueueModel, real: Real): Promise<void> {
  model.now += 10_000_000
  await supervise(model, real)
  const ready = model.ready(new Set())
  expect([...ready].toSorted()).toEqual([...model.owed].toSorted())
  noteTaken(model, real, (await real.queue.workers[1]?.take(8)) ?? [], ready)
  for (const host of model.owed) expect(model.isActive(host)).toBe(true)
}

/** Returns how much was seen of what the model is about. */
export async function tryQueue(
  store: Store,
  sizes: { readonly numRuns: number; readonly maxCommands: number },
): Promise<QueueModel['seen']> {
  const seen = { taken: 0, completed: 0, lost: 0, lapsed: 0 }
  const queue = await openQueueStore(store)
  try {
    await tryModel<QueueModel, Real, null>({
      commands: [enqueues, enqueues, takes, takes, races, ends, ends, ends, time, supervisions],
      surroundings: fc.constant(null),
      ...sizes,
      setUp: async () => {
        await sql`delete from pgboss.job`.execute(store.db)
        await sql`update pgboss.queue set monitor_claim_on = null, monitor_on = null, maintain_on = null`.execute(
          store.db,
        )
        await store.db.deleteFrom('crawl.host').execute()
        return { model: new QueueModel(seen), real: { queue, attempts: [], written: 0 } }
      },
      atEnd: nothingIsLost,
    })
  } finally {
    await queue.close()
  }
  return seen
}
