/** Hostile and broken input: parsing never throws and never hangs. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseQuestionPage, readWithEvidence } from '../../src/parse/read-page.ts'
import { draws } from '../draws.ts'

const folder = new URL('../../fixtures/okwave/', import.meta.url)
const pages = readdirSync(folder)
  .filter((name) => /\.(?:html|txt)$/.test(name))
  .map((name) => readFileSync(new URL(name, folder)))

const options = { url: 'https://okwave.jp/qa/q9900001.html', contentType: 'text/html' }
const kinds = ['question', 'not-found', 'not-a-question', 'rejected']

test('a fixture cut, doubled or spliced with another never throws', () => {
  const page = fc.constantFrom(...pages)
  const mutated = fc.tuple(page, page, fc.nat(), fc.nat(), fc.nat()).map(([a, b, x, y, z]) => {
    const cut = a.subarray(x % (a.length + 1), y % (a.length + 1))
    return Buffer.concat([a.subarray(0, z % (a.length + 1)), cut, b.subarray(z % (b.length + 1))])
  })
  fc.assert(
    fc.property(mutated, fc.constantFrom('text/html', 'text/plain', undefined), (bytes, contentType) => {
      expect(kinds).toContain(parseQuestionPage(bytes, { ...options, contentType }).kind)
    }),
    draws(60, 3_000),
  )
})

test('random bytes and random text never throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.uint8Array({ maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 400 })),
      (input) => {
        expect(kinds).toContain(parseQuestionPage(input, options).kind)
      },
    ),
    draws(100, 5_000),
  )
})

test('an error thrown in the parser rejects the page and is named', () => {
  const treeOf = (): never => {
    throw new RangeError('Maximum call stack size exceeded')
  }
  const { outcome, links } = readWithEvidence('<p>x</p>', options, treeOf)
  expect(outcome).toEqual({
    kind: 'rejected',
    url: options.url,
    reason: 'parser-crashed',
    checks: [
      {
        code: 'parser-crashed',
        severity: 'error',
        message: 'RangeError: Maximum call stack size exceeded',
      },
    ],
  })
  expect(links.questions).toEqual([])
})

test('structured data that refers to itself ends in an outcome', () => {
  const name = { '@id': '#a' }
  const data = { '@type': 'Question', name, text: 'b', x: { '@id': '#a', name } }
  const html = `<title>t</title><script type="application/ld+json">${JSON.stringify(data)}</script><p>x</p>`
  expect(kinds).toContain(parseQuestionPage(html, { url: 'https://qa.example.com/questions/5/x' }).kind)
})

test('a hundred thousand levels of nesting are rejected as too deep', () => {
  const outcome = parseQuestionPage('<div>'.repeat(100_000), options)
  expect(outcome).toMatchObject({ kind: 'rejected', reason: 'too-deep' })
})

test.each([
  ['more than eight megabytes', 'あ'.repeat(8 * 1024 * 1024 + 1), 'more than 8388608 bytes'],
  ['three hundred thousand elements', '<br>'.repeat(300_001), 'more than 300000 nodes'],
  ['fifty thousand links', '<a href=/></a>'.repeat(50_001), 'more than 50000 links'],
  ['twenty thousand answers', declaredAnswers(20_001, 'x'), 'more than 20000 answers'],
  ['one text in a thousand answers', declaredAnswers(1_000, 'x'.repeat(20_000)), 'characters in the record'],
])('a page with %s is too large', (_name, html, message) => {
  const outcome = parseQuestionPage(html, { url: 'https://qa.example.com/questions/5/x' })
  expect(outcome).toMatchObject({ kind: 'rejected', reason: 'too-large', checks: [{ code: 'too-large' }] })
  expect(outcome.kind === 'rejected' && outcome.checks[0]?.message).toContain(message)
})

/** All of them refer to one thing that has the text. */
function declaredAnswers(count: number, text: string): string {
  const answer = (at: number) => ({ '@type': 'Answer', identifier: `${at}`, text: { '@id': '#t' } })
  const suggestedAnswer = Array.from({ length: count }, (_, at) => answer(at))
  const question = { '@type': 'Question', name: 'n', text: 't', suggestedAnswer }
  const data = JSON.stringify({ '@graph': [question, { '@id': '#t', name: text }] })
  return `<title>t</title><script type="application/ld+json">${data}</script><p>x</p>`
}

