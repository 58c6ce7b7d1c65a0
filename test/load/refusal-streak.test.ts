/** Twenty records in a row that the database refuses are its fault, not theirs. */
import { expect, test } from 'vitest'
import { nothingLoaded, type RowCounts } from '../../src/load/load-counts.ts'
import { RefusalStreak } from '../../src/load/refusal-streak.ts'

type Batch = Partial<RowCounts> & { readonly refused: number }

const refusal = (message: string) => ({ record: null, message, error: null })
const after = (...batches: readonly Batch[]) =>
  batches.reduce((streak, { refused, ...rows }) => {
    const counts = { ...nothingLoaded, answer: { ...nothingLoaded.answer, ...rows } }
    return streak.after({ counts, refused: Array.from({ length: refused }, (_, at) => refusal(`no ${at}`)) })
  }, new RefusalStreak()).reason

const twenty = 'the database refused the last 20 records, and loaded none: '

test.each<[string, readonly Batch[], string | null]>([
  ['nothing', [], null],
  ['nineteen refused', [{ refused: 19 }], null],
  ['twenty', [{ refused: 20 }], `${twenty}no 19`],
  ['as many in several transactions', [{ refused: 7 }, { refused: 0 }, { refused: 13 }], `${twenty}no 12`],
  ['any number beside one that is new', [{ inserted: 1, refused: 999 }], null],
  ['one that is new between', [{ refused: 19 }, { inserted: 1, refused: 5 }, { refused: 19 }], null],
  ['one that has changed between', [{ refused: 19 }, { changed: 1, refused: 0 }, { refused: 19 }], null],
  ['one that is gone between', [{ refused: 19 }, { gone: 1, refused: 0 }, { refused: 19 }], null],
  [
    'unchanged ones between',
    [{ refused: 19 }, { unchanged: 9, refused: 0 }, { refused: 1 }],
    `${twenty}no 0`,
  ],
  ['the same bad lines of a file that is loaded again', [{ unchanged: 970, refused: 30 }], null],
])('after %s', (_, batches, reason) => {
  expect(after(...batches)).toBe(reason)
})
