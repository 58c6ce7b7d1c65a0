import { describe, expect, test } from 'vitest'
import { fieldsOf } from '../../../src/crawl/drift/field-rules.ts'
import type { Answer, QuestionPage } from '../../../src/model/question-page.ts'
import { record } from '../../records.ts'

const [answer] = record().answers as readonly [Answer]
const answers = (count: number, changes: Partial<Answer>, changed = count): Answer[] =>
  Array.from({ length: count }, (_, at) => ({
    ...answer,
    key: String(at),
    isBest: at === 0,
    ...(at < changed ? changes : {}),
  }))

const has = (field: string, changes: Partial<QuestionPage>): boolean | undefined =>
  fieldsOf(record(changes)).get(field)

describe('the fields of a page', () => {
  test('are present on a complete record, except those that it lacks', () => {
    const lacking = [...fieldsOf(record())].filter(([, present]) => !present).map(([field]) => field)
    expect(lacking.toSorted()).toEqual(['answers.author.url', 'asker.url', 'imageUrls'])
  })

  test('of answers do not apply to a question without answers', () => {
    const fields = fieldsOf(record({ answers: [], answerCount: 0, status: 'open' }))
    expect([...fields.keys()].filter((field) => /^answers|best|replies/i.test(field))).toEqual([])
  })

  test('lack the answers that the page counts, or that a closed question without a count should have', () => {
    expect(has('answers', { answers: [], answerCount: 3 })).toBe(false)
    expect(has('answers', { answers: [], answerCount: null, status: 'closed' })).toBe(false)
    expect(has('answers', { answers: [], answerCount: null, status: 'open' })).toBeUndefined()
  })

  test('of answers are lost if most answers lack them, not if one does', () => {
    expect(has('answers.author', { answers: answers(5, { author: null }, 2) })).toBe(true)
    expect(has('answers.author', { answers: answers(5, { author: null }, 3) })).toBe(false)
  })

  test('lack the replies of an ended question with three answers or more', () => {
    const silent = { replies: [], status: 'closed' } as const
    expect(has('replies', { ...silent, answers: answers(3, { replies: [] }) })).toBe(false)
    expect(has('replies', { ...silent, answers: answers(2, { replies: [] }) })).toBeUndefined()
    expect(
      has('replies', { ...silent, answers: answers(3, { replies: [] }), status: 'open' }),
    ).toBeUndefined()
  })

  test('of authors do not apply where the authors are missing', () => {
    expect(has('answers.author.bestAnswerRate', { answers: answers(3, { author: null }) })).toBeUndefined()
  })

  test('lack the best answer of a solved question only', () => {
    expect(has('bestAnswer', { answers: [{ ...answer, isBest: false }] })).toBe(false)
    expect(has('bestAnswer', { answers: [{ ...answer, isBest: false }], status: 'closed' })).toBeUndefined()
  })

  test('lack the asker on an OKWAVE page with replies, and on any schema.org page', () => {
    const unanswered = { answers: [], replies: [], asker: null }
    expect(has('asker.name', unanswered)).toBeUndefined()
    expect(has('asker.name', { asker: null })).toBe(false)
    expect(has('asker.name', { ...unanswered, layout: 'schema-org/json-ld' })).toBe(false)
  })

  test('count pages without a warning', () => {
    expect(has('no text-unclaimed', {})).toBe(true)
    const unclaimed = { code: 'text-unclaimed', severity: 'warning', message: '' } as const
    expect(has('no text-unclaimed', { checks: [unclaimed] })).toBe(false)
  })
})