test.each([
  ['a million line breaks', '<br>'.repeat(250_000)],
  [
    'a hundred thousand attributes',
    `<p ${Array.from({ length: 100_000 }, (_, at) => `a${at}=1`).join(' ')}>x</p>`,
  ],
  ['a megabyte of spaces', `<p>${' '.repeat(1_000_000)}</p>`],
  ['ten thousand numbers', '<p>回答No.1</p><p>x</p>'.repeat(10_000)],
  ['ten thousand replies', `<p>回答No.1</p>${'<p>質問者</p><h4>お礼</h4><p>x</p>'.repeat(10_000)}`],
  ['an open tag without end', `<p ${'a '.repeat(300_000)}`],
  ['a megabyte of one line', `<p>${'あ'.repeat(400_000)}</p>`],
])(
  '%s take linear time, within the time limit',
  (_name, html) => {
    // Quadratic time would take minutes here; linear time takes a second on a slow machine.
    expect(kinds).toContain(parseQuestionPage(`<html><h1>t</h1>${html}</html>`, options).kind)
  },
  60_000,
)

test('NUL and lone surrogates are removed from the record and flagged', () => {
  const html = readFileSync(new URL('current-solved.html', folder), 'utf8').replace('</h1>', '\0\ud83d</h1>')
  const outcome = parseQuestionPage(html, options)
  expect(outcome.kind).toBe('question')
  if (outcome.kind !== 'question') return
  expect(outcome.page.title).toMatch(/\uFFFD$/)
  expect(JSON.stringify(outcome.page)).not.toMatch(/\\u0000|\\ud83d/)
  expect(outcome.page.checks.map((check) => check.code)).toContain('text-repaired')
})

test.each([
  ['forty levels of names, two references at each', expandingNames(40)],
  ['a hundred thousand nested arrays', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['a hundred thousand nested graphs', `${'{"@graph":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
])('structured data with %s ends in an outcome', (_name, json) => {
  const html = `<title>t</title><script type="application/ld+json">${json}</script><p>x</p>`
  expect(kinds).toContain(parseQuestionPage(html, { url: 'https://qa.example.com/questions/5/x' }).kind)
})

const manyValues = 120_000

test('a property that has 120,000 values in JSON-LD has its first', () => {
  const text = Array.from({ length: manyValues }, (_, at) => `本文${at}`)
  const data = JSON.stringify({ '@type': 'Question', name: '題名です', text })
  const html = `<title>題名です</title><script type="application/ld+json">${data}</script><p>x</p>`
  expect(parseQuestionPage(html, { url: 'https://qa.example.com/questions/5/x' })).toMatchObject({
    kind: 'question',
    page: { title: '題名です', body: '本文0' },
  })
})

test('a property that has 120,000 values in microdata has its first', () => {
  const texts = Array.from({ length: manyValues }, (_, at) => `<p itemprop="text">${at}`)
  const html = `<div itemscope itemtype="https://schema.org/Question"><h1 itemprop="name">題名です</h1>${texts.join('')}</div>`
  expect(parseQuestionPage(html, { url: 'https://qa.example.com/questions/5/x' })).toMatchObject({
    kind: 'question',
    page: { title: '題名です', body: '0' },
  })
})

test('a property that is named a thousand times in one attribute is one property', () => {
  const names = 'text '.repeat(1_000)
  const html = `<div itemscope itemtype="https://schema.org/Question"><h1 itemprop="name">題名です</h1><p itemprop="${names}">本文</p></div>`
  expect(parseQuestionPage(html, { url: 'https://qa.example.com/questions/5/x' })).toMatchObject({
    kind: 'question',
    page: { body: '本文' },
  })
})

function expandingNames(levels: number): string {
  const level = (at: number) => ({
    '@id': `#${at}`,
    name: [{ '@id': `#${at + 1}` }, { '@id': `#${at + 1}` }],
  })
  const names = Array.from({ length: levels }, (_, at) => level(at))
  const question = { '@type': 'Question', name: [{ '@id': '#0' }, { '@id': '#0' }], text: 'b' }
  return JSON.stringify({ '@graph': [question, ...names] })
}
