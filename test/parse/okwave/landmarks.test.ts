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

  test('has a name behind a label, and a date behind the name', () => {
    const name = { kind: 'name', name: 'taro', href: null }
    const date = { kind: 'date', date: '2008-10-22T08:14:00+09:00' }
    expect(landmarksOf('質問者：taro')).toMatchObject([{ kind: 'asker' }, name])
    expect(landmarksOf('回答者：taro')).toMatchObject([name])
    expect(landmarksOf('質問者：taro質問日時：2008/10/22 08:14')).toMatchObject([
      { kind: 'asker' },
      name,
      date,
    ])
    expect(landmarksOf('回答者：taro 2008/10/22 08:14')).toMatchObject([name, date])
    expect(landmarksOf('質問者：taro質問日時：昔')).toBeNull()
  })

  test('a number inside a sentence is prose', () => {
    expect(landmarksOf('回答No.3 の方と同じです')).toBeNull()
    expect(landmarksOf('回答No.3')).toMatchObject([{ kind: 'answer-number' }])
  })
})
