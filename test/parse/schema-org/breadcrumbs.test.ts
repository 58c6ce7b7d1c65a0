/** Breadcrumbs in the structured data of a page whose question another reader reads. */
import { expect, test } from 'vitest'
import { explainPage } from '../../../src/parse/explain/explain.ts'
import { parseQuestionPage } from '../../../src/parse/read-page.ts'

const url = 'https://okwave.jp/qa/q123.html'
const trail = JSON.stringify({
  '@context': 'https://schema.org',
  '@type': 'BreadcrumbList',
  itemListElement: [
    ['OKWAVE', 'https://okwave.jp/'],
    ['生活', 'https://okwave.jp/c1.html'],
    ['生き物', 'https://okwave.jp/c2.html'],
    ['蛙はいつ鳴きますか', url],
  ].map(([name, item], at) => ({ '@type': 'ListItem', position: at + 1, name, item })),
})
const page = (before: string) => `<title>蛙はいつ鳴きますか</title>
  <script type="application/ld+json">${trail}</script>
  ${before}<main><p>受付中</p><h1>蛙はいつ鳴きますか</h1><p>2024/01/02 03:04</p>
  <p>田んぼで夜に鳴くのはなぜでしょうか。</p><p>回答数 0</p></main>`

test('are the categories of a record that has none, without the front page and the question itself', () => {
  expect(parseQuestionPage(page(''), { url })).toMatchObject({
    kind: 'question',
    page: { categories: ['生活', '生き物'], layout: 'okwave/landmarks', checks: [] },
  })
  expect(explainPage(page(''), { url }).rows).toContainEqual(
    expect.objectContaining({ field: 'categories', text: '生活, 生き物' }),
  )
})

test('never replace categories that the page shows', () => {
  const shown = page('<nav class="breadcrumb"><a href="/">OKWAVE</a> &gt; <a href="/c9.html">水辺</a></nav>')
  expect(parseQuestionPage(shown, { url })).toMatchObject({ page: { categories: ['水辺'] } })
})
