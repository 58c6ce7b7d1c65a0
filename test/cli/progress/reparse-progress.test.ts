import { describe, expect, test } from 'vitest'
import type { ReparseProgress } from '../../../src/analyse/reparse-progress.ts'
import {
  onlyLine,
  ReparseRates,
  reparseProgressLine,
  resumedLine,
} from '../../../src/cli/progress/reparse-progress.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import type { ReparseRun } from '../../../src/reparse/reparse-run.ts'
import { SkippingClock } from '../../crawl/skipping-clock.ts'

const { version: parserVersion } = bundledSites

const progress: ReparseProgress = {
  runId: 'a-reparse',
  startedAt: new Date('2026-03-01T00:00:00Z'),
  parserVersion,
  state: 'open',
  files: { done: 1, total: 4 },
  bytes: { read: 1_000, total: 5_000 },
  pages: 300,
  active: 2,
  pagesPerSecond: 12.6,
  secondsLeft: 60,
}
const line = (change: Partial<ReparseProgress>) => reparseProgressLine({ ...progress, ...change })

describe('the line of a re-parse', () => {
  test('has files, pages, pace and the time left', () => {
    expect(line({})).toBe(
      're-parse of 2026-03-01T00:00:00.000Z: 1 of 4 files, 300 pages, 13 pages/s by 2 workers, about 60 s left',
    )
    expect(line({ active: 1, secondsLeft: null })).toContain(', 13 pages/s by 1 worker')
  })

  test.each([
    [89.2, '90 s'],
    [90, '2 min'],
    [5_399, '90 min'],
    [5_400, '1.5 h'],
    [36_000, '10.0 h'],
  ])('%d seconds are about %s', (secondsLeft, text) => {
    expect(line({ secondsLeft })).toMatch(new RegExp(`, about ${text} left$`))
  })

  const nobody = { pagesPerSecond: null, secondsLeft: null, active: 0 }

  test('says how a stopped one resumes, or that another parser starts again', () => {
    expect(line({ ...nobody, state: 'stopped' })).toMatch(/300 pages, stopped: mondo reparse resumes it$/)
    expect(line({ ...nobody, state: 'stopped', parserVersion: '2020-01-01a' })).toMatch(
      /stopped: its parser was 2020-01-01a, so mondo reparse starts again from the beginning$/,
    )
  })

  test('says that no worker is active only of one that is open', () => {
    expect(line(nobody)).toMatch(/300 pages, no worker is active: mondo reparse resumes it$/)
    expect(line({ pagesPerSecond: null, secondsLeft: null })).toMatch(/300 pages$/)
  })
})

describe('rates', () => {
  test('are those since the beginning at first, and then those between looks', () => {
    const clock = new SkippingClock()
    const rates = new ReparseRates(clock)
    expect(rates.measured(progress)).toBe(progress)
    clock.advance(10_000)
    const next = { ...progress, pages: 340, bytes: { read: 1_500, total: 5_000 } }
    // 40 pages and 500 bytes in 10 s; 3,500 bytes are left.
    expect(rates.measured(next)).toEqual({ ...next, pagesPerSecond: 4, secondsLeft: 70 })
  })

  test('of another run begin again', () => {
    const clock = new SkippingClock()
    const rates = new ReparseRates(clock)
    rates.measured(progress)
    clock.advance(10_000)
    const other = { ...progress, runId: 'another', pages: 340 }
    expect(rates.measured(other)).toBe(other)
    expect(rates.measured(null)).toBeNull()
  })

  test('stay as they are while no batch is committed or no worker is active', () => {
    const clock = new SkippingClock()
    const rates = new ReparseRates(clock)
    rates.measured(progress)
    clock.advance(10_000)
    expect(rates.measured(progress)).toBe(progress)
    clock.advance(10_000)
    const idle = { ...progress, pages: 340, bytes: { read: 1_500, total: 5_000 }, pagesPerSecond: null }
    expect(rates.measured(idle)).toBe(idle)
  })
})

test('a resumed run says since when and how many files are left', () => {
  const run = { resumedFrom: new Date('2026-03-01T00:00:00Z'), left: 3 } as ReparseRun
  expect(resumedLine(run, 8)).toBe(
    'mondo: resuming the re-parse of 2026-03-01T00:00:00.000Z: 3 of 8 files are left. --afresh reads all again',
  )
  expect(resumedLine({ ...run, resumedFrom: null }, 8)).toContain('the re-parse of now:')
})

test('a run of some sites says which, and how to read the others', () => {
  const only = [
    { site: 'goo', pages: 412 },
    { site: 'forum', pages: 1 },
  ]
  expect(onlyLine({ only } as unknown as ReparseRun)).toBe(
    'mondo: 412 pages of goo, 1 page of forum were read by another parser version, so only these are read again. --afresh reads all',
  )
  expect(onlyLine({ only: null } as ReparseRun)).toBeNull()
})
