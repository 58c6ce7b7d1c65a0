/** If the database refuses twenty records in a row, the records are not at fault. */
import { expect, test } from 'vitest'
import { RefusalStreak } from '../../src/load/refusal-streak.ts'

const after = (...batches: readonly (readonly [loaded: number, refused: number])[]) =>
  batches
    .reduce((streak, [loaded, refused]) => streak.after({ loaded, refused }), new RefusalStreak())
    .reason('no')

test.each([
  [[[0, 19]], null],
  [[[0, 20]], 'the database refused the last 20 records, and loaded none: no'],
  [
    [
      [0, 7],
      [0, 0],
      [0, 13],
    ],
    'the database refused the last 20 records, and loaded none: no',
  ],
  [[[1, 999]], null],
  [
    [
      [0, 19],
      [1, 5],
      [0, 19],
    ],
    null,
  ],
  [[], null],
] as const)('after batches of %j: %s', (batches, reason) => {
  expect(after(...batches)).toBe(reason)
})
