/** The monitor over the rows that a test gives it. The rule itself is held in drift-test.test.ts. */
import { describe, expect, test } from 'vitest'
import { DriftMonitor, type ParsedVisit } from '../../../src/crawl/drift/drift-monitor.ts'
import type { FieldCoverage } from '../../../src/crawl/drift/field-coverage.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import type { VisitOutcome } from '../../../src/model/visit-outcome.ts'
import { bundledSites as sites } from '../../../src/parse/site/sites.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { aPage } from '../../load/pages.ts'

const at = new Date('2026-03-01T00:00:00Z')
const read = (recent: string, past = { pages: 0, present: 0 }) => ({
  host_group: 'okwave.jp',
  layout: '',
  field: 'read',
  recent,
  past_pages: past.pages,
  past_present: past.present,
  lacking_path: '/qa/q0.html',
  lacking_url: 'https://okwave.jp/qa/q0.html',
  lacking_capture_id: 'urn:uuid:0',
})
const rejected: VisitOutcome = { kind: 'rejected', reason: 'checks', checks: [] }
const parserVersion = '2026-12-01a+okwave.1'
const page = {
  kind: 'question',
  site: 'okwave',
  origin: 'https://okwave.jp',
  path: '/qa/q1.html',
  questionId: null,
  lastOutcome: null,
  tries: 0,
} as const
const ended = (outcome: VisitOutcome, kind: 'question' | 'list' = 'question'): ParsedVisit => ({
  page: { ...page, kind },
  captureId: 'urn:uuid:1',
  found: [],
  reading: { kind: 'ended', outcome },
})
const loaded: ParsedVisit = {
  page,
  captureId: 'urn:uuid:2',
  found: [],
  reading: { kind: 'record', record: aPage() },
}

async function monitored(rows: readonly object[] = [], gate: object | null = null) {
  let stored = { rows, gate }
  const { db, queries } = recordingDatabase<Database>(({ sql }) => {
    if (/from "crawl"\."field_coverage"/.test(sql)) return stored.rows
    return /select "gate"/.test(sql) ? [{ gate: stored.gate }] : []
  })
  const options = {
    hostGroup: 'okwave.jp',
    runId: 'a-run',
    loss: 0.5,
    acceptsGone: false,
    sites,
    parserVersion,
  }
  const monitor = await DriftMonitor.open(db, options)
  const saved = async () => {
    const before = queries.length
    const putBack = await monitor.save(db)
    const writes = queries.slice(before).filter(({ sql }) => /^\s*insert/.test(sql))
    const coverage = writes.find(({ sql }) => sql.includes('field_coverage'))?.parameters[1]
    const toGate = writes.find(({ sql }) => sql.includes('"crawl"."host"'))?.parameters[1]
    return {
      putBack,
      coverage: coverage === undefined ? null : (JSON.parse(String(coverage)) as FieldCoverage[]),
      gate: toGate === undefined ? 'untouched' : toGate === null ? null : JSON.parse(String(toGate)),
    }
  }
  return { monitor, saved, change: (to: Partial<typeof stored>) => (stored = { ...stored, ...to }) }
}
const noteMany = (monitor: DriftMonitor, count: number, visit: ParsedVisit) => {
  for (let i = 0; i < count; i += 1) monitor.note(visit)
}
const sample = { path: '/qa/q1.html', url: 'https://okwave.jp/qa/q1.html', captureId: 'urn:uuid:1' }

