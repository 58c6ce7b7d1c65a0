import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { ReparseProgress } from '../../../src/analyse/reparse-progress.ts'
import type { Status } from '../../../src/analyse/status.ts'
import { Terminal } from '../../../src/cli/output/terminal.ts'
import { watchStatus } from '../../../src/cli/progress/watch-status.ts'
import { SkippingClock } from '../../crawl/skipping-clock.ts'
import { Screen } from '../screen.ts'
import { statusWith } from '../statuses.ts'

async function watched(
  stdout: PassThrough | Screen,
  looks: readonly (Status | Error | null)[],
  { json = false, everyMs = 2_000 } = {},
): Promise<string> {
  const stop = new AbortController()
  let next = 0
  const look = async () => {
    const found = looks[next] ?? null
    next += 1
    // The signal comes while the last look is shown.
    if (next === looks.length) stop.abort()
    if (found instanceof Error) throw found
    return found
  }
  const stderr = new PassThrough()
  const terminal = new Terminal({ stdin: Readable.from([]), stdout, stderr })
  const clock = new SkippingClock()
  await watchStatus({ terminal, clock, signal: stop.signal, everyMs, json, look })
  return String(stderr.read() ?? '')
}

/** A re-parse with a byte for each page, whose pace since the beginning is 500 pages a second. */
const reparseAt = (pages: number): ReparseProgress => ({
  runId: 'a-reparse',
  startedAt: new Date('2026-03-01T00:00:00Z'),
  parserVersion: '2026-03-01a',
  state: 'open',
  files: { done: 1, total: 2 },
  bytes: { read: pages, total: 10_000 },
  pages,
  active: 1,
  pagesPerSecond: 500,
  secondsLeft: 7,
})

const first = statusWith({ outcomes: { loaded: 10, links: 2 }, requests: 13 })
const second = statusWith({ outcomes: { loaded: 14, links: 3 }, requests: 19 })

test('prints a line of JSON for each look: status, time, and rates of the last minute', async () => {
  const stdout = new PassThrough()
  await watched(stdout, [null, first, second, statusWith({ runId: 'the-next-run' })], { json: true })
  const lines = String(stdout.read())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    null,
    { runId: 'a-run', at: '2026-03-01T00:00:02.000Z', visitsPerSecond: null, requestsPerSecond: null },
    { runId: 'a-run', at: '2026-03-01T00:00:04.000Z', visitsPerSecond: 2.5, requestsPerSecond: 3 },
    { runId: 'the-next-run', visitsPerSecond: null, requestsPerSecond: null },
  ])
  expect(lines[1]).toMatchObject({ rejects: [], unreached: [], slices: [] })
})

test('measures rates over the last minute, not at the commit of a slice', async () => {
  const stdout = new PassThrough()
  const looks = Array.from({ length: 41 }, (_, i) =>
    // A slice of 50 visits every tenth look, each look two seconds after the one before.
    statusWith({ outcomes: { loaded: 50 * Math.floor(i / 10) }, requests: 50 * Math.floor(i / 10) }),
  )
  await watched(stdout, looks, { json: true })
  const lines = String(stdout.read())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.slice(30).map(({ overSeconds, visitsPerSecond }) => [overSeconds, visitsPerSecond])).toEqual(
    Array(11).fill([60, 2.5]),
  )
})

test('measures rates between looks that are more than a minute apart', async () => {
  const stdout = new PassThrough()
  const looks = [0, 1, 2].map((i) => statusWith({ outcomes: { loaded: 60 * i }, requests: 90 * i }))
  await watched(stdout, looks, { json: true, everyMs: 120_000 })
  const lines = String(stdout.read())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const rates = { overSeconds: 120, visitsPerSecond: 0.5, requestsPerSecond: 0.75 }
  expect(lines[0]).toMatchObject({ visitsPerSecond: null })
  expect(lines.slice(1)).toMatchObject([rates, rates])
})

test('measures the rate of a re-parse between looks', async () => {
  const stdout = new PassThrough()
  const looks = [0, 1, 2].map((i) => statusWith({}, { reparse: reparseAt(1_000 + 40 * i) }))
  await watched(stdout, looks, { json: true, everyMs: 4_000 })
  const lines = String(stdout.read())
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).reparse)
  expect(lines).toMatchObject([
    { pagesPerSecond: 500, secondsLeft: 7 },
    { pagesPerSecond: 10, secondsLeft: 896 },
    { pagesPerSecond: 10, secondsLeft: 892 },
  ])
})

test('prints a block of text for each look without a terminal', async () => {
  const stdout = new PassThrough()
  await watched(stdout, [first, second])
  const text = String(stdout.read())
  expect(text.match(/^last crawl a-run$/gm)).toHaveLength(2)
  expect(text).toContain('2026-03-01T00:00:02.000Z  2.5 visits/s, 3.0 requests/s in the last 2 s\n')
  expect(text).not.toContain('\u001b')
})

test('redraws the screen on a terminal, and clears leftovers of the last look', async () => {
  const screen = new Screen()
  const parked = { group: 'a', state: 'parked', parkedReason: 'timeout' } as const
  const hosts = [{ ...parked, nextAllowedAt: null, backoffUntil: null, paused: null, gate: null }]
  await watched(screen, [statusWith({ outcomes: { loaded: 10 }, hosts }), second])
  expect(screen.lines[0]).toContain('3.5 visits/s')
  expect(screen.lines.join('\n')).toContain('loaded')
  expect(screen.lines.join('\n')).not.toContain('timeout')
  // Once: a screen that is cleared each time flickers.
  expect(screen.written.split('\u001b[2J')).toHaveLength(2)
  expect(screen.written.endsWith('\u001b[?7h')).toBe(true)
})

test('shows the top of the status on a low screen', async () => {
  const screen = new Screen()
  Object.defineProperty(screen, 'rows', { value: 4 })
  await watched(screen, [first])
  expect(screen.lines).toHaveLength(3)
  expect(screen.lines[2]).toBe('last crawl a-run')
})

test('restores the screen when the database becomes unreachable', async () => {
  const screen = new Screen()
  const terminal = new Terminal({ stdin: Readable.from([]), stdout: screen, stderr: new PassThrough() })
  let looks = 0
  const watching = {
    terminal,
    clock: new SkippingClock(),
    signal: new AbortController().signal,
    everyMs: 1_000,
    json: false,
    look: async () => {
      looks += 1
      if (looks > 1) throw new Error('away')
      return first
    },
  }
  await expect(watchStatus(watching)).rejects.toThrow('away')
  expect(screen.written.endsWith('\u001b[?7h')).toBe(true)
})

test('waits for a database that restarts, and says so once', async () => {
  const stdout = new PassThrough()
  const gone = Object.assign(new Error('the database system is shutting down'), { code: '57P03' })
  const notes = await watched(stdout, [first, gone, gone, second], { json: true })
  const lines = String(stdout.read()).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).requests)).toEqual([13, 19])
  expect(notes.match(/the database went away: waiting up to 120 s for it/g)).toHaveLength(1)
})

test('ends with an error that no restart explains', async () => {
  await expect(watched(new PassThrough(), [first, new Error('a defect'), second])).rejects.toThrow('a defect')
})
