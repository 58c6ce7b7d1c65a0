/** The markup of OKWAVE's partners and of its earlier years: the parts of an answer, and pages that are not questions. */
import { describe, expect, test } from 'vitest'
import { parseQuestionPage } from '../../../src/parse/read-page.ts'

const url = 'https://okwave.jp/qa/q9900901.html'

function parse(body: string, title = 'はしごの長さ') {
  const html = `<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`
  return parseQuestionPage(html, { url })
}

function questionIn(body: string, title?: string) {
  const outcome = parse(body, title)
  if (outcome.kind !== 'question') throw new Error(JSON.stringify(outcome))
  return outcome.page
}

const head =
  '<p>解決済み</p><h1>はしごの長さ</h1><p class="text">屋根まで四メートルあります。</p><ul><li>回答数 1</li></ul><h2>質問者が選んだベストアンサー</h2>'
const answered = (above: string, below = '') =>
  questionIn(
    `${head}<div><p>回答No.1</p>${above}<p class="text">五メートルのものを選びます。</p>${below}</div>`,
  )

describe('between 回答No.n and the text', () => {
  const hashigo = { name: 'hashigo', url: null, bestAnswerRate: null }

  test('回答者：NAME is the author', () => {
    const { answers } = answered('<p>回答者：hashigo</p>')
    expect(answers).toMatchObject([{ author: hashigo, body: '五メートルのものを選びます。' }])
  })

  test.each([
    '<p>回答者</p><p>hashigo</p>',
    '<p>回答者：</p><p>hashigo さん</p>',
    '<p><b>回答者</b> hashigo</p>',
    '<dl><dt>回答者：</dt><dd>hashigo</dd></dl>',
  ])('%s is the author', (line) => {
    expect(answered(line).answers).toMatchObject([{ author: hashigo, body: '五メートルのものを選びます。' }])
  })

  test('a text that begins with 回答者： keeps its lines', () => {
    const { answers } = questionIn(
      `${head}<div><p>回答No.1</p><p>回答者：hashigo</p><p class="text">回答者：私<br>五メートルです。</p></div>`,
    )
    expect(answers).toMatchObject([{ author: hashigo, body: '回答者：私\n五メートルです。' }])
  })

  test('a name without its honorific is the author', () => {
    const { answers } = answered('<p>hashigo さん</p><p>ベストアンサー率50% (1/2)</p>')
    expect(answers).toMatchObject([{ author: { name: 'hashigo' } }])
  })

  test('a portrait with a caption is neither author nor text', () => {
    const { answers } = answered(
      '<div><img src="/p.png"><p>回答者の写真</p></div><p>hashigo</p><p>ベストアンサー率50% (1/2)</p>',
    )
    expect(answers).toMatchObject([
      { author: { name: 'hashigo' }, body: '五メートルのものを選びます。', imageUrls: [] },
    ])
  })

  test('a name that appears twice gives its link', () => {
    const { answers } = answered(
      '<a href="/profile/u8.html"><img src="/p.png"></a><p><a href="/profile/u8.html">hashigo</a></p><p>hashigo</p><p>ベストアンサー率50% (1/2)</p>',
    )
    expect(answers).toMatchObject([
      {
        author: { name: 'hashigo', url: 'https://okwave.jp/profile/u8.html' },
        body: '五メートルのものを選びます。',
      },
    ])
  })

  test.each([
    '投稿日時 - 2009-02-03 04:05:06',
    '投稿日時：2009-02-03 04:05:06',
    '回答日時 2009/02/03 04:05:06',
  ])('%s is a time', (line) => {
    const { answers } = answered(`<p>${line}</p>`)
    expect(answers).toMatchObject([{ author: null, postedAt: '2009-02-03T04:05:06+09:00' }])
  })

  test('a line ベストアンサー marks that answer alone', () => {
    const { answers } = questionIn(
      `<p>解決済み</p><h1>はしごの長さ</h1><p class="text">屋根まで四メートルあります。</p><ul><li>回答数 2</li></ul><h2>みんなの回答</h2>
      <div><p>回答No.2</p><p class="text">六メートルのものを選びます。</p></div>
      <div><p>回答No.1</p><p>ベストアンサー</p><p class="text">五メートルのものを選びます。</p></div>`,
    )
    expect(answers.map(({ number, isBest, author, body }) => [number, isBest, author, body])).toEqual([
      [2, false, null, '六メートルのものを選びます。'],
      [1, true, null, '五メートルのものを選びます。'],
    ])
  })

  test('dates and a mark below the texts belong to the answer above them', () => {
    const { answers } = questionIn(
      `<h1>はしごの長さ</h1><div>質問者：kaede QNo.9900901</div><p>困り度：暇なときにでも</p><div>屋根まで四メートルあります。</div><p>回答数：2</p><h2>回答</h2>
      <div>ANo.1</div><div>回答者：hashigo</div><div>種類：アドバイス どんな人：一般人 自信：参考意見</div><div>五メートルです。</div><div>回答日時：09/02/03 04:05</div><div>良回答20pt</div>
      <div>ANo.2</div><div>回答者：noki</div><div>六メートルです。</div><div>回答日時：09/02/04 04:05</div><div>次点10pt</div>`,
    )
    expect(
      answers.map(({ isBest, author, body, postedAt }) => [isBest, author?.name, body, postedAt]),
    ).toEqual([
      [true, 'hashigo', '五メートルです。', '2009-02-03T04:05:00+09:00'],
      [false, 'noki', '六メートルです。', '2009-02-04T04:05:00+09:00'],
    ])
  })

  test('a picture of the answer stays with its text', () => {
    const { answers } = answered('', '<p class="text"><img src="/roof.png"></p>')
    expect(answers).toMatchObject([{ imageUrls: ['https://okwave.jp/roof.png'] }])
  })
})

