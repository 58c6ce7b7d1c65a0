import type { PgBoss } from 'pg-boss'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock as clock } from '../../../src/app/system-clock.ts'
import { scheduledSettings } from '../../../src/cli/options/scheduled-settings.ts'
import { runScheduled } from '../../../src/crawl/engine/scheduled-crawls.ts'
import type { RunSummary } from '../../../src/crawl/engine/summary.ts'
import { startBoss } from '../../../src/queue/boss.ts'
import { Schedule, type ScheduledCrawl } from '../../../src/queue/schedule.ts'
import { freshStore, storeNames } from '../stores.ts'

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
const open: Schedule[] = []
const bosses: PgBoss[] = []

afterEach(async () => {
  for (const boss of bosses.splice(0)) await boss.stop({ graceful: false })
  for (const schedule of open.splice(0)) await schedule.close()
})

async function freshSchedule(name: (typeof storeNames)[number]) {
  const store = await freshStore(name)
  const schedule = await Schedule.open({ store, log })
  open.push(schedule)
  const { queue } = schedule
  const settings = { name: 'scheduled-crawl', title: 'test', policy: 'stately', expireInSeconds: 60 } as const
  const boss = await startBoss({ ...settings, retentionDays: { done: 1, waiting: 1 } }, { store, log })
  bosses.push(boss)
  // As pg-boss's cron does when it is time: it sends the data of the entry with the options of the entry.
  const fire = async (crawl: ScheduledCrawl) => {
    await schedule.add({ ...crawl, cron: '0 3 * * *', tz: 'Asia/Tokyo' })
    const { data, options } = (await boss.getSchedule(settings.name, crawl.name)) ?? {}
    await boss.send(settings.name, data, options)
  }
  const take = async () => (await queue.take(1))[0]
  return { schedule, queue, fire, take }
}

const nightly = {
  name: 'nightly',
  args: ['crawl', 'https://okwave.jp/'],
  definitions: ['okwave.1'],
  cron: '0 3 * * *',
  tz: 'Asia/Tokyo',
}
const summary: RunSummary = {
  runId: 'r',
  result: 'done',
  exitCode: 0,
  requests: 0,
  bytes: 0,
  seconds: 0,
  pace: 0,
  statuses: {},
  outcomes: {},
  questions: 0,
  answers: 0,
  due: 0,
  hosts: [],
  failedChecks: [],
}

