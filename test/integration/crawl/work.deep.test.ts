import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { openStore } from '../../../src/database/store.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { freshUrl } from '../stores.ts'
import { temporaryFolder } from './sample-crawl.ts'
import { comparable, storedRecords } from './stored-records.ts'

const program = fileURLToPath(new URL('../../../bin/mondo.js', import.meta.url))
const running: ChildProcess[] = []

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

function mondo(args: readonly string[]): ChildProcess {
  const env = { ...process.env, MONDO_LEASE_SECONDS: '10' }
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit'], env })
  running.push(child)
  return child
}

test('workers continue a killed crawl under its options, one worker at a time', async () => {
  const db = await freshUrl('postgres 15')
  const data = await temporaryFolder()
  let atOnce = 0
  let most = 0
  const asked = Promise.withResolvers<void>()
  const site = await startSampleSite({
    questions: 40,
    respond: async (path) => {
      if (path.startsWith('/qa/')) asked.resolve()
      atOnce += 1
      most = Math.max(most, atOnce)
      await new Promise((resolve) => setImmediate(resolve))
      atOnce -= 1
      return undefined
    },
  })
  const store = await openStore(db)
  try {
    const places = ['--db', db, '--data', data, '--allow-private']
    const rules = ['--site', 'sample', '--host-group', 'sample', '--rate', '50', '--follow', 'related,list']
    const crawl = mondo(['crawl', `${site.url}/`, ...places, ...rules])
    await asked.promise
    crawl.kill('SIGKILL')
    await once(crawl, 'exit')
    const workers = [mondo(['work', ...places]), mondo(['work', ...places])]

    const isDrained = async () => {
      const { due } = await store.db
        .selectFrom('crawl.page')
        .select(({ fn }) => fn.countAll<string>().as('due'))
        .where('due_at', '<=', new Date())
        .executeTakeFirstOrThrow()
      return Number(due) === 0
    }
    await expect.poll(isDrained, { timeout: 50_000, interval: 250 }).toBe(true)
    for (const worker of workers) worker.kill('SIGTERM')
    const codes = await Promise.all(workers.map(async (worker) => (await once(worker, 'exit'))[0]))
    expect(codes).toEqual([130, 130])

    expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
    expect(most).toBe(1)
    const runs = await store.db.selectFrom('crawl.visit').select('run_id').distinct().execute()
    expect(runs).toHaveLength(1)
    const questions = site.requests.map(({ url }) => url).filter((url) => url.startsWith('/qa/'))
    // The answer that was on its way when the crawl was killed is in no archive.
    expect(questions.length - new Set(questions).size).toBeLessThanOrEqual(1)
  } finally {
    await store.close()
    await site.close()
  }
})

test('a killed crawl completes when run again, even if idle workers cannot see its archive', async () => {
  const db = await freshUrl('postgres 15')
  let asked = Promise.withResolvers<void>()
  let questions = 0
  const site = await startSampleSite({
    questions: 250,
    respond: (path) => {
      if (path.startsWith('/qa/')) questions += 1
      if (questions > 15) asked.resolve()
      return undefined
    },
  })
  const store = await openStore(db)
  try {
    const place = async () => ['--db', db, '--allow-private', '--data', await temporaryFolder()]
    const crawl = ['crawl', `${site.url}/`, '--site', 'sample', '--rate', '50', ...(await place())]
    const killed = mondo(crawl)
    await asked.promise
    killed.kill('SIGKILL')
    await once(killed, 'exit')

    // Run again while one of them has the host: when they are through with it, what was archived is left.
    questions = 0
    asked = Promise.withResolvers<void>()
    mondo(['work', ...(await place())])
    mondo(['work', ...(await place())])
    await asked.promise
    const [code] = await once(mondo(crawl), 'exit')
    expect(code).toBe(0)
    expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
  } finally {
    await store.close()
    await site.close()
  }
})

test('a worker leaves alone hosts that it may not request', async () => {
  const db = await freshUrl('postgres 15')
  const data = await temporaryFolder()
  const site = await startSampleSite({ questions: 10 })
  try {
    const places = ['--db', db, '--data', data]
    const rules = ['--site', 'sample', '--rate', '50', '--allow-private']
    const worker = mondo(['work', ...places])
    const crawl = mondo(['crawl', `${site.url}/`, ...places, ...rules])
    const [code] = await once(crawl, 'exit')
    expect(code).toBe(0)
    worker.kill('SIGTERM')
    await once(worker, 'exit')
    const store = await openStore(db)
    try {
      expect(await storedRecords(store.db, 'sample')).toEqual(comparable(site.expected()))
      const blocked = await store.db
        .selectFrom('crawl.visit')
        .select('reason')
        .where('reason', '=', 'address-guard')
        .execute()
      expect(blocked).toEqual([])
    } finally {
      await store.close()
    }
  } finally {
    await site.close()
  }
})
