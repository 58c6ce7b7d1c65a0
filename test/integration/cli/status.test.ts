import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readStatus } from '../../../src/analyse/status.ts'
import { statusReport } from '../../../src/cli/reports/status-report.ts'
import { lockDataFolder } from '../../../src/database/data-folder-lock.ts'
import { openSliceQueue } from '../../../src/queue/slice-queue.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { crawlSample, temporaryFolder } from '../crawl/sample-crawl.ts'
import { freshStore, storeNames } from '../stores.ts'

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }
const program = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

describe.each(storeNames)('the status of %s', (name) => {
  test('names unreached pages with a URL, and the slices of workers', async () => {
    const store = await freshStore(name)
    const before = await readStatus(store.db, new Date())
    expect(before).toMatchObject({ lastRun: null, unreached: [], slices: [] })

    const site = await startSampleSite({
      questions: 6,
      respond: (path) => (path.startsWith('/qa/q3') ? { status: 404, body: 'gone' } : undefined),
    })
    try {
      await crawlSample(store, { urls: [`${site.url}/`] })
    } finally {
      await site.close()
    }
    const queue = await openSliceQueue({ store, log })
    try {
      const asked = { runId: '00000000-0000-0000-0000-000000000000' }
      await queue.enqueue({ ...asked, hostGroup: 'working.example' }, 0, store.db)
      expect(await queue.take(1, new Set())).toHaveLength(1)
      await queue.enqueue({ ...asked, hostGroup: 'later.example' }, 3_600, store.db)
      const now = new Date()
      const { unreached, slices } = await readStatus(store.db, now)

      expect(unreached.length).toBeGreaterThan(0)
      for (const { example } of unreached) expect(example.startsWith(`${site.url}/`)).toBe(true)
      const outcomes = unreached.map(({ outcome, reason }) => `${outcome} ${reason}`)
      expect(outcomes).toEqual(expect.arrayContaining(['skipped robots', 'gone 404']))
      expect(slices).toMatchObject([
        { hostGroup: 'later.example', state: 'waiting', leaseUntil: null },
        { hostGroup: 'working.example', state: 'active' },
      ])
      const [later, working] = slices
      expect(later?.since.getTime()).toBeGreaterThan(now.getTime() + 3_000_000)
      expect(working?.leaseUntil?.getTime()).toBeGreaterThan(working?.since.getTime() ?? 0)

      // The same run, before its end.
      const open = { ended_at: null, result: null, exit_code: null, alive_at: now }
      const { run_id: runId } = await store.db
        .updateTable('crawl.run')
        .set(open)
        .returning('run_id')
        .executeTakeFirstOrThrow()
      const running = await readStatus(store.db, now)
      expect(running.lastRun).toMatchObject({ runId, endedAt: null, result: null, exitCode: null })
      expect(running.unfinished).toMatchObject([{ runId }])
      const report = statusReport(running, now).split('\n')
      expect(report[1]).toMatch(/^since \d{4}-\S+Z: running$/)
      expect(report[2]).toBe('')
      expect(report[3]).toMatch(/^so far: \d+ requests in /)
    } finally {
      await queue.close()
    }
  })
})

test('for the embedded database of a running crawl names what to watch instead', async () => {
  const data = await temporaryFolder()
  await mkdir(join(data, 'db'))
  await writeFile(join(data, 'db', 'PG_VERSION'), '18')
  const lock = await lockDataFolder(join(data, 'db'))
  try {
    for (const how of [[], ['--watch'], ['--watch', '5', '--json']]) {
      const { exitCode, stdout, stderr } = await runMondo(['status', '--data', data, ...how])
      expect({ exitCode, stdout }).toEqual({ exitCode: 6, stdout: '' })
      expect(stderr).toContain('shows its progress itself, and --metrics-file leaves it in a file')
    }
  } finally {
    await lock.release()
  }
})

test('--watch runs until Ctrl-C, and exits with 130', async () => {
  const data = await temporaryFolder()
  const args = [program, 'status', '--watch', '1', '--json', '--data', data]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    expect(await lines.next()).toEqual({ value: 'null', done: false })
    child.kill('SIGINT')
    const [code] = await once(child, 'exit')
    expect(code).toBe(130)
  } finally {
    child.kill('SIGKILL')
  }
})

test.each([['0'], ['often']])('--watch %s is a usage error', async (seconds) => {
  const { exitCode, stderr } = await runMondo(['status', '--watch', seconds])
  expect(exitCode).toBe(2)
  expect(stderr).toContain('--watch')
})
