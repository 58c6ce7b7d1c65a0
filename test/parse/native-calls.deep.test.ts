/**
 * Native calls on page data, whose work cannot be counted: combining marks through NFKC, searches for a long text in a long
 * one, URLs against a long base. Linear, each takes a second or less; quadratic, minutes.
 */
import { expect, test } from 'vitest'
import { parseRobots } from '../../src/fetch/robots.ts'
import { readPage } from '../../src/parse/read-page.ts'

const url = 'https://okwave.jp/qa/q9900001.html'
const head = '<h1>質問の題名</h1><p>困ってます</p><p>本文です。</p><p>回答数1</p><p>回答No.1</p><p>a</p>'
const long = 'a'.repeat(500_000)

test.each([
  ['combining marks of two classes', `${head}<p>e${'\u0301\u0316'.repeat(200_000)}</p>`],
  ['ligatures of eighteen letters', `${head}<p>${'\ufdfa'.repeat(500_000)}</p>`],
  [
    'a related title that nearly occurs before it',
    `${head}<p>x</p><h2>関連するQ&amp;A</h2><li>${long}<a href="/qa/q1.html">b${long}</a></li>`,
  ],
  [
    'body texts that nearly occur in each other',
    `${head}${Array.from({ length: 2_000 }, (_, at) => `<p class="contents">b${'a'.repeat(500)}${at}</p>`).join('')}`,
  ],
  [
    'links to a base of half a megabyte',
    `<base href="https://okwave.jp/${long}/">${'<a href="x">x</a>'.repeat(20_000)}`,
  ],
  [
    'a class of half a megabyte around many links',
    `<div class="${'a '.repeat(250_000)} side">${'<li><a href="/qa/q1.html">t</a>回答1</li>'.repeat(10_000)}</div>`,
  ],
])(
  '%s take linear time, within the time limit',
  (_name, html) => {
    expect(readPage(html, { url, contentType: 'text/html' }).outcome).not.toMatchObject({
      reason: 'parser-crashed',
    })
  },
  120_000,
)

test('a robots.txt of half a megabyte of asterisks decides within the time limit', {
  timeout: 120_000,
}, () => {
  const robots = parseRobots(
    Buffer.from(`user-agent: *\n${`disallow: /${'*a'.repeat(200)}b$\n`.repeat(1_200)}`),
  )
  expect(robots.allows(`https://site.example/${'a'.repeat(8_000)}`, 'mondo')).toBe(true)
})

test('a robots.txt of thousands of groups for one agent gives the longest delay', {
  timeout: 120_000,
}, () => {
  const groups = Array.from(
    { length: 12_000 },
    (_, at) => `user-agent: *\ncrawl-delay: ${at}\ndisallow: /x\n`,
  )
  expect(parseRobots(Buffer.from(groups.join(''))).crawlDelay('mondo')).toBeGreaterThan(1_000)
})
