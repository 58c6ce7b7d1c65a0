import { describe, expect, test } from 'vitest'
import { newObservations } from '../../../src/load/history/new-observations.ts'
import {
  compareParts,
  inOrder,
  lastPart,
  type Observation,
  sourceOf,
} from '../../../src/load/history/observation.ts'
import type { PreparedRecord } from '../../../src/load/prepare-records.ts'
import { aPage } from '../pages.ts'

const observation = (change: Partial<Observation> = {}): Observation => ({
  site: 'okwave',
  question_id: '1',
  path: '/qa/q1.html',
  part: '',
  captured_at: '2026-03-01T00:00:00.000Z',
  capture_id: 'urn:uuid:1',
  record_digest: 'b',
  layout: 'okwave/current',
  checks: null,
  parser_version: '2026-03-01a',
  run_id: null,
  complete: true,
  next_path: null,
  ...change,
})
const record = (one: Observation): PreparedRecord => ({
  page: aPage(),
  observation: one,
  origin: 'https://okwave.jp',
  hostGroup: 'okwave.jp',
})
const compared = (incoming: readonly Observation[], known: readonly Observation[]) => {
  const { added, removed, rewritten } = newObservations(incoming.map(record), known)
  return { added, removed, rewritten: [...rewritten] }
}
const later = { captured_at: '2026-03-02T00:00:00.000Z', capture_id: 'urn:uuid:2' }
const first = '["okwave","1"]'

describe('new observations', () => {
  test('of a later capture are added and rewrite nothing', () => {
    const next = observation(later)
    expect(compared([next], [observation()])).toEqual({ added: [next], removed: [], rewritten: [] })
  })

  test('of an earlier capture, or of one of the same moment, rewrite the question', () => {
    const known = [observation(later)]
    const early = observation()
    expect(compared([early], known)).toEqual({ added: [early], removed: [], rewritten: [first] })
    const same = observation({ ...later, capture_id: 'urn:uuid:3' })
    expect(compared([same], known).rewritten).toEqual([first])
    // The newest of several counts.
    expect(
      compared([early], [observation({ ...later, path: '/a' }), observation({ path: '/b' })]).rewritten,
    ).toEqual([first])
  })

  test('that are known are not added again', () => {
    expect(compared([observation()], [observation()])).toEqual({ added: [], removed: [], rewritten: [] })
  })

  test('of a newer parser replace those of an older one, and never the other way round', () => {
    const newer = observation({ parser_version: '2026-03-02a', record_digest: 'a' })
    expect(compared([newer], [observation()])).toEqual({ added: [newer], removed: [], rewritten: [first] })
    expect(compared([observation()], [newer]).added).toEqual([])
  })

  test('that find another question in a capture take it from the first one', () => {
    const other = observation({ parser_version: '2026-03-02a', question_id: '2' })
    expect(compared([other], [observation()])).toEqual({
      added: [other],
      removed: [observation()],
      rewritten: [first],
    })
  })

  test('of one parser that differ: the last one counts', () => {
    const other = observation({ record_digest: 'a' })
    expect(compared([other], [observation()]).added).toEqual([other])
  })

  test('without a capture of one moment: the greater digest counts, whatever the order', () => {
    const [a, b] = ['a', 'b'].map((digest) => observation({ capture_id: '', record_digest: digest }))
    if (a === undefined || b === undefined) throw new Error('two are made above')
    expect(compared([b], [a]).added).toEqual([b])
    expect(compared([a], [b]).added).toEqual([])
    expect(compared([b, a], []).added).toEqual([b])
  })

  test('a run is learned and never forgotten', () => {
    const ofRun = observation({ run_id: 'a-run' })
    expect(compared([ofRun], [observation()]).added).toEqual([ofRun])
    expect(compared([observation()], [ofRun]).added).toEqual([])
  })
})

describe('observations in order', () => {
  test('are sorted by time, part, path and capture', () => {
    const sorted = [
      observation({ part: '/qa/q1.html?page=2', path: '/z', capture_id: 'z' }),
      observation({ part: '/qa/q1.html?page=10', path: '/a', capture_id: 'z' }),
      observation({ part: '/qa/q1.html?page=10', path: '/b', capture_id: 'a' }),
      observation({ part: '/qa/q1.html?page=10', path: '/b', capture_id: 'b' }),
      observation({ part: lastPart, path: '/a' }),
      observation({ captured_at: '2026-03-02T00:00:00.000Z', part: '', path: '/a' }),
    ]
    expect(sorted.toReversed().toSorted(inOrder)).toEqual(sorted)
  })

  test('the last part comes last, and is equal to itself', () => {
    expect([
      compareParts(lastPart, 'x'),
      compareParts('x', lastPart),
      compareParts(lastPart, lastPart),
    ]).toEqual([1, -1, 0])
  })

  test('a source without a capture has none', () => {
    expect(sourceOf(observation({ capture_id: '' }))).toEqual({
      at: '2026-03-01T00:00:00.000Z',
      captureId: null,
      parserVersion: '2026-03-01a',
    })
    expect(sourceOf(observation()).captureId).toBe('urn:uuid:1')
  })
})
