/** Answers of microdata that stand outside their Question. */
import { expect, test } from 'vitest'
import { parseQuestionPage } from '../../../src/parse/read-page.ts'

const answer = (id: number, property: string) =>
  `<div id="answer-${id}" itemprop="${property}" itemscope itemtype="https://schema.org/Answer"><p itemprop="text">Answer ${id}.</p></div>`

test.each([
  ['acceptedAnswer', 'solved'],
  ['suggestedAnswer', 'unknown'],
])('an end tag too many leaves an answer outside as %s: the question is %s', (property, status) => {
  const html = `<!doctype html><html><head><title>Why?</title></head><body><div itemscope itemtype="https://schema.org/QAPage">
    <div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question"><h1 itemprop="name">Why?</h1>
    <div itemprop="text">Because</div></div>${answer(11, property)}${answer(12, 'suggestedAnswer')}</div></body></html>`
  const outcome = parseQuestionPage(html, { url: 'https://x.example/questions/1/w' })
  expect(outcome).toMatchObject({
    page: {
      status,
      answers: [
        { key: '11', isBest: status === 'solved' },
        { key: '12', isBest: false },
      ],
    },
  })
})