describe.each(storeNames)('the schedule on %s', (name) => {
  test('stores entries by name, with the next time of each in its own zone', async () => {
    const { schedule } = await freshSchedule(name)
    await schedule.add({ ...nightly, cron: '0 4 * * *' })
    await schedule.add({ ...nightly, name: 'hourly', cron: '0 * * * *', tz: 'UTC' })
    await schedule.add(nightly)
    const entries = await schedule.list()
    expect(entries.map(({ next: _, ...entry }) => entry)).toEqual([
      { ...nightly, name: 'hourly', cron: '0 * * * *', tz: 'UTC' },
      nightly,
    ])
    // Three in the morning in Tokyo is 18:00 UTC of the day before.
    expect(entries[1]?.next?.toISOString()).toMatch(/T18:00:00/)
    expect(await schedule.remove('nightly')).toBe(true)
    expect(await schedule.remove('nightly')).toBe(false)
    expect((await schedule.list()).map((entry) => entry.name)).toEqual(['hourly'])
  })

  test('refuses an invalid time, zone or name', async () => {
    const { schedule } = await freshSchedule(name)
    await expect(schedule.add({ ...nightly, cron: '61 3 * * *' })).rejects.toMatchObject({ code: 'usage' })
    await expect(schedule.add({ ...nightly, tz: 'Asia/Edo' })).rejects.toMatchObject({ code: 'usage' })
    await expect(schedule.add({ ...nightly, name: 'every night' })).rejects.toMatchObject({ code: 'usage' })
    await expect(schedule.add({ ...nightly, cron: '0 3 * *' })).rejects.toMatchObject({ code: 'usage' })
    expect(await schedule.list()).toEqual([])
  })

  test('keeps the minute that H stands for by the name of the entry', async () => {
    const { schedule } = await freshSchedule(name)
    await schedule.add({ ...nightly, cron: 'H 3 * * *' })
    const [first] = await schedule.list()
    await schedule.add({ ...nightly, cron: 'H 3 * * *' })
    const [again] = await schedule.list()
    expect(first?.cron).toMatch(/^\d{1,2} 3 \* \* \*$/)
    expect(again).toEqual(first)
  })

  test('a crawl that comes due several times while it runs is run once more, never twice at a time', async () => {
    const { queue, fire, take } = await freshSchedule(name)
    for (let fired = 0; fired < 3; fired += 1) await fire(nightly)
    const first = await take()
    if (first === undefined) throw new Error('nothing was due')
    expect(first.data).toEqual({ name: 'nightly', args: nightly.args, definitions: ['okwave.1'] })
    for (let fired = 0; fired < 3; fired += 1) await fire(nightly)
    expect(await take()).toBeUndefined()
    await queue.completeIfHeld(first, {})
    const second = await take()
    expect(second).toBeDefined()
    if (second !== undefined) await queue.completeIfHeld(second, {})
    expect(await take()).toBeUndefined()
  })

  test('a worker runs due crawls; one that fails waits for its next time', async () => {
    const { queue, fire, take } = await freshSchedule(name)
    await fire(nightly)
    await fire({ name: 'broken', args: ['crawl'], definitions: [] })
    const stop = new AbortController()
    const ran: string[] = []
    await runScheduled({
      queue,
      clock: { ...clock, sleep: async () => stop.abort() },
      signal: stop.signal,
      log,
      refuses: () => null,
      runCrawl: async (crawl) => {
        ran.push(crawl.name)
        if (crawl.name === 'broken') throw new Error('no such host')
        return summary
      },
    })
    expect(ran.sort()).toEqual(['broken', 'nightly'])
    expect(await take()).toBeUndefined()
  })

  test('a worker that lacks a site definition leaves such crawls to others, and logs this once', async () => {
    const { queue, fire, take } = await freshSchedule(name)
    await fire({ ...nightly, definitions: ['forum.3'] })
    const stop = new AbortController()
    const warnings: object[] = []
    let looks = 0
    let refusals = 0
    const ran: string[] = []
    const now = new Date()
    await runScheduled({
      queue,
      clock: {
        now: () => new Date(now.getTime() + looks * 61_000),
        sleep: async () => {
          looks += 1
          if (looks === 3) stop.abort()
        },
      },
      signal: stop.signal,
      log: { ...log, warn: (facts) => void warnings.push(facts) },
      refuses: ({ definitions }) => {
        refusals += 1
        // A worker that takes the job again and again would never sleep.
        if (refusals > 9) stop.abort()
        return `no ${definitions.join()}`
      },
      runCrawl: async (crawl) => {
        ran.push(crawl.name)
        return summary
      },
    })
    expect(ran).toEqual([])
    // Each time that it looks, a minute after the other: once at the start, once after each of two sleeps.
    expect(refusals).toBe(3)
    expect(warnings).toEqual([{ name: 'nightly', why: 'no forum.3' }])
    expect((await take())?.data.name).toBe('nightly')
  })

  test('a worker that is stopped leaves its crawl to another', async () => {
    const { queue, fire, take } = await freshSchedule(name)
    await fire(nightly)
    const stop = new AbortController()
    await runScheduled({
      queue,
      clock,
      signal: stop.signal,
      log,
      refuses: () => null,
      runCrawl: async () => {
        stop.abort()
        return { ...summary, result: 'stopped', exitCode: 130 }
      },
    })
    expect((await take())?.data.name).toBe('nightly')
  })
})

test('parses the arguments of a scheduled crawl as mondo crawl does', () => {
  const args = [
    'crawl',
    'https://okwave.jp/',
    '--max-pages',
    '5',
    '--contact',
    'a@example.org',
    '--rate',
    '0.2',
  ]
  expect(scheduledSettings(args)).toEqual({
    urls: ['https://okwave.jp/'],
    check: true,
    maxPages: 5,
    contact: 'a@example.org',
    rate: 0.2,
  })
})

test('refuses options of the worker, and commands other than crawl', () => {
  expect(() => scheduledSettings(['crawl', 'https://okwave.jp/', '--data', 'x'])).toThrow('--data')
  expect(() => scheduledSettings(['crawl', '--urls', 'seeds.txt'])).toThrow('--urls')
  expect(() => scheduledSettings(['demo'])).toThrow('not a crawl')
})
