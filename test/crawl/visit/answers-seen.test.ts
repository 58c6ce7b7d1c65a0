/** A chain of pages of one question ends where a page shows only what other pages have shown. */
import { describe, expect, test } from 'vitest'
import { AnswersSeen } from '../../../src/crawl/visit/answers-seen.ts'
import { anAnswer, aPage } from '../../load/pages.ts'

const url = (page: number, id = '101') => `https://sample.example/qa/q${id}.html?page=${page}`
const part = (keys: readonly string[], questionId = '101') =>
  aPage({ questionId, complete: false, answers: keys.map((key) => anAnswer(key)) })

describe('a page of a question', () => {
  test('repeats another one where it brings no answer that is new', () => {
    const seen = new AnswersSeen()
    expect(seen.isRepeat(url(1), part(['1', '2']))).toBe(false)
    expect(seen.isRepeat(url(2), part(['2', '3']))).toBe(false)
    expect(seen.isRepeat(url(3), part(['2', '3']))).toBe(true)
  })

  test('is no repeat of itself when it is fetched again', () => {
    const seen = new AnswersSeen()
    seen.isRepeat(url(1), part(['1']))
    expect(seen.isRepeat(url(2), part(['2']))).toBe(false)
    expect(seen.isRepeat(url(2), part(['2']))).toBe(false)
  })

  test('is no repeat of another question, nor without answers, nor of a whole page', () => {
    const seen = new AnswersSeen()
    seen.isRepeat(url(1), part(['1']))
    expect(seen.isRepeat(url(1, '102'), part(['1'], '102'))).toBe(false)
    expect(seen.isRepeat(url(2), part([]))).toBe(false)
    expect(seen.isRepeat(url(2), aPage({ answers: [anAnswer('1')] }))).toBe(false)
  })
})