describe('the numbers of earlier years', () => {
  test('ANo.2 is an answer’s number, 良回答20pt marks the best, 次点10pt nothing', () => {
    const { answers } = questionIn(
      `<p>QNo.9900901</p><h1>はしごの長さ</h1><p class="text">屋根まで四メートルあります。</p>
      <div><p>ANo.2</p><p>良回答20pt</p><p class="text">五メートルです。</p></div>
      <div><p>ANo.1</p><p>次点10pt</p><p class="text">六メートルです。</p></div>`,
    )
    expect(answers.map(({ number, isBest, body }) => [number, isBest, body])).toEqual([
      [2, true, '五メートルです。'],
      [1, false, '六メートルです。'],
    ])
  })

  test('No.2 alone is a number under A 回答 (2件), and a line of the text elsewhere', () => {
    const page = questionIn(
      `<h1>はしごの長さ</h1><p class="text">屋根まで四メートルあります。</p><h2>A 回答 (1件)</h2>
      <div><p>No.2</p><p>回答者： hashigo</p><div class="text">五メートルです。</div></div>`,
    )
    expect(page.answers).toMatchObject([{ number: 2, author: { name: 'hashigo' }, body: '五メートルです。' }])
    const other = answered('', '<p class="text">No.2</p>')
    expect(other.answers).toMatchObject([{ number: 1, body: '五メートルのものを選びます。\nNo.2' }])
  })
})

describe('the heading over the answers', () => {
  const page = (heading: string, number: string) =>
    questionIn(
      `<h1>はしごの長さ</h1><p>質問者：kaede</p><p class="text">屋根まで四メートルあります。</p>${heading}
      <div><p>${number}</p><p>回答者： hashigo</p><div class="text">五メートルです。</div></div>`,
    )

  test.each([
    ['<h2>回答</h2>', 'ANo.2'],
    ['<h2>回答</h2>', 'A.No.2'],
    ['<h3>回答一覧</h3>', 'No.2'],
    ['<h2>A 回答（1件中1～1件）</h2>', 'No.2'],
    ['<h2>A 回答 (1件中 1〜1件目)</h2>', 'No.2'],
  ])('%s before %s is neither title nor text', (heading, number) => {
    expect(page(heading, number)).toMatchObject({
      title: 'はしごの長さ',
      body: '屋根まで四メートルあります。',
      asker: { name: 'kaede' },
      answers: [{ number: 2, author: { name: 'hashigo' }, body: '五メートルです。' }],
    })
  })

  test('without answers on a solved page is an error', () => {
    expect(
      parse('<p>解決済み</p><h1>はしごの長さ</h1><p>2009/02/03</p><p class="text">屋根まで四メートル。</p>'),
    ).toMatchObject({ kind: 'rejected', checks: [{ code: 'best-answer', severity: 'error' }] })
  })

  test('without answers, where the layout names texts of answers, is an error', () => {
    const outcome = parse(
      `<p>締切済み</p><h1 itemprop="name">はしごの長さ</h1><div class="okw_inner"><div class="q_desc">屋根まで四メートル。</div></div><h2>回答</h2><p>その一</p><div class="a_desc">五メートルです。</div>`,
    )
    expect(outcome).toMatchObject({ kind: 'rejected', reason: 'checks' })
  })
})

