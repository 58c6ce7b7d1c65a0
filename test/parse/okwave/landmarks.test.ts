import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blocksOfText } from '../../../src/parse/html/blocks.ts'
import { parseHtml } from '../../../src/parse/html/document.ts'
import { blocksOfDocument } from '../../../src/parse/html/html-blocks.ts'
import { dateLandmark } from '../../../src/parse/okwave/date-landmark.ts'
import { landmarkOf, longestLandmark, readUndated } from '../../../src/parse/okwave/landmark-texts.ts'
import { readHeader } from '../../../src/parse/okwave/landmarks.ts'
import { noWords } from '../../../src/parse/site/site-words.ts'
import { fold } from '../../../src/parse/text/fold.ts'
import { words } from '../../fuzz/words.ts'

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

describe('what is told apart at first sight', () => {
  test.each(
    `回答No.3|A No.2|a.no3番|質問No.1|q番号12|良回答 20pt|良回答|次点|次点10ポイント|20pt|5 PT|困り度：困ってます|種類：アドバイス
どんな人：経験者|自信：あり|種類：回答どんな人：一般人自信：あり|ベストアンサー率42% (31/73)|回答者のベストアンサー率: 5%(1/20)|その他の回答 (4)
みんなの回答|すべての回答 (3)|全ての回答 全3件|A 回答 (13件)|回答数3|回答：2件|ありがとう数-1|ありがとう数:１，０２４|回答者：|専門家に質問してみよう|締切済みの質問|・・・|»`.split(
      /[|\n]/,
    ),
  )('%s is a landmark', (text) => {
    const folded = fold(text)
    expect(readUndated(folded)).not.toBeNull()
    expect(landmarkOf(folded, {})).toEqual(readUndated(folded))
  })

  test('no landmark is lost by its first character', () => {
    const label = fc.constantFrom(
      ...'|質問|回答投稿日時: |投稿 |日時：|補足日 |お礼日時|登録日-|更新日時 |x'.split('|'),
    )
    const date = fc.constantFrom(
      ...'2013年7月8日|2013/07/08 12:34|令和1年5月1日|R1/5/1|H元.5.1|S50-1-1 午後1時2分|昭和50年1月1日|平成2年3月4日(月)|3日前|２週間前|08/10/21 19:05|元年'.split(
        '|',
      ),
    )
    const dated = fc.tuple(label, date).map((parts) => parts.join(''))
    const capturedAt = new Date('2013-07-20T03:00:00Z')
    let dates = 0
    fc.assert(
      fc.property(fc.oneof(words, dated), (text) => {
        const folded = fold(text)
        if (folded === '' || folded.length > longestLandmark) return
        const plain = readUndated(folded) ?? dateLandmark(folded, capturedAt)
        expect(landmarkOf(folded, { capturedAt })).toEqual(plain)
        if (plain?.kind === 'date') dates += 1
      }),
      { numRuns: 5_000, seed: 3 },
    )
    expect(dates).toBeGreaterThan(500)
  })

  test('no landmark is lost that one run or several together are', () => {
    const run = fc.oneof(
      words,
      fc.constantFrom(
        ...'回答|No.|3|20|pt|2013|/|7/8|年|7月8日|3日|前|(|1|)| |さん|T|ヘ|\u3099|\u3099ストアンサー|ストアンサー|率5% (1/20)'.split(
          '|',
        ),
      ),
    )
    const markup = fc.array(fc.tuple(fc.constantFrom('b', 'i', 'a href=/x'), run), { maxLength: 5 })
    const seen = { headers: 0, prose: 0 }
    const readAsSite = (runs: readonly (readonly [string, string])[]) => {
      const tree = parseHtml(`<p>${runs.map(([tag, text]) => `<${tag}>${text}</${tag[0]}>`).join('')}</p>`)
      if (tree.kind !== 'tree') throw new Error(tree.kind)
      for (const block of blocksOfDocument(tree.document).blocks) {
        const header = readHeader(block)
        // A site with words of its own is read run by run.
        expect(header).toEqual(readHeader(block, { words: { ...noWords } }))
        seen[header === null ? 'prose' : 'headers'] += 1
      }
    }
    fc.assert(fc.property(markup, readAsSite), { numRuns: 2_000, seed: 3 })
    expect(Math.min(seen.headers, seen.prose)).toBeGreaterThan(80)
  })
})
