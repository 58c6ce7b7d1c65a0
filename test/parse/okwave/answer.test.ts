/** Answers in pages without a known layout: where the author stands, and what is text. */
import { describe, expect, test } from 'vitest'
import { parseQuestionPage } from '../../../src/parse/read-page.ts'

const url = 'https://okwave.jp/qa/q1000001.html'

/** A text rendition with one answer, given from its number on. */
function answerIn(answer: string) {
  const text = `• ベストアンサー

自転車の鍵が回りません

昨日から鍵が回りません。どうすればよいですか。

  • 自転車
  • 回答数1
  • ありがとう数0

みんなの回答

回答No.1

${answer}

関連するQ&A

  • 自転車の空気入れ

    空気が入りません。
`
  const outcome = parseQuestionPage(Buffer.from(text), { url, contentType: 'text/plain' })
  if (outcome.kind !== 'question') throw new Error(`the page is ${outcome.kind}`)
  const [first] = outcome.page.answers
  return { author: first?.author ?? null, body: first?.body }
}

describe('an author below the body', () => {
  const minato = { name: 'minato_8', url: null, bestAnswerRate: { percent: 33, best: 1, answers: 3 } }

  test('is read from a name and its rate, which are no text', () => {
    expect(answerIn('油を差してください。\n\nminato_8\n\nベストアンサー率33% (1/3)')).toEqual({
      author: minato,
      body: '油を差してください。',
    })
  })

  test('is none where text follows: then both lines stand inside the answer', () => {
    const more = 'それでも回らなければ、鍵屋さんに相談するのがよいと思います。'
    expect(
      answerIn(`油を差してください。\n\nminato_8\n\nベストアンサー率33% (1/3)\n\n${more}`).author,
    ).toBeNull()
  })

  test('is not a line as long as a sentence', () => {
    const long = '油を差してください。'.repeat(9)
    expect(answerIn(`${long}\n\nベストアンサー率33% (1/3)`)).toEqual({ author: null, body: long })
  })

  test('a line above the number’s text wins over one below', () => {
    expect(answerIn('油を差してください。')).toEqual({ author: null, body: '油を差してください。' })
  })
})

describe('a page that is no question', () => {
  const kindOf = (lines: string, at: string) =>
    parseQuestionPage(Buffer.from(lines), { url: at, contentType: 'text/plain' }).kind
  const counts = '自転車の鍵が回りません\n\n  • 自転車\n  • 回答数0\n  • ありがとう数0\n'

  test('has counts, but neither answers nor the URL of a question', () => {
    expect(kindOf(counts, 'https://okwave.jp/list/new_question')).not.toBe('question')
  })
})
