/** Fields of a layout that few sites write, on pages of the invented garden site. */
import { describe, expect, test } from 'vitest'
import { bestAnswer, gardenLayout, gardenPage, gardenRecord } from './garden.ts'

const { question, answers } = gardenLayout
const head = (path: string) =>
  `<p class="path">${path}</p><h1>Yellow roses</h1><p class="state solved">Solved</p><p class="count">2 answers</p>`

describe('categories', () => {
  const categoriesOf = (path: string, skipFirst?: number) => {
    const places = { each: '.path a', ...(skipFirst === undefined ? {} : { skipFirst }) }
    const page = gardenPage({ head: head(path) }).replace(/<p class="path"><a href="\/">.*<\/p>/, '')
    return gardenRecord(page, { question: { ...question, categories: places } }).categories
  }

  test('are all links of the path, but those that the layout skips and those without a text', () => {
    const path =
      '<a href="/">Home</a> <a href="/c/1">Flowers</a> <a href="/c/2"> </a> <a href="/c/3">Roses</a>'
    expect(categoriesOf(path)).toEqual(['Home', 'Flowers', 'Roses'])
    expect(categoriesOf(path, 2)).toEqual(['Roses'])
  })

  test('have one line each', () => {
    expect(categoriesOf('<a href="/c/1">Flowers<br>and<br>trees</a>')).toEqual(['Flowers and trees'])
  })

  test('are none where the layout says nothing of them', () => {
    const { categories: _categories, ...rest } = question
    expect(gardenRecord(gardenPage(), { question: rest }).categories).toEqual([])
  })
})

test('images may be named by a selector, as pictures that load late and as links', () => {
  const pictures = `<div class="question"><div class="text">Look.</div>
    <img class="pic" src="/a.png"><img class="pic" data-src="/b.png"><a class="pic" href="/c.png"></a>
    <img class="pic" src="data:image/gif;base64,R0lGOD"><img class="pic" src=""></div>`
  const record = gardenRecord(gardenPage({ question: pictures }), {
    question: { ...question, images: '.pic' },
  })
  expect(record.imageUrls).toEqual(['a', 'b', 'c'].map((name) => `https://garden.example/${name}.png`))
})

describe('the key of an answer', () => {
  const one = (attributes: string) =>
    `<article class="answer" ${attributes}><div class="text">Wait.</div></article>`
  const { key: _key, ...withoutKey } = answers

  test('is the id of its element where the layout names no other', () => {
    const page = gardenPage({ answers: one('id=" a7 "') })
    expect(gardenRecord(page, { answers: withoutKey }).answers.map(({ key }) => key)).toEqual(['a7'])
  })

  test('is guessed from the text where that is all there is, and the record says how often', () => {
    const { answers: found, checks } = gardenRecord(gardenPage({ answers: one('id=" "') }), {
      answers: withoutKey,
    })
    expect(found.map(({ key }) => key)).toEqual([expect.stringMatching(/^b:/)])
    expect(checks).toContainEqual({
      code: 'key-guessed',
      severity: 'warning',
      message: '1 answers are known by the beginning of their text alone',
    })
  })
})

describe('a status', () => {
  const statusOf = (state: string, answer = '') =>
    gardenRecord(gardenPage({ head: `<h1>Yellow roses</h1>${state}`, answers: answer })).status

  test('is solved before closed before open, where a page shows several', () => {
    expect(statusOf('<b class="state open">Open</b>')).toBe('open')
    expect(statusOf('<b class="state open">Open</b><b class="state closed">Closed</b>')).toBe('closed')
    expect(statusOf('')).toBe('unknown')
  })

  test('is solved by a chosen answer, whatever else the page says', () => {
    expect(statusOf('<b class="state closed">Closed</b>', bestAnswer)).toBe('solved')
  })
})

describe('replies', () => {
  const withReplies = (replies: string) =>
    gardenRecord(
      gardenPage({
        answers: `<article class="answer" data-id="1"><div class="text">Wait.</div>${replies}</article>`,
      }),
    )

  test('of the asker are theirs though unsigned, comments are of nobody', () => {
    const [answer] = withReplies(
      '<div class="comment by-asker"><p>Thanks.</p></div><div class="comment"><p>Same.</p></div>',
    ).answers
    expect(answer?.replies.map(({ kind, author, body }) => [kind, author?.name, body])).toEqual([
      ['thanks', 'rosa', 'Thanks.'],
      ['comment', undefined, 'Same.'],
    ])
  })

  test('without a text are left out, and what they show instead is reported', () => {
    const { answers: found, checks } = withReplies('<div class="comment">Deleted by its author</div>')
    expect(found[0]?.replies).toEqual([])
    expect(checks.find(({ code }) => code === 'claimed-nothing')?.message).toContain('Deleted by its author')
  })
})