describe('coverage', () => {
  test('of a page that is read counts each of its fields, in its layout', async () => {
    const { monitor, saved } = await monitored()
    monitor.note(loaded)
    const { coverage, gate } = await saved()
    const row = (layout: string, field: string) =>
      coverage?.find((one) => one.layout === layout && one.field === field)
    expect(row('', 'read')).toEqual({
      layout: '',
      field: 'read',
      recent: '1',
      pastPages: 0,
      pastPresent: 0,
      lacking: null,
    })
    expect(row('okwave/current', 'title')?.recent).toBe('1')
    expect(row('okwave/current', 'answers.author.url')).toMatchObject({
      recent: '0',
      lacking: { path: '/qa/q1.html', captureId: 'urn:uuid:2' },
    })
    // No layout has a past yet.
    expect(row('', 'known layout')).toBeUndefined()
    expect(gate).toBe('untouched')
  })

  test('knows the layouts that have a past, once one has', async () => {
    const title = { ...read('1', { pages: 50, present: 50 }), layout: 'okwave/current', field: 'title' }
    const { monitor, saved } = await monitored([title])
    monitor.note(loaded)
    const elsewhere = aPage({ layout: 'okwave/classic' })
    monitor.note({ ...loaded, reading: { kind: 'record', record: elsewhere } })
    const { coverage } = await saved()
    expect(coverage?.find(({ field }) => field === 'known layout')?.recent).toBe('10')
  })

  test.each([
    [ended(rejected), '0'],
    [ended({ kind: 'not-a-question' }), '0'],
    [ended({ kind: 'not-a-question', several: true }), null],
    [ended({ kind: 'rejected', reason: 'timeout', checks: [] }), null],
    [ended({ kind: 'not-a-question' }, 'list'), null],
    [ended({ kind: 'unchanged' }), null],
    [ended({ kind: 'gone', how: 404 }), null],
  ])('of %j counts as read: %s', async (visit, recent) => {
    const { monitor, saved } = await monitored()
    monitor.note(visit)
    const { coverage } = await saved()
    expect(coverage?.find(({ field }) => field === 'read')?.recent ?? null).toBe(recent)
  })

  test('ignores what was taken for a question by its shape alone and is none', async () => {
    const guess = {
      ...page,
      site: 'ask.frogs.example',
      origin: 'https://ask.frogs.example',
      path: '/news/12',
    }
    const { monitor, saved } = await monitored()
    monitor.note({ ...ended({ kind: 'not-a-question' }), page: guess })
    const readRow = async () =>
      (await saved()).coverage?.find(({ field }) => field === 'read')?.recent ?? null
    expect(await readRow()).toBeNull()
    monitor.note({ ...ended({ kind: 'not-a-question' }), page: { ...guess, questionId: '12' } })
    expect(await readRow()).toBe('0')
  })

  test('continues from the database, and saves only rows that changed', async () => {
    const other = { ...read('1'), layout: 'x', field: 'title' }
    const { monitor, saved } = await monitored([read('101'), other])
    monitor.note(ended(rejected))
    const none = { layout: '', pastPages: 0, pastPresent: 0, lacking: null }
    expect((await saved()).coverage).toEqual([
      { ...none, field: 'answered', recent: '1' },
      { ...none, field: 'read', recent: '1010', lacking: sample },
    ])
  })

  test('is not saved where a run has changed it since', async () => {
    const { monitor, saved, change } = await monitored([read('101')])
    monitor.note(ended(rejected))
    change({ rows: [read('')] })
    expect(await saved()).toEqual({ coverage: null, gate: 'untouched', putBack: [] })
  })
})

describe('the outcome breaker', () => {
  const refused = ended({ kind: 'failed', reason: 'http-403', status: 403 })

  test('trips after twenty refusals of twenty, and names the pages to put back', async () => {
    const { monitor, saved } = await monitored()
    noteMany(monitor, 19, refused)
    expect(monitor.checkDrift(at)).toBeNull()
    monitor.note(refused)
    const report = monitor.checkDrift(at)
    expect(report).toMatchObject({
      reason: '20 of 20 recent question pages answered 403',
      broken: [{ field: 'answered', before: { pages: 0, share: 1 }, now: { pages: 20, share: 0 }, sample }],
    })
    // A response that was in flight is put back too.
    monitor.note(refused)
    const { gate, putBack } = await saved()
    expect(gate).toMatchObject({ reason: report?.reason })
    expect(putBack).toHaveLength(21)
    expect(putBack[0]).toMatchObject({ site: 'okwave', path: '/qa/q1.html', how: 'http-403' })
  })

  test('decides by fewer pages where nothing is left to ask for', async () => {
    const { monitor } = await monitored()
    noteMany(monitor, 8, refused)
    expect(monitor.checkDrift(at)).toBeNull()
    expect(monitor.checkDrift(at, { isEnd: true })?.reason).toBe('8 of 8 recent question pages answered 403')
  })

  test('puts nothing back while it has not tripped', async () => {
    const { monitor, saved } = await monitored()
    noteMany(monitor, 5, refused)
    monitor.checkDrift(at)
    expect((await saved()).putBack).toEqual([])
  })
})

