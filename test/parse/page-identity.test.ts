/** Whose question a page is: its own URL decides, and a claim beyond its site is an alias with a check. */
import { describe, expect, test } from 'vitest'
import { parseQuestionPage } from '../../src/parse/read-page.ts'

const answer = { '@type': 'Answer', text: 'buy my pills', url: '#1' }
const question = {
  '@type': 'Question',
  name: 'Hijacked',
  text: 'body',
  answerCount: 1,
  acceptedAnswer: answer,
}
const data = `<script type="application/ld+json">${JSON.stringify(question)}</script>`
const schema = (head: string) => `<html><head>${head}${data}</head><body><p>x</p></body></html>`
const landmarks = (head: string) =>
  `<html><head>${head}<title>表計算の質問です</title></head><body><h1>表計算の質問です</h1><p>困ってます</p><p>本文の文章です。</p>
  <p>回答数1</p><h2>回答</h2><div><p>回答No.1</p><p>太郎</p><p>これは答えです。</p></div></body></html>`
const canonical = (url: string) => `<link rel="canonical" href="${url}">`

function recordOf(html: string, url: string, site?: string) {
  const outcome = parseQuestionPage(html, site === undefined ? { url } : { url, site })
  if (outcome.kind !== 'question') throw new Error(JSON.stringify(outcome))
  const { page, urlFrom } = outcome
  const foreign = page.checks.filter(({ code }) => code === 'foreign-canonical')
  return { site: page.site, id: page.questionId, url: page.url, aliases: page.aliases, foreign, urlFrom }
}

const foreign = [{ code: 'foreign-canonical', severity: 'warning', message: expect.any(String) }]

describe.each([
  ['structured data', schema],
  ['landmarks', landmarks],
])('a page of %s', (_, page) => {
  test.each([
    ['a known site', canonical('https://okwave.jp/qa/q8165099.html'), 'https://okwave.jp/qa/q8165099.html'],
    ['a mirror', canonical('https://sp.okwave.jp/qa/q8165099.html'), 'https://sp.okwave.jp/qa/q8165099.html'],
    ['a partner', canonical('https://oshiete.nifty.com/qa1.html'), 'https://oshiete.nifty.com/qa1.html'],
    ['the sample site', canonical('https://sample.example/qa/q1.html'), 'https://sample.example/qa/q1.html'],
    [
      'a site of shared ids',
      canonical('https://oshiete.goo.ne.jp/qa/1.html'),
      'https://oshiete.goo.ne.jp/qa/1.html',
    ],
    [
      'an unknown site',
      canonical('https://victim.example/questions/5'),
      'https://victim.example/questions/5',
    ],
    ['the loopback', canonical('http://127.0.0.1/questions/5'), 'http://127.0.0.1/questions/5'],
    [
      'another subdomain',
      canonical('https://qa.evil.example/questions/5'),
      'https://qa.evil.example/questions/5',
    ],
    [
      'another site under a base',
      `<base href="https://okwave.jp/">${canonical('/qa/q1.html')}`,
      'https://okwave.jp/qa/q1.html',
    ],
    [
      'another site in og:url',
      '<meta property="og:url" content="https://okwave.jp/qa/q1.html">',
      'https://okwave.jp/qa/q1.html',
    ],
  ])('that claims a page of %s keeps its own identity', (_name, head, alias) => {
    const own = 'https://evil.example/x'
    expect(recordOf(page(head), own)).toMatchObject({
      site: 'evil.example',
      url: own,
      aliases: [alias],
      foreign,
    })
  })

  test('of a known site may name a question of that site, on any of its hosts', () => {
    const record = recordOf(
      page(canonical('https://okwave.jp/qa/q81.html')),
      'https://sp.okwave.jp/profile/u1',
    )
    expect(record).toMatchObject({
      site: 'okwave',
      id: '81',
      url: 'https://okwave.jp/qa/q81.html',
      foreign: [],
    })
  })

  test('of a mirror is its site, and may not leave it', () => {
    const mirror = 'http://127.0.0.1:8000/qa/q7.html'
    expect(recordOf(page(canonical('https://okwave.jp/qa/q7.html')), mirror, 'okwave')).toMatchObject({
      site: 'okwave',
      id: '7',
      foreign: [],
    })
    expect(recordOf(page(canonical('https://okwave.jp/qa/q9.html')), mirror, 'sample')).toMatchObject({
      site: 'sample',
      id: '7',
      aliases: ['https://okwave.jp/qa/q9.html'],
      foreign,
    })
  })

  test('in a file is whose it says, and the outcome tells where the URL comes from', () => {
    const file = 'file:///tmp/saved.html'
    expect(recordOf(page(canonical('https://okwave.jp/qa/q7.html')), file)).toMatchObject({
      site: 'okwave',
      id: '7',
      foreign: [],
      urlFrom: 'canonical',
    })
    expect(recordOf(page(''), file)).toMatchObject({ site: 'file', urlFrom: undefined })
  })

  test.each(['okwave', 'sample', 'file'])('of a host called %s is not that site', (host) => {
    const record = recordOf(page(''), `https://${host}/qa/q5.html`)
    expect(record).toMatchObject({ site: `${host}.`, url: `https://${host}/qa/q5.html` })
  })
})

test('structured data may name another question of its own host, and its own URL becomes an alias', () => {
  const record = recordOf(schema(canonical('/questions/5/other')), 'https://qa.example/questions/9/x')
  expect(record).toMatchObject({
    site: 'qa.example',
    id: '5',
    aliases: ['https://qa.example/questions/9/x'],
    foreign: [],
  })
})

test.each(['8165099', '__proto__'])('an identifier %s is an id of the page’s own site', (identifier) => {
  const data = JSON.stringify({ ...question, identifier })
  const html = `<html><body><script type="application/ld+json">${data}</script><p>x</p></body></html>`
  expect(recordOf(html, 'https://evil.example/x')).toMatchObject({
    site: 'evil.example',
    id: identifier,
    aliases: [],
    foreign: [],
  })
})