describe('the declared title', () => {
  const page = (title: string) =>
    questionIn('<h1>はしごの長さ</h1><p class="text">屋根まで四メートル。</p><h2>みんなの回答</h2>', title)

  test('gives category and state if the page shows none', () => {
    expect(page('はしごの長さ - 住まい 締切済み| 【OKWAVE】')).toMatchObject({
      categories: ['住まい'],
      status: 'closed',
    })
    expect(page('はしごの長さ | 住まいのQ&A【OKWave】').categories).toEqual(['住まい'])
  })

  test('that names another category than the page is reported', () => {
    const { categories, checks } = questionIn(
      `<ol class="topicpath"><li><a href="/">トップ</a></li><li><a href="/c9.html">料理</a></li></ol>${head}<div><p>回答No.1</p><p class="text">五メートルです。</p></div>`,
      'はしごの長さ - 住まい 解決済み| 【OKWAVE】',
    )
    expect(categories).toEqual(['料理'])
    expect(checks.map(({ code }) => code)).toEqual(['layout-disagrees'])
  })
})

describe('a page in place of a question, with a list of others', () => {
  const others = (item: (id: number, title: string, count: number) => string) =>
    [item(9900911, '雨どいの掃除', 0), item(9900912, '屋根の色', 1)].join('')
  const lists = {
    'list items': `<ul>${others((id, title, count) => `<li><a href="/qa/q${id}.html">${title}</a><p>回答数 ${count}</p></li>`)}</ul>`,
    'rows of a table': `<table>${others((id, title, count) => `<tr><td><a href="/qa/q${id}.html">${title}</a></td><td>回答数 ${count}</td></tr>`)}</table>`,
    'divs without a class': others(
      (id, title, count) =>
        `<div><div><a href="/qa/q${id}.html">${title}</a></div><div>回答数 ${count}</div></div>`,
    ),
  }

  test.each([
    '<dl><dt><a href="/qa/q9900911.html">雨どいの掃除</a></dt><dd>葉が詰まります。</dd><dd>回答数 0</dd></dl>',
    '<p><a href="/qa/q9900911.html">雨どいの掃除</a></p><p>回答数 0</p>',
    '<div><h3>雨どいの掃除</h3><p>葉が詰まります。</p><p>回答数 0</p><a href="/qa/q9900911.html">読む</a></div>',
    '<p>回答数 0</p>',
  ])('is no question: %s', (list) => {
    expect(parse(`<h1>お知らせ</h1><p>ご利用の環境では表示できません。</p>${list}`, 'OKWAVE').kind).toBe(
      'not-a-question',
    )
  })

  test.each(Object.entries(lists))('is no question: %s', (_name, list) => {
    for (const lead of [
      '<h1>会員ページ</h1><p>このページを見るには登録してください。</p>',
      '<h1 class="a-title a-title--lg a-title--blk">お知らせ</h1><p class="contents">ご利用の環境では表示できません。</p>',
      '<p>しばらくお待ちください。</p>',
    ]) {
      expect(parse(`${lead}<h2>受付中の質問</h2>${list}`, 'OKWAVE').kind).toMatch(
        /^(?:not-a-question|rejected)$/,
      )
    }
  })

  test('of staff that deleted it is not-found', () => {
    const page = `<h1>この質問は利用規約により削除されました</h1>${lists['list items']}`
    expect(parse(page, 'OKWAVE').kind).toBe('not-found')
  })

  test('a question with such a list below keeps its own counts and state', () => {
    const page = questionIn(
      `<p>締切済み</p><h1>はしごの長さ</h1><p class="text">屋根まで四メートル。</p><h2>みんなの回答</h2><div><p>回答No.1</p><p class="text">五メートルです。</p></div><h2>受付中の質問</h2>${lists['list items']}`,
    )
    expect(page).toMatchObject({ status: 'closed', answerCount: null, title: 'はしごの長さ' })
  })
})
