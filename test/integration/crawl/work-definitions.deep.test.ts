/**
 * Workers beside a crawl of a site that a definition of its own describes: who lacks the definition, or has an older version,
 * leaves its host group to others and says so. Each is a process, because Node itself loads the definitions.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { openStore } from '../../../src/database/store.ts'
import { Schedule } from '../../../src/queue/schedule.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { freshUrl } from '../stores.ts'
import { temporaryFolder } from './sample-crawl.ts'

const program = fileURLToPath(new URL('../../../bin/mondo.js', import.meta.url))
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
const running: ChildProcess[] = []

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

function mondo(args: readonly string[]) {
  const env = { ...process.env, MONDO_LEASE_SECONDS: '10' }
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'pipe'], env })
  running.push(child)
  let said = ''
  child.stderr.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  return { child, said: () => said }
}

/** Files of the definition `mill` of the sample site's pages, one for each version. */
async function millDefinitions(...versions: readonly number[]): Promise<readonly string[]> {
  const folder = await temporaryFolder()
  return versions.map((version) => {
    const path = `${folder}/mill-${version}.ts`
    const text = `export default {
      name: 'mill', version: ${version}, hosts: ['mill.example'], timeZone: '+09:00', readers: ['landmarks'],
      urls: { question: '/qa/q{id}.html', page: 'page', lists: ['/list/*'] }, layouts: [],
    }`
    writeFileSync(path, text)
    return path
  })
}

const needed = 'this worker lacks the site definition mill.2: give it --sites'

test('slices of a run go to a worker with its definition, at its version or a later one', async () => {
  const db = await freshUrl('postgres 15')
  const data = await temporaryFolder()
  const [old = '', own = '', later = ''] = await millDefinitions(1, 2, 3)
  const asked = Promise.withResolvers<void>()
  const site = await startSampleSite({
    questions: 25,
    respond: (path) => {
      if (path.startsWith('/qa/')) asked.resolve()
      return undefined
    },
  })
  const store = await openStore(db)
  const versions = async () =>
    (await store.db.selectFrom('crawl.page').select('parser_version').distinct().execute()).flatMap(
      ({ parser_version: version }) => version?.split('+')[1] ?? [],
    )
  try {
    const places = ['--db', db, '--data', data, '--allow-private']
    const rules = ['--site', 'mill', '--host-group', 'mill', '--rate', '50', '--follow', 'related,list']
    const crawl = mondo(['crawl', `${site.url}/`, ...places, ...rules, '--sites', own])
    await asked.promise
    crawl.child.kill('SIGKILL')
    await once(crawl.child, 'exit')
    const { options } = await store.db.selectFrom('crawl.run').select('options').executeTakeFirstOrThrow()
    expect(options).toMatchObject({ definitions: ['mill.2'], digests: { 'mill.2': expect.any(String) } })

    const before = site.requests.length
    const without = mondo(['work', ...places])
    await expect.poll(without.said, { timeout: 60_000 }).toContain(needed)
    const older = mondo(['work', ...places, '--sites', old])
    await expect.poll(older.said, { timeout: 60_000 }).toContain(needed)
    expect(site.requests.length).toBe(before)
    expect(await versions()).not.toContain('mill.3')

    mondo(['work', ...places, '--sites', later])
    const due = async () =>
      await store.db.selectFrom('crawl.page').select('path').where('due_at', '<=', new Date()).execute()
    await expect.poll(due, { timeout: 60_000, interval: 250 }).toEqual([])
    expect(await versions()).toContain('mill.3')
    expect(await versions()).not.toContain('mill.1')
    const { questions } = await store.db
      .selectFrom('qa.question')
      .select(({ fn }) => fn.countAll<string>().as('questions'))
      .where('site', '=', 'mill')
      .executeTakeFirstOrThrow()
    expect(Number(questions)).toBe(25)
  } finally {
    await store.close()
    await site.close()
  }
})

test('a scheduled crawl waits for a worker with its definition', async () => {
  const db = await freshUrl('postgres 15')
  const data = await temporaryFolder()
  const [old = '', own = ''] = await millDefinitions(1, 2)
  const site = await startSampleSite({ questions: 3 })
  const store = await openStore(db)
  try {
    const rules = ['--site', 'mill', '--rate', '50', '--no-check', '--allow-private']
    const places = ['--db', db, '--data', data]
    const added = mondo([
      ...['schedule', 'add', 'nightly', '0 3 1 1 *', '--sites', own, ...places],
      ...['--', 'crawl', `${site.url}/`, ...rules],
    ])
    expect(await once(added.child, 'exit')).toEqual([0, null])
    const schedule = await Schedule.open({ store, log })
    const [{ cron: _, tz: _tz, next: _next, ...entry } = { definitions: [] }] = await schedule.list()
    expect(entry.definitions).toEqual(['mill.2'])
    // As pg-boss does when it is time.
    await schedule.queue.enqueueMissing([entry as never], store.db)
    await schedule.close()

    const work = ['work', ...places, '--allow-private']
    const without = mondo(work)
    const older = mondo([...work, '--sites', old])
    await expect.poll(without.said, { timeout: 60_000 }).toContain(needed)
    await expect.poll(older.said, { timeout: 60_000 }).toContain(needed)
    expect(site.requests).toEqual([])

    mondo([...work, '--sites', own])
    const result = async () => await store.db.selectFrom('crawl.run').select('result').execute()
    await expect.poll(result, { timeout: 60_000, interval: 250 }).toEqual([{ result: 'done' }])
  } finally {
    await store.close()
    await site.close()
  }
})
