import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withMetricsFile } from '../../src/app/metrics-file.ts'
import type { Clock } from '../../src/model/clock.ts'
import { MondoError } from '../../src/model/errors.ts'
import { temporaryFolder } from '../cli/temporary-folder.ts'

const folder = temporaryFolder()
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined }

/** Hands out its sleeps: each ends when the test says so, or by its signal. */
class HeldClock implements Clock {
  readonly slept: number[] = []
  #wake: () => void = () => undefined
  #asleep = Promise.withResolvers<void>()

  now(): Date {
    return new Date('2026-03-01T00:00:00Z')
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms)
    this.#asleep.resolve()
    return new Promise((resolve, reject) => {
      this.#wake = resolve
      if (signal?.aborted === true) reject(signal.reason)
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  }

  /** Lets one sleep end, and resolves when the next has begun. */
  async tick(): Promise<void> {
    await this.#asleep.promise
    this.#asleep = Promise.withResolvers()
    this.#wake()
    await this.#asleep.promise
  }
}

const ended = { summary: { exitCode: 0 } }

test('the file is complete before, during and after the crawl', async () => {
  const path = join(folder.path, 'crawl.prom')
  const clock = new HeldClock()
  const seen: string[] = []
  const end = await withMetricsFile({ path, clock, log, schedule: 'nightly' }, async (metrics) => {
    seen.push(await readFile(path, 'utf8'))
    metrics.exchanged({ hostGroup: 'a', answer: 200, bytes: 1, seconds: 1 })
    await clock.tick()
    seen.push(await readFile(path, 'utf8'))
    metrics.exchanged({ hostGroup: 'a', answer: 200, bytes: 1, seconds: 1 })
    return ended
  })
  seen.push(await readFile(path, 'utf8'))
  expect(end).toBe(ended)
  expect(clock.slept).toEqual([15_000, 15_000])
  const requests = 'mondo_requests_total{host_group="a",status_class="2xx"}'
  expect(seen[0]).not.toContain(requests)
  expect(seen[1]).toContain(`${requests} 1\n`)
  expect(seen[2]).toContain(`${requests} 2\n`)
  expect(seen[2]).toContain('mondo_run_exit_code{schedule="nightly"} 0\n')
  // Nothing but the file: what was being written went into its place.
  expect((await readdir(folder.path)).filter((name) => name.includes('crawl.prom'))).toEqual(['crawl.prom'])
})

test('the file has no process metrics, which node_exporter has itself', async () => {
  const path = join(folder.path, 'own.prom')
  await withMetricsFile({ path, clock: new HeldClock(), log, schedule: '' }, async () => ended)
  const names = (await readFile(path, 'utf8')).split('\n').filter((line) => /^[a-z]/.test(line))
  expect(names.length).toBeGreaterThan(5)
  for (const name of names) expect(name).toMatch(/^mondo_/)
})

test('a failed crawl writes its exit code to the file and rethrows its error', async () => {
  const path = join(folder.path, 'failed.prom')
  const error = new MondoError('database-unreachable', 'away')
  const run = () => Promise.reject(error)
  await expect(withMetricsFile({ path, clock: new HeldClock(), log, schedule: '' }, run)).rejects.toBe(error)
  expect(await readFile(path, 'utf8')).toContain('mondo_run_exit_code{schedule=""} 3\n')
})

test('an unwritable path is a usage error before the crawl starts', async () => {
  const path = join(folder.path, 'missing', 'mondo.prom')
  let isRun = false
  const run = async () => {
    isRun = true
    return ended
  }
  await expect(
    withMetricsFile({ path, clock: new HeldClock(), log, schedule: '' }, run),
  ).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('missing') })
  expect(isRun).toBe(false)
})
