import { describe, expect, test } from 'vitest'
import { isNewSignal, type LoadedQuestion, signalKey } from '../../../src/crawl/frontier/list-signals.ts'

const seenAt = new Date('2026-03-01T00:00:00Z')
const loaded: LoadedQuestion = { answers: 5, status: 'open', seenAt, said: [] }
const listed = (answers: number | null, status: 'open' | 'solved' | 'closed' | null = null) => ({
  answers,
  status,
  at: '2026-03-02T00:00:00Z',
})

describe('what a list says', () => {
  test('is news where the count or the status is another, and not where it is the same or none', () => {
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

  test('is no news where the database knows no count or no status to compare with', () => {
    expect(isNewSignal(listed(6, 'open'), { ...loaded, answers: null, status: 'unknown' })).toBe(false)
  })

  test('is no news where the page was captured since', () => {
    expect(isNewSignal(listed(6), { ...loaded, seenAt: new Date('2026-03-03T00:00:00Z') })).toBe(false)
  })

  test('is news once: lists that disagree for ever bring a page forward as often as there are opinions', () => {
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

  test('is no news any more where lists have said too much without anything having changed', () => {
    const said = Array.from({ length: 16 }, (_, count) => `${count + 100} -`)
    expect(isNewSignal(listed(6), { ...loaded, said })).toBe(false)
  })
})
