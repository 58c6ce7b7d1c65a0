/** What list pages show beside a question's link, in many kinds of markup, all invented. */
import { describe, expect, test } from 'vitest'
import { parseLinks } from '../../../src/parse/read-page.ts'

const at = 'https://okwave.jp/list/new_question'
const link = (id: number) => `<a href="/qa/q990000${id}.html">猫の名前 その${id}</a>`
/** As `1: 5 open`. */
function said(html: string, url = at): string[] {
  const { listed } = parseLinks(`<!DOCTYPE html><html><body>${html}</body></html>`, {
    url,
    contentType: 'text/html',
  })
  return listed.map(({ url: to, answers, status }) =>
    [`${/q990000(\d)/.exec(to)?.[1]}:`, answers, status].filter((part) => part !== null).join(' '),
  )
}

describe('what a list says beside a link', () => {
  test.each([
    ['a count of one element', '<span>回答数5</span>'],
    ['a label and its number', '<dl><dt>回答数</dt><dd>5</dd></dl>'],
    ['a number in an element of its own', '<p>回答数<em>5</em></p>'],
    ['a label, white space and a number of 件', '<span>回答 5件</span>'],
    ['full-width digits and a colon', '<span>回答数：５</span>'],
    ['a number before its label', '<p><strong>5</strong>件の回答</p>'],
    ['brackets', '<span>回答(5)</span>'],
    ['a line of several counts', '<p>2026/03/01 12:00 ｜ 回答数5 ｜ ありがとう数12 ｜ 閲覧100</p>'],
    ['a number of 件 alone', '<span class="num">5件</span>'],
  ])('is read from %s', (_, words) => {
    const item = (id: number, text: string) => `<li><p class="qat">${link(id)}</p>${text}</li>`
    expect(said(`<ul>${item(1, words)}${item(2, '')}</ul>`)).toEqual(['1: 5'])
    expect(said(`<div><div>${link(1)}<div>${words}</div></div><div>${link(2)}</div></div>`)).toEqual(['1: 5'])
  })

  test('is read from each row of a table, by its column heading or within the row', () => {
    const head = '<tr><th>状態</th><th>質問</th><th>回答数</th><th>閲覧</th></tr>'
    const row = (id: number, count: number) =>
      `<tr><td>受付中</td><td>${link(id)}</td><td>${count}</td><td>77</td></tr>`
    expect(said(`<table>${head}${row(1, 3)}${row(2, 0)}</table>`)).toEqual(['1: 3 open', '2: 0 open'])
    const bare = (id: number, count: number) => `<tr><td>${link(id)}</td><td>回答${count}</td></tr>`
    expect(said(`<table><tbody>${bare(1, 4)}${bare(2, 1_024)}</tbody></table>`)).toEqual(['1: 4', '2: 1024'])
  })

  test('is read from a definition list, whose items are not elements', () => {
    const entry = (id: number, count: number) => `<dt>${link(id)}</dt><dd>本文</dd><dd>回答数${count}</dd>`
    expect(said(`<dl>${entry(1, 3)}${entry(2, 8)}</dl>`)).toEqual(['1: 3', '2: 8'])
  })

  test('is read when the whole item is a link, and when the list has only one question', () => {
    const whole = `<li><a href="/qa/q9900001.html"><h3>猫の名前</h3><span>回答 6件</span><span>解決済み</span></a></li>`
    expect(said(`<h1>質問 全9件</h1><ul>${whole}</ul>`)).toEqual(['1: 6 solved'])
  })

  test('includes the status', () => {
    const item = (id: number, word: string) => `<li>${link(id)}<span>${word}</span></li>`
    const words = ['受付中', '解決済み', 'ベストアンサー', '締切済み', '新着']
    expect(said(`<ul>${words.map((word, place) => item(place + 1, word)).join('')}</ul>`)).toEqual([
      '1: open',
      '2: solved',
      '3: solved',
      '4: closed',
    ])
  })

  test.each([
    ['a title that speaks of a count', '<li><a href="/qa/q9900001.html">回答数5</a></li>'],
    [
      'an excerpt that does',
      `<li>${link(1)}<p>${'前置きです。'.repeat(8)} 回答数5 と書かれていました</p></li>`,
    ],
    ['counts of something else', `<li>${link(1)}<span>閲覧</span><span>5件</span></li>`],
    ['two counts that differ', `<li>${link(1)}<span>回答数5</span><span>回答数6</span></li>`],
    ['another item’s count', `<li>${link(1)}</li><li>${link(2)}<span>受付中</span></li>`],
  ])('ignores %s', (_, items) => {
    expect(said(`<ul>${items}</ul>`).filter((each) => each.startsWith('1'))).toEqual([])
  })

  test('is empty when the page contradicts itself or a sidebar says it', () => {
    const item = (count: number) => `<li>${link(1)}<span>回答数${count}</span></li>`
    expect(said(`<ul>${item(5)}</ul><ul>${item(6)}</ul>`)).toEqual([])
    const aside = [`<aside><ol>${item(6)}</ol></aside>`, `<div class="okw_side"><ol>${item(6)}</ol></div>`]
    for (const side of aside) expect(said(`<ul>${item(5)}</ul>${side}`)).toEqual(['1: 5'])
  })

  test('is not read on a question page', () => {
    const page = `<h1>猫の名前</h1><p>決まりません</p><ul><li>回答数<span>1</span></li></ul><h2>みんなの回答</h2>
      <div>回答No.1</div><p>たまはどうですか</p><h2>関連するQ&amp;A</h2><ul><li>${link(1)}<p>回答数5</p></li></ul>`
    expect(said(page, 'https://okwave.jp/qa/q9900009.html')).toEqual([])
  })

  // A walk that is not linear would run for minutes here, past the time that any test has.
  test('reads a page of twenty thousand links', () => {
    const deep = '<div>'.repeat(500) + link(1).repeat(10_000) + '</div>'.repeat(500)
    const wide = `<ul>${Array.from({ length: 10_000 }, (_, id) => `<li>${link(id % 9)}<span>回答${id % 9}</span></li>`).join('')}</ul>`
    expect(said(`${deep}${wide}`).length).toBeGreaterThan(0)
  })
})
