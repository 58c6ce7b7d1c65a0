/** `parseLinks` on invented pages. */
import { expect, test } from 'vitest'
import { noLinks } from '../../../src/parse/links/links.ts'
import { parseLinks } from '../../../src/parse/read-page.ts'
import type { SiteDefinition } from '../../../src/sites/site-definition.ts'

const url = 'https://okwave.jp/list/new_question?page=2'
const linksOf = (html: string, at = url) => parseLinks(html, { url: at, contentType: 'text/html' })

test('question links, list pages and the next page are found whatever their class names', () => {
  const links = linksOf(`
    <a class="link_qa" href="/qa/q9900001.html">一</a>
    <p class="qat"><a href="http://okwave.jp/qa/q9900002.html#a">二</a></p>
    <table class="ok_list"><tr><td><a href="/help/q9900003.html">not under /qa</a></td></tr></table>
    <a href="/category">カテゴリ</a> <a href="/profile/u1.html">人</a>
    <div class="ok_paging"><a href="?page=1">前へ</a><a href="?page=3">次へ</a></div>`)
  expect(links).toEqual({
    questions: ['https://okwave.jp/qa/q9900001.html', 'http://okwave.jp/qa/q9900002.html'],
    likelyQuestions: [],
    lists: [
      'https://okwave.jp/category',
      'https://okwave.jp/list/new_question?page=1',
      'https://okwave.jp/list/new_question?page=3',
    ],
    feeds: [],
    next: 'https://okwave.jp/list/new_question?page=3',
    canonical: null,
    listed: [],
  })
})

test('feeds are named by rel and media type, in the head alone', () => {
  const { feeds, lists } = linksOf(`
    <link rel="alternate" type="application/rss+xml; charset=utf-8" href="/feed.rss">
    <link rel="ALTERNATE home" type="application/atom+xml" href="/feed.atom">
    <link rel="feed" href="/feed">
    <link rel="alternate" hreflang="en" href="/en/"><link rel="alternate stylesheet" type="text/css" href="/a.css">
    <link rel="alternate" type="application/json+oembed" href="/oembed"><a rel="alternate" type="application/rss+xml" href="/x">x</a>`)
  expect(feeds).toEqual([
    'https://okwave.jp/feed.rss',
    'https://okwave.jp/feed.atom',
    'https://okwave.jp/feed',
  ])
  expect(lists).toEqual([])
})

test('rel=next names the next page, in the head and in the body', () => {
  expect(linksOf('<link rel="next" href="/list/new_question?page=9">').next).toBe(
    'https://okwave.jp/list/new_question?page=9',
  )
  expect(linksOf('<div id="ok_paging"><a rel="nofollow next" href="?page=8">›</a></div>').next).toBe(
    'https://okwave.jp/list/new_question?page=8',
  )
})

test('links are resolved against <base>, and the canonical URL is read', () => {
  const links = linksOf(
    '<base href="https://okwave.jp/x/"><link rel=canonical href="/qa/q9900009.html"><a href="../qa/q9900010.html">q</a>',
  )
  expect(links.questions).toEqual(['https://okwave.jp/qa/q9900010.html'])
  expect(links.canonical).toBe('https://okwave.jp/qa/q9900009.html')
})

test('an outbound link loses its wrapper', () => {
  const links = linksOf('<a href="/jump?url=https%3A%2F%2Fokwave.jp%2Fqa%2Fq9900011.html">q</a>')
  expect(links.questions).toEqual(['https://okwave.jp/qa/q9900011.html'])
})

test('a wrapper around anything but an http URL is not a link, and a fragment goes with the wrapper', () => {
  const links = linksOf(
    '<a rel=next href="/jump?url=javascript:alert(1)">a</a><a href="/jump?url=https://okwave.jp/qa/q9900012.html%23a">b</a>',
  )
  expect(links.next).toBeNull()
  expect(links.questions).toEqual(['https://okwave.jp/qa/q9900012.html'])
})

test('links that lead nowhere are left out', () => {
  const links = linksOf(
    '<a href="javascript:void(0)">a</a><a href="mailto:a@b.example">b</a><a href="http://[bad">c</a><a href="#top">d</a>',
  )
  expect(links).toEqual(noLinks)
})

test('a host that serves a site has the links of that site', () => {
  const links = parseLinks('<a href="/qa/q9900012.html">q</a>', {
    url: 'http://127.0.0.1:9/list/x',
    site: 'sample',
  })
  expect(links.questions).toEqual(['http://127.0.0.1:9/qa/q9900012.html'])
})

test('what a link leads to follows from the definition of its site, and without one from nothing', () => {
  const forum: SiteDefinition = {
    name: 'forum',
    version: 1,
    hosts: ['forum.example'],
    timeZone: null,
    // No number stands in these paths, nor a word that says what they are.
    urls: { question: '/frage/{id}', ids: /^[a-z]+$/, lists: ['/thema/*'] },
    layouts: [],
  }
  const html = `<a href="/frage/rosen">a</a><a href="/frage/rosen/drucken">b</a><a href="/thema/garten">c</a>
    <a href="https://elsewhere.example/frage/rosen">d</a><a href="/impressum">e</a>`
  const at = { url: 'https://forum.example/thema/alle', contentType: 'text/html' }
  const none = noLinks
  const found = parseLinks(html, { ...at, sites: [forum] })
  expect(found).toMatchObject({
    questions: ['https://forum.example/frage/rosen'],
    lists: ['https://forum.example/thema/garten'],
  })
  expect(parseLinks(html, at)).toEqual(none)
})
