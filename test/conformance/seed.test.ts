/**
 * The one complete real page there is, a text rendition beside the checkout: the command line must give every field
 * of it. What is expected is read from the lines of the file itself, so that no sentence of it stands here.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import type { QuestionPage } from '../../src/model/question-page.ts'
import { runMondo } from '../cli/run-mondo.ts'

const seed = fileURLToPath(new URL('../../../shared/seed/okwave-q8165099.txt', import.meta.url))

describe.runIf(existsSync(seed))('the seed through `mondo parse`', () => {
  const line = linesOf(seed)
  let outcome: { readonly source: string; readonly kind: string; readonly page: QuestionPage }
  let page: QuestionPage

  beforeAll(async () => {
    const { exitCode, stdout } = await runMondo([
      'parse',
      seed,
      '--url',
      'https://okwave.jp/qa/q8165099.html',
    ])
    expect(exitCode).toBe(0)
    expect(stdout.split('\n')).toHaveLength(2)
    outcome = JSON.parse(stdout)
    page = outcome.page
  })

  test('is a question, with the keys of the interface', () => {
    expect(Object.keys(outcome)).toEqual(['source', 'kind', 'page'])
    expect(outcome).toMatchObject({ source: seed, kind: 'question' })
  })

  test('gives the question', () => {
    expect(page).toMatchObject({
      site: 'okwave',
      questionId: '8165099',
      url: 'https://okwave.jp/qa/q8165099.html',
      status: 'solved',
      categories: ['派遣'],
      answerCount: 5,
      thanksCount: 0,
      complete: true,
      nextPageUrl: null,
      postedAt: null,
      replies: [],
      imageUrls: [],
      layout: 'okwave/text',
      checks: [],
    })
    expect(page.title).toBe(line(3))
    expect(oneSpaced(page.body)).toBe(line(5))
    expect(page.asker?.name ?? null).toBe('goomarie')
  })

  test('gives the answers in page order, No.3 as the best, No.2 without an author', () => {
    expect(page.answers.map((answer) => answer.number)).toEqual([3, 5, 4, 2, 1])
    expect(page.answers.map((answer) => answer.key)).toEqual(['3', '5', '4', '2', '1'])
    expect(page.answers.map((answer) => answer.isBest)).toEqual([true, false, false, false, false])
    const vanilla = { name: 'v_vanilla', url: null, bestAnswerRate: { percent: 100, best: 1, answers: 1 } }
    const cop = { name: 'cop9999d', url: null, bestAnswerRate: { percent: 25, best: 14, answers: 56 } }
    expect(page.answers.map((answer) => answer.author)).toEqual([vanilla, vanilla, vanilla, null, cop])
    expect(page.answers.map((answer) => oneSpaced(answer.body))).toEqual([18, 33, 46, 57, 70].map(line))
  })

  test('gives a supplement by the asker under each answer', () => {
    const replies = page.answers.map((answer) =>
      answer.replies.map((reply) => [reply.kind, reply.author?.name, oneSpaced(reply.body)]),
    )
    expect(replies).toEqual([25, 40, 53, 64, 77].map((number) => [['supplement', 'goomarie', line(number)]]))
  })

  test('gives ten related questions with title and excerpt', () => {
    const first = 81
    const expected = Array.from({ length: 10 }, (_, index) => ({
      rank: index + 1,
      questionId: null,
      url: null,
      title: line(first + 4 * index).replace(/^• /, ''),
      excerpt: line(first + 4 * index + 2),
    }))
    expect(page.related).toEqual(expected)
  })
})

/** Lines by number, 1 for the first. */
function linesOf(path: string): (number: number) => string {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').map(oneSpaced) : []
  return (number) => lines[number - 1] ?? ''
}

function oneSpaced(text: string): string {
  return text.replace(/[ \t\n]+/g, ' ').trim()
}
