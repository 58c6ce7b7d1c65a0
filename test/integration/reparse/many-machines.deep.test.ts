/** A distributed re-parse by real processes: workers of other machines, and one that is killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { filesOfArchive } from '../../../src/app/reparse-sources.ts'
import { openStore, type Store } from '../../../src/database/store.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { openFileQueue } from '../../../src/queue/file-queue.ts'
import { openReparseRun } from '../../../src/reparse/reparse-run.ts'
import { temporaryFolder } from '../../cli/temporary-folder.ts'
import { everythingLoaded } from '../load/tables.ts'
import { emptyTables, freshUrl } from '../stores.ts'
import { manyFiles } from './many-files.ts'

const { version: parserVersion } = bundledSites

const program = fileURLToPath(new URL('../../../bin/mondo.js', import.meta.url))
const { path: data } = temporaryFolder()
const running: ChildProcess[] = []
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

function mondo(...args: string[]) {
  const env = { ...process.env, MONDO_LEASE_SECONDS: '10' }
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env })
  running.push(child)
  const said = Promise.all([text(child.stdout), text(child.stderr)])
  const ended = once(child, 'exit')
  return {
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    async end() {
      const [code] = await ended
      const [stdout, stderr] = await said
      return { code, stdout, stderr }
    },
  }
}

async function filesDone(store: Store): Promise<number> {
  const rows = await store.db.selectFrom('crawl.reparsed_file').select('done_at').execute()
  return rows.filter(({ done_at }) => done_at !== null).length
}

test('workers finish a re-parse whose process was killed, with the result of a clean run', async () => {
  const db = await freshUrl('postgres 15')
  const names = await manyFiles(join(data, 'archive'))
  const places = ['--db', db, '--data', data]
  const store = await openStore(db)
  try {
    const killed = mondo('reparse', ...places)
    await expect.poll(() => filesDone(store), { timeout: 30_000, interval: 2 }).toBeGreaterThan(0)
    killed.kill('SIGKILL')
    await killed.end()
    const left = names.length - (await filesDone(store))
    const workers = [mondo('work', ...places), mondo('work', ...places)]
    const isEnded = async () =>
      (await store.db.selectFrom('crawl.run').select('result').executeTakeFirstOrThrow()).result
    await expect.poll(isEnded, { timeout: 50_000, interval: 100 }).toBe('done')
    for (const worker of workers) worker.kill('SIGTERM')
    const said = await Promise.all(workers.map((worker) => worker.end()))
    expect(said.map(({ code }) => code)).toEqual([130, 130])
    const read = said.flatMap(({ stderr }) =>
      stderr.split('\n').filter((line) => line.includes('file parsed again')),
    )
    expect(read).toHaveLength(left)

    const shared = await everythingLoaded(store.db)
    await emptyTables(store.db)
    const clean = await mondo('reparse', ...places, '--json').end()
    expect(clean).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(clean.stdout)).toMatchObject({ pages: 308, files: { total: 6, done: 6 }, exitCode: 0 })
    expect(shared).toEqual(await everythingLoaded(store.db))
  } finally {
    await store.close()
  }
})

test('on PGlite a re-parse of a dead process resumes, and says so', async () => {
  const archive = join(data, 'alone', 'archive')
  const names = await manyFiles(archive)
  const places = ['--data', join(data, 'alone')]
  const store = await openStore(`pglite:${join(data, 'alone', 'db')}`)
  const queue = await openFileQueue({ store, log, parserVersion })
  const files = await filesOfArchive(archive)
  const options = { files, site: null, afresh: false, now: new Date(), mondoVersion: '0', parserVersion }
  const { runId } = await openReparseRun(store.db, queue, options)
  const [job] = await queue.take(1)
  expect(job?.data.file).toBe(names[0])
  await queue.close()
  await store.close()

  const said = await mondo('reparse', ...places, '--json').end()
  expect(said.stderr).toMatch(/"msg":"resuming the re-parse of \S+Z: 6 of 6 files are left\. --afresh reads/)
  expect(said.code).toBe(0)
  expect(JSON.parse(said.stdout)).toMatchObject({ runId, result: 'done', pages: 308, files: { done: 6 } })
  const wrong = await mondo('reparse', '--afresh', 'some.warc.gz', ...places).end()
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
  expect(wrong.stderr).toContain('--afresh goes with a re-parse of the whole archive')
})
