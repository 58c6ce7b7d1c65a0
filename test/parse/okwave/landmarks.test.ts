import { describe, expect, test } from 'vitest'
import { blocksOfText } from '../../../src/parse/html/blocks.ts'
import { readHeader } from '../../../src/parse/okwave/landmarks.ts'

const landmarksOf = (line: string) => {
  const [block] = blocksOfText(line)
  return block === undefined ? null : readHeader(block)
}
const rate = { kind: 'rate', rate: { percent: 33, best: 1, answers: 3 } }

describe('a header line', () => {
  test('has a name beside the rate, up to forty characters', () => {
    const longest = 'x'.repeat(40)
    expect(landmarksOf(`${longest} ベストアンサー率33% (1/3)`)).toMatchObject([
      rate,
      { kind: 'name', name: longest, href: null },
    ])
    expect(landmarksOf(`${longest}x ベストアンサー率33% (1/3)`)).toBeNull()
  })

  test('a number inside a sentence is prose', () => {
    expect(landmarksOf('回答No.3 の方と同じです')).toBeNull()
    expect(landmarksOf('回答No.3')).toMatchObject([{ kind: 'answer-number' }])
  })
})