const gate = {
  reason: 'pages are not read any more',
  trippedAt: '2026-02-01T00:00:00.000Z',
  runId: 'before',
  parserVersion,
  broken: [
    {
      field: 'read',
      layout: '',
      before: { pages: 100, share: 1 },
      now: { pages: 20, share: 0 },
      sample: null,
    },
  ],
}

describe('the gate', () => {
  test('trips when the pages are rejected, once, with a report that is saved', async () => {
    const { monitor, saved } = await monitored()
    noteMany(monitor, 19, ended(rejected))
    expect(monitor.checkDrift(at)).toBeNull()
    monitor.note(ended(rejected))
    const report = monitor.checkDrift(at)
    expect(report).toMatchObject({
      trippedAt: at.toISOString(),
      runId: 'a-run',
      parserVersion,
      broken: [{ field: 'read', layout: '', now: { pages: 20, share: 0 }, sample }],
    })
    noteMany(monitor, 20, loaded)
    expect(monitor.checkDrift(new Date(0))).toBe(report)
    expect((await saved()).gate).toEqual(report)
  })

  test('of a host that is tried again waits for five pages, and closes again where they are as bad', async () => {
    const { monitor, saved } = await monitored([read('')], gate)
    noteMany(monitor, 4, ended(rejected))
    expect(monitor.checkDrift(at)).toBeNull()
    monitor.note(ended(rejected))
    const report = monitor.checkDrift(at)
    expect(report).toMatchObject({
      trippedAt: at.toISOString(),
      runId: 'a-run',
      broken: [{ field: 'read', before: { pages: 100, share: 1 }, now: { pages: 5, share: 0 }, sample }],
    })
    expect((await saved()).gate).toEqual(report)
  })

  test('opens when the pages are good again', async () => {
    const { monitor, saved } = await monitored([read('')], gate)
    noteMany(monitor, 5, loaded)
    expect(monitor.checkDrift(at)).toBeNull()
    expect((await saved()).gate).toBeNull()
  })

  test('is not touched while nothing was decided, and nothing is written without a page', async () => {
    const { monitor, saved } = await monitored([read('')], gate)
    expect(monitor.checkDrift(at)).toBeNull()
    expect(await saved()).toEqual({ coverage: null, gate: 'untouched', putBack: [] })
  })
})

describe('a copy', () => {
  test('goes on from what was noted, and leaves the monitor as it is', async () => {
    const { monitor, saved } = await monitored()
    noteMany(monitor, 19, ended(rejected))
    const copy = monitor.copy()
    copy.note(ended(rejected))
    expect(copy.checkDrift(at)).toMatchObject({ broken: [{ field: 'read', now: { pages: 20, share: 0 } }] })
    expect(monitor.checkDrift(at)).toBeNull()
    const coverage = (await saved()).coverage ?? []
    expect(coverage.find(({ field }) => field === 'read')).toMatchObject({ recent: '0'.repeat(19) })
  })

  test('of a host that is tried again knows whether its pages were good', async () => {
    const { monitor } = await monitored([read('')], gate)
    expect(monitor.copy().isOnProbation).toBe(true)
    noteMany(monitor, 5, loaded)
    expect(monitor.checkDrift(at)).toBeNull()
    expect(monitor.copy().isOnProbation).toBe(false)
  })
})
