/** A chain of pages of one question ends at a page that shows only answers of other pages. */
import { describe, expect, test } from 'vitest'
import { AnswersSeen } from '../../../src/crawl/visit/answers-seen.ts'
import { anAnswer, aPage } from '../../load/pages.ts'

const url = (page: number, id = '101') => `https://sample.example/qa/q${id}.html?page=${page}`
const part = (keys: readonly string[], questionId = '101') =>
  aPage({ questionId, complete: false, answers: keys.map((key) => anAnswer(key)) })

describe('a page of a question', () => {
  test('repeats another page if it has no new answer', () => {
    const seen = new AnswersSeen()
    expect(seen.isRepeat(url(1), part(['1', '2']))).toBe(false)
    expect(seen.isRepeat(url(2), part(['2', '3']))).toBe(false)
    expect(seen.isRepeat(url(3), part(['2', '3']))).toBe(true)
  })

  test('does not repeat itself when it is fetched again', () => {
    const seen = new AnswersSeen()
    seen.isRepeat(url(1), part(['1']))
    expect(seen.isRepeat(url(2), part(['2']))).toBe(false)
    expect(seen.isRepeat(url(2), part(['2']))).toBe(false)
  })

  test('does not repeat another question, and does not count without answers or when complete', () => {
    const seen = new AnswersSeen()
    seen.isRepeat(url(1), part(['1']))
    expect(seen.isRepeat(url(1, '102'), part(['1'], '102'))).toBe(false)
    expect(seen.isRepeat(url(2), part([]))).toBe(false)
    expect(seen.isRepeat(url(2), aPage({ answers: [anAnswer('1')] }))).toBe(false)
  })
})
