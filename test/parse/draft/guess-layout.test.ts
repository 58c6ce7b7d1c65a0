import { expect, test } from 'vitest'
import { guessLayout } from '../../../src/parse/draft/guess-layout.ts'
import { parseHtml } from '../../../src/parse/html/document.ts'

function guess(body: string) {
  const tree = parseHtml(`<html><body>${body}</body></html>`)
  if (tree.kind !== 'tree') throw new Error(tree.kind)
  return guessLayout(tree.$)
}

test('finds title, text, people, times and answers by what they are called', () => {
  expect(
    guess(`<header><h1>Ask the Mill</h1></header><h1 class="ask-title">Who turns the wheel?</h1>
      <div class="ask-text">The river is low this month.</div><a class="asker" href="/users/1">reed</a><time>2024-01-02</time>
      <div class="answer-box"><div class="reply-text">The miller does it by hand.</div><span class="author">rye</span></div>
      <div class="answer-box"><div class="reply-text">Nobody turns it now.</div><span class="author">oat</span></div>`),
  ).toEqual({
    title: '.ask-title',
    body: '.ask-text',
    asker: '.asker',
    postedAt: 'time',
    answers: { each: '.answer-box', count: 2, body: '.reply-text', author: '.author', postedAt: null },
  })
})

test('keeps the part of a class name that a release does not change', () => {
  const page = guess('<h1 class="Ask__Title__x9Kq2">Who turns the wheel?</h1><h1>Mill</h1>')
  expect(page.title).toBe('[class*="Ask__Title_"]')
})

test('guesses nothing where nothing points to it', () => {
  expect(guess('<p>Closed.</p>')).toEqual({
    title: null,
    body: null,
    asker: null,
    postedAt: null,
    answers: null,
  })
})
