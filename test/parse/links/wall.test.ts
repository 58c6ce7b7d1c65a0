import { expect, test } from 'vitest'
import { parseQuestionPage, readPage } from '../../../src/parse/read-page.ts'

const url = 'https://okwave.jp/qa/q1.html'
const wallOf = (title: string, h1 = title, at = url) =>
  readPage(
    `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${h1}</h1><p>少々お待ちください。</p></body></html>`,
    { url: at },
  ).wall

test.each([
  ['ログイン | OKWAVE', 'login'],
  ['会員ログイン', 'login'],
  ['Log in to Example', 'login'],
  ['Sign in', 'login'],
  ['年齢確認 | OKWAVE', 'age'],
  ['Age verification', 'age'],
  ['Before you continue to Example', 'consent'],
  ['Cookie settings', 'consent'],
  ['利用規約への同意 | OKWAVE', 'consent'],
  ['ただいまメンテナンス中です', 'maintenance'],
  ['Scheduled maintenance', 'maintenance'],
  ['Just a moment...', 'challenge'],
  ['Attention Required! | Example', 'challenge'],
  ['アクセスが制限されています', 'challenge'],
  // A question about one, and other pages.
  ['ログインできません | OKWAVE', null],
  ['How do I sign in with two accounts?', null],
  ['OKWAVE', null],
])('%s is %s', (title, wall) => {
  expect(wallOf(title)).toBe(wall)
})

test('only under the URL of a question, and where there is none', () => {
  expect(wallOf('ログイン', 'ログイン', 'https://okwave.jp/login')).toBeNull()
  expect(wallOf('OKWAVE', 'ログイン')).toBe('login')
  expect(wallOf('ページが見つかりません')).toBeNull()
})

test('also on a site without a definition, unless the page shows a question or links to some', () => {
  const at = 'https://qa.example/threads/5'
  expect(wallOf('Log in | Example', 'Log in', at)).toBe('login')
  expect(wallOf('Example', 'Welcome', at)).toBeNull()
  const question = { '@type': 'Question', name: 'Sign in', text: 'How?' }
  const data = `<script type="application/ld+json">${JSON.stringify(question)}</script>`
  expect(wallOf('Sign in', `Sign in${data}`, at)).toBeNull()
})

const listOf = (title: string) =>
  `<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>${title} | OKWAVE</title></head><body><h1>${title}</h1><p>このQ&amp;Aを閲覧するにはログインが必要です。</p><h2>回答募集中のQ&amp;A</h2><ul><li><a href="/qa/q9700001.html">庭の金柑の葉が黄色い</a><p>回答数 0</p></li><li><a href="/qa/q9700002.html">網戸の張り替え</a><p>回答数 1</p></li></ul></body></html>`

test('a wall that lists questions is no question itself', () => {
  expect(readPage(listOf('ログイン'), { url })).toMatchObject({
    outcome: { kind: 'not-a-question', url },
    wall: 'login',
    links: { questions: [expect.any(String), expect.any(String)] },
  })
})

const stated = (title: string, answer: string) =>
  parseQuestionPage(
    `<title>${title} | OKWAVE</title><main><p>受付中</p><h1>${title}</h1><p>2024/01/02 03:04</p><p>続きを読むには会員になる必要があります。無料です。</p><p>回答数 ${answer === '' ? 0 : 1}</p>${answer}</main>`,
    { url },
  )

test('a wall that shows state and date of the question behind it is no question', () => {
  expect(stated('ログインしてください', '').kind).toBe('not-a-question')
  expect(stated('蛙の声を聞きたい', '').kind).toBe('question')
})

test('a question may be called like a wall, and then somebody has answered it', () => {
  const answer = '<h2>回答 (1)</h2><div><p>回答No.1</p><p>taro さん</p><p>画面の右上にあります。</p></div>'
  expect(stated('メンテナンス', answer).kind).toBe('question')
})
