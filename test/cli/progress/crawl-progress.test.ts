import { PassThrough, Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLogger } from '../../../src/cli/output/logger.ts'
import { Terminal } from '../../../src/cli/output/terminal.ts'
import { type ProgressDisplay, showProgress } from '../../../src/cli/progress/crawl-progress.ts'
import { Screen } from '../screen.ts'

const clock = { now: () => new Date() }
const start = new Date(2026, 2, 1, 12, 0, 0)
let display: ProgressDisplay | null = null

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    now: start,
  })
})

afterEach(() => {
  display?.end()
  vi.useRealTimers()
})

function terminalWith(stderr: PassThrough | Screen): Terminal {
  return new Terminal({ stdin: Readable.from([]), stdout: new PassThrough(), stderr })
}

const progress = { visited: 0, known: 40, requests: 0, bytes: 0 }
const noLimits = { clock, maxPages: null, maxTime: null }
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined }

describe('on a terminal', () => {
  let screen: Screen
  let terminal: Terminal

  beforeEach(() => {
    screen = new Screen()
    terminal = terminalWith(screen)
  })

  test('has a shorter bar where the terminal is narrow', async () => {
    screen.columns = 40
    display = showProgress(terminal, silent, noLimits)
    display.hostIs('a.example', { kind: 'working' })
    display.progressed(progress)
    await vi.advanceTimersByTimeAsync(400)
    expect(screen.lines).toEqual([`${'░'.repeat(8)} 0/40 pages  0.0 MB`, '  a.example  working'])
  })

  test('shows pages, rate, time left and hosts, and redraws them when they change', async () => {
    display = showProgress(terminal, silent, noLimits)
    const until = new Date(2026, 2, 1, 12, 5, 0)
    display.hostIs('a.example', { kind: 'working' })
    display.progressed(progress)
    await vi.advanceTimersByTimeAsync(400)
    expect(screen.lines).toEqual([`${'░'.repeat(24)} 0/40 pages  0.0 MB`, '  a.example  working'])
    await vi.advanceTimersByTimeAsync(9_600)
    display.progressed({ ...progress, visited: 20, bytes: 2_500_000 })
    display.hostIs('a.example', { kind: 'waiting', until, because: 'backoff' })
    display.hostIs('b.example', { kind: 'working' })
    await vi.advanceTimersByTimeAsync(200)
    expect(screen.lines).toEqual([
      `${'█'.repeat(12)}${'░'.repeat(12)} 20/40 pages  2.0/s  about 11 s left  2.5 MB`,
      '  b.example  working',
      '  a.example  waiting until 12:05:00 (asked for a pause)',
    ])
  })

  test('keeps updating while nothing is visited: the rate falls, and the time left disappears', async () => {
    display = showProgress(terminal, silent, noLimits)
    display.progressed(progress)
    await vi.advanceTimersByTimeAsync(10_000)
    display.progressed({ ...progress, visited: 20 })
    await vi.advanceTimersByTimeAsync(71_000)
    expect(screen.lines[0]).toContain('20/40 pages  0.0/s  0.0 MB')
  })

  test('prints the log above itself, in whole lines', async () => {
    display = showProgress(terminal, silent, noLimits)
    const log = await createLogger(terminal, false)
    display.progressed(progress)
    display.hostIs('a.example', { kind: 'working' })
    await vi.advanceTimersByTimeAsync(400)
    const long = 'so long that it takes more than a line '.repeat(4)
    for (const text of ['first', long]) {
      log.warn({}, text)
      await turn()
      await vi.advanceTimersByTimeAsync(400)
    }
    const lines = screen.lines
    expect(lines).toHaveLength(4)
    expect(lines[0]).toContain('first')
    expect(lines[1]).toContain(long.trimEnd())
    expect(lines[2]).toContain('0/40 pages')
    expect(lines[3]).toBe('  a.example  working')
  })

  test('leaves only the log behind, and restores the cursor', async () => {
    display = showProgress(terminal, silent, noLimits)
    display.progressed(progress)
    display.hostIs('a.example', { kind: 'working' })
    await vi.advanceTimersByTimeAsync(400)
    expect(screen.isCursorShown).toBe(false)
    terminal.note('mondo: said in the last moment')
    display.end()
    display.end()
    terminal.note('mondo: said after it')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(screen.lines).toEqual(['mondo: said in the last moment', 'mondo: said after it'])
    expect(screen.isCursorShown).toBe(true)
  })

  test('draws nothing for a crawl that ends before anything happens', () => {
    display = showProgress(terminal, silent, noLimits)
    display.end()
    expect(screen.written).toBe('')
  })

  test('is full at the page budget, not at the known pages', async () => {
    display = showProgress(terminal, silent, { ...noLimits, maxPages: 10 })
    display.progressed({ ...progress, visited: 5, known: 4_000 })
    await vi.advanceTimersByTimeAsync(400)
    expect(screen.lines[0]).toContain('5/10 pages')
  })
})

describe('without a terminal', () => {
  test('a log line a minute has the same facts, even while every host waits', async () => {
    const lines: object[] = []
    const log = { ...silent, info: (facts: object) => void lines.push(facts) }
    const stderr = new PassThrough()
    display = showProgress(terminalWith(stderr), log, noLimits)
    const until = new Date(2026, 2, 1, 13, 0, 0)
    display.hostIs('a.example', { kind: 'waiting', until, because: 'backoff' })
    for (let i = 0; i < 12; i += 1) display.hostIs(`z${i}.example`, { kind: 'done' })
    display.progressed(progress)
    await vi.advanceTimersByTimeAsync(59_000)
    display.progressed({ ...progress, visited: 30, requests: 31, bytes: 9 })
    expect(lines).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(lines).toMatchObject([
      { visited: 30, known: 40, requests: 31, bytes: 9, pagesPerSecond: 0.5, remaining: 'about 59 min left' },
    ])
    expect(lines[0]).toMatchObject({
      hosts: [{ hostGroup: 'a.example', state: 'waiting', until, because: 'backoff' }, ...Array(7).fill({})],
      moreHosts: 5,
    })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(lines[1]).toMatchObject({ visited: 30, pagesPerSecond: 0, remaining: 'about 59 min left' })
    display.end()
    await vi.advanceTimersByTimeAsync(120_000)
    expect(lines).toHaveLength(2)
    expect(stderr.read()).toBeNull()
  })
})
