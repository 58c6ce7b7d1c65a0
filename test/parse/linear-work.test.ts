/** Twice the page is twice the work: no construct costs superlinear time, and none throws. */
import { describe, expect, test } from 'vitest'
import { hostilePages } from './hostile-pages.ts'
import { workOfPages } from './work-counter.ts'

const size = 1_000
const counted = await workOfPages([size, 2 * size])

describe('twice as many are twice the work', () => {
  test.each(hostilePages.map(({ name }) => name))('%s', (name) => {
    const [once, twice] = counted[name] ?? []
    expect([once?.outcome, twice?.outcome]).not.toContain('parser-crashed')
    // Quadratic work is 4; what an input of this size costs in any case leaves more than 2.7 of it.
    expect((twice?.steps ?? 0) / (once?.steps ?? 0)).toBeLessThan(2.2)
  })
})
