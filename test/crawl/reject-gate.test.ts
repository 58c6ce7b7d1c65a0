import { describe, expect, test } from 'vitest'
import { RejectGate } from '../../src/crawl/reject-gate.ts'

const noted = (scope: string, rejects: number, good: number): RejectGate => {
  const gate = new RejectGate()
  for (let i = 0; i < rejects; i += 1) gate.note(scope, true)
  for (let i = 0; i < good; i += 1) gate.note(scope, false)
  return gate
}

describe('RejectGate', () => {
  test('trips when more than half of the last 20 pages were rejected, and says so', () => {
    expect(noted('a', 11, 9).tripped('a')).toContain('11 of the last 20')
    expect(noted('a', 10, 10).tripped('a')).toBeNull()
  })

  test('does not judge a handful of pages', () => {
    expect(noted('a', 19, 0).tripped('a')).toBeNull()
  })

  test('forgets what lies further back', () => {
    expect(noted('a', 20, 10).tripped('a')).toBeNull()
  })

  test('judges each host scope by itself', () => {
    expect(noted('a', 20, 0).tripped('b')).toBeNull()
  })
})
