/** The steps of time of a report: round, and no more columns than a chart shows. */
import { expect, test } from 'vitest'
import { timeStep } from '../../../src/analyse/report/report-scope.ts'

test.each([
  [0, '1 second'],
  [60_000, '1 second'],
  [60_001, '2 seconds'],
  [3_600_000, '1 minute'],
  [86_400_000, '30 minutes'],
  [30 * 86_400_000, '1 day'],
  [10_000 * 86_400_000, '28 days'],
])('a span of %d ms is shown in steps of %s', (span, interval) => {
  expect(timeStep(span).interval).toBe(interval)
})
