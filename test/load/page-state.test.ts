/** What a page is known by after all captures of its question. */
import { describe, expect, test } from 'vitest'
import type { Observation } from '../../src/load/history/observation.ts'
import { type LoadedPage, pageStatesOf, showsTheSame } from '../../src/load/page-state.ts'

const seen = (day: number, changed: Partial<Observation> = {}): Observation => ({
  ...{ site: 'sample', question_id: '1', path: '/q1', part: '', capture_id: `c${day}`, run_id: null },
  ...{ captured_at: `2026-11-0${day}T00:00:00.000Z`, record_digest: 'a', parser_version: '1' },
  ...{ layout: null, checks: null, complete: true, next_path: null },
  ...changed,
})
const day = (number: number) => `2026-11-0${number}T00:00:00.000Z`
const stateOf = (...observations: readonly Observation[]) => pageStatesOf(observations)

describe('the state of a page', () => {
  test('is that of its last capture, whatever the order in which they come', () => {
    const state = {
      ...{ site: 'sample', path: '/q1', question_id: '1', record_digest: 'b', parser_version: '1' },
      ...{ last_seen_at: day(3), changed_at: day(2) },
    }
    const captures = [seen(1), seen(2, { record_digest: 'b' }), seen(3, { record_digest: 'b' })]
    expect(stateOf(...captures)).toEqual([state])
    expect(stateOf(...captures.toReversed())).toEqual([state])
  })

  test('has not changed where another parser reads another record', () => {
    const [state] = stateOf(seen(1), seen(2, { record_digest: 'b', parser_version: '2' }))
    expect(state).toMatchObject({
      record_digest: 'b',
      parser_version: '2',
      changed_at: day(1),
      last_seen_at: day(2),
    })
  })

  test('keeps the parser version where a capture does not say it', () => {
    expect(stateOf(seen(1), seen(2, { parser_version: null }))[0]).toMatchObject({ parser_version: '1' })
    expect(stateOf(seen(1, { parser_version: null }))[0]).toMatchObject({ parser_version: null })
  })

  test('knows no record once the question was gone, until it comes back', () => {
    const gone = (at: number) => seen(at, { record_digest: null, path: '', parser_version: null })
    const pages = [seen(1), seen(1, { path: '/q1?page=2' })]
    expect(stateOf(...pages, gone(2)).map(({ path, record_digest }) => [path, record_digest])).toEqual([
      ['/q1', null],
      ['/q1?page=2', null],
    ])
    expect(stateOf(seen(1), gone(2), seen(3))).toMatchObject([{ record_digest: 'a', changed_at: day(3) }])
    expect(stateOf(gone(1))).toEqual([])
  })
})

describe('a page shows the same', () => {
  const page: LoadedPage = {
    ...{ site: 'sample', path: '/q1', question_id: '1', record_digest: 'a', parser_version: '1' },
    ...{ last_seen_at: new Date(day(1)), has_siblings: false, page_number: 1 },
  }

  test('if it has the record of the question that it had', () => {
    expect(showsTheSame(page, seen(2))).toBe(true)
    expect(showsTheSame(undefined, seen(2))).toBe(false)
  })

  test.each<readonly [Partial<LoadedPage>, Partial<Observation>]>([
    [{ last_seen_at: null }, {}],
    [{ has_siblings: true }, {}],
    [{ question_id: '2' }, {}],
    [{ record_digest: null }, {}],
    [{}, { complete: false }],
    [{}, { record_digest: 'b' }],
    [{}, { question_id: '2' }],
  ])('and not if %j, %j', (known, shown) => {
    expect(showsTheSame({ ...page, ...known }, seen(2, shown))).toBe(false)
  })
})
