/** The text of a new definition: guesses where there are some, and a line to fill in where there are none. */
import { stripTypeScriptTypes } from 'node:module'
import { expect, test } from 'vitest'
import { definitionSource } from '../../../../../src/cli/commands/parse/site/definition-source.ts'

const nothing = { title: null, body: null, asker: null, postedAt: null, answers: null }
const facts = { name: 'forum', host: 'forum.example', question: '/questions/{id}' }
const linesOf = (text: string) => text.split('\n').map((line) => line.trim())

test('what was guessed stands where it belongs', () => {
  const source = definitionSource({
    ...facts,
    host: 'forum.jp',
    guessed: {
      ...{ title: "h1[title='a']", body: '.body', asker: '.asker', postedAt: 'time' },
      answers: { each: '.answer', count: 3, body: '.text', author: '.user', postedAt: '.at' },
    },
  })
  const lines = linesOf(source)
  expect(lines).toEqual(
    expect.arrayContaining([
      ...["name: 'forum',", "hosts: ['forum.jp'],", "timeZone: '+09:00',", "question: '/questions/{id}',"],
      ...["name: 'forum/1',", "recognisedBy: '.answer',", String.raw`title: 'h1[title=\'a\']',`],
      ...["body: '.body',", "asker: '.asker',", "postedAt: 'time',", '// 3 on this page.'],
      ...["each: '.answer',", "body: '.text',", "author: '.user',", "postedAt: '.at',"],
    ]),
  )
  expect(source).not.toContain('not found')
  expect(() => stripTypeScriptTypes(source)).not.toThrow()
})

test('what was not guessed is a line that says what to look for', () => {
  const lines = linesOf(definitionSource({ ...facts, guessed: nothing }))
  expect(lines).toEqual(
    expect.arrayContaining([
      'timeZone: null,',
      "recognisedBy: 'h1',",
      "title: 'h1', // not found: the heading that is the question",
      "// body: '…', // not found: the element that holds the whole text and nothing else",
      "// asker: '…', // not found: who asked",
      "// postedAt: '…', // not found: when; of a <time> the attribute datetime is read",
      '// No element of this page is called like an answer. Where there are some:',
    ]),
  )
  const answers = { each: '.answer', count: 1, body: null, author: null, postedAt: null }
  expect(linesOf(definitionSource({ ...facts, guessed: { ...nothing, answers } }))).toEqual(
    expect.arrayContaining([
      "body: 'p', // not found: the text of the answer and nothing else",
      "// author: '…', // not found: who answered",
      "// postedAt: '…', // not found: when",
    ]),
  )
})

test.each([
  [{ body: '.body', title: '.title' }, "recognisedBy: '.body',"],
  [{ title: '.title' }, "recognisedBy: '.title',"],
])('a layout without answers is recognised by %j', (guessed, line) => {
  expect(linesOf(definitionSource({ ...facts, guessed: { ...nothing, ...guessed } }))).toContain(line)
})
