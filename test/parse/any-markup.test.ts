/** The grammar on unknown markup: one question in randomly generated markup always gives the same record. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Person, QuestionPage, Reply } from '../../src/model/question-page.ts'
import { parseQuestionPage } from '../../src/parse/read-page.ts'
import { sampleQuestion } from '../../src/sample-site/question.ts'
import { draws } from '../draws.ts'
import { renderQuestion } from './markup-styles.ts'

const world = { seed: 5, questions: 5_000 }

test.each([
  ['okwave', 'https://okwave.jp'],
  ['sample', 'https://sample.example'],
])('a question of %s gives the same record in any markup', (site, origin) => {
  const drawn = fc.record({
    index: fc.nat({ max: world.questions - 1 }),
    choices: fc.infiniteStream(fc.nat()),
    upperCase: fc.boolean(),
  })
  fc.assert(
    fc.property(drawn, ({ index, choices, upperCase }) => {
      const { page } = sampleQuestion(world, index)
      const pick = <T>(...from: readonly T[]): T => from[Number(choices.next().value) % from.length] as T
      const html = renderQuestion(page, { pick, upperCase })
      const outcome = parseQuestionPage(html, {
        url: `${origin}/qa/q${page.questionId}.html`,
        contentType: 'text/html',
      })
      expect(outcome.kind).toBe('question')
      if (outcome.kind !== 'question') return
      expect([outcome.page.site, outcome.page.layout]).toEqual([site, 'okwave/landmarks'])
      expect(asShown(outcome.page)).toEqual(asShown(page))
    }),
    draws(40, 2_000),
  )
})

/** What every markup shows; whether an empty line is a line depends on the markup. */
function asShown(page: QuestionPage) {
  return {
    title: page.title,
    body: withoutEmptyLines(page.body),
    status: page.status,
    categories: page.categories,
    counts: [page.answerCount, page.thanksCount],
    answers: page.answers.map(({ key, isBest, author, body, postedAt, replies }) => ({
      key,
      isBest,
      author: nameAndRate(author),
      body: withoutEmptyLines(body),
      postedAt,
      replies: replies.map(replyAsShown),
    })),
    replies: page.replies.map(replyAsShown),
    related: page.related.map(({ rank, questionId, title, excerpt }) => ({
      rank,
      questionId,
      title,
      excerpt,
    })),
  }
}

function nameAndRate(person: Person | null) {
  return person === null ? null : { name: person.name, rate: person.bestAnswerRate }
}

function replyAsShown({ kind, author, body }: Reply) {
  return { kind, author: author?.name, body: withoutEmptyLines(body) }
}

function withoutEmptyLines(text: string): string {
  return text.replace(/\n+/g, '\n')
}
