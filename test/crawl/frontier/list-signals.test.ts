import { describe, expect, test } from 'vitest'
import { isNewSignal, type LoadedQuestion, signalKey } from '../../../src/crawl/frontier/list-signals.ts'

const seenAt = new Date('2026-03-01T00:00:00Z')
const loaded: LoadedQuestion = { answers: 5, status: 'open', seenAt, said: [] }
const listed = (answers: number | null, status: 'open' | 'solved' | 'closed' | null = null) => ({
  answers,
  status,
  at: '2026-03-02T00:00:00Z',
})

describe('a list signal', () => {
  test('is new if count or status differs from the loaded question, else not', () => {
    expect([6, 4, 5, null].map((answers) => isNewSignal(listed(answers), loaded))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect([isNewSignal(listed(5, 'solved'), loaded), isNewSignal(listed(5, 'open'), loaded)]).toEqual([
      true,
      false,
    ])
    // What the list calls solved the page calls closed.
    expect(isNewSignal(listed(5, 'solved'), { ...loaded, status: 'closed' })).toBe(false)
    expect(isNewSignal(listed(5, 'open'), { ...loaded, status: 'closed' })).toBe(true)
  })

  test('is not new if the database has no count or status to compare', () => {
    expect(isNewSignal(listed(6, 'open'), { ...loaded, answers: null, status: 'unknown' })).toBe(false)
  })

  test('is not new if the page was captured after the list', () => {
    expect(isNewSignal(listed(6), { ...loaded, seenAt: new Date('2026-03-03T00:00:00Z') })).toBe(false)
  })

  test('is new once: lists that disagree forever expedite a page once for each distinct value', () => {
    let { said } = loaded
    let visits = 0
    for (let hour = 0; hour < 100; hour += 1) {
      const opinion = listed([6, 47, 6, 5, 90][hour % 5] ?? 0)
      if (!isNewSignal(opinion, { ...loaded, said })) continue
      said = [...said, signalKey(opinion)]
      visits += 1
    }
    expect(visits).toBe(3)
  })

  test('is not new after too many values without a change of the record', () => {
    const said = Array.from({ length: 16 }, (_, count) => `${count + 100} -`)
    expect(isNewSignal(listed(6), { ...loaded, said })).toBe(false)
  })
})
