/** Pages that make a parser slow: each repeats one construct `n` times, and once cost quadratic time or more. */

import type { SiteDefinition } from '../../src/sites/site-definition.ts'
import { garden, gardenUrl } from './layouts/garden.ts'
import { hostileGardens } from './layouts/hostile-gardens.ts'

/** One construct, and the URL that it is read under. */
export interface HostilePage {
  readonly name: string
  readonly html: (n: number) => string
  readonly url: string
  /** `text/plain` for a text rendition. */
  readonly contentType: string
  readonly sites?: readonly SiteDefinition[]
}

const question = 'https://okwave.jp/qa/q9900001.html'
const elsewhere = 'https://qa.example.com/questions/5/x'

const times = (n: number, part: (at: number) => string) =>
  Array.from({ length: n }, (_, at) => part(at)).join('')
const page = (body: string, head = '') =>
  `<!doctype html><html><head><title>t</title>${head}</head><body>${body}</body></html>`
const head = '<h1>質問の題名</h1><p>困ってます</p><p>本文です。</p><p>回答数1</p>'
const answer = (at: number) => `<p>回答No.${at + 1}</p><p>author</p><p>本文${at}</p>`
const script = (data: unknown) => `<script type="application/ld+json">${JSON.stringify(data)}</script>`
const declared = (fields: object, more: readonly object[] = []) =>
  script({ '@graph': [{ '@type': 'Question', name: 'n', text: 't', ...fields }, ...more] })
const item = (inner: string) =>
  `<div itemscope itemtype="https://schema.org/Question"><h1 itemprop="name">n</h1><p itemprop="text">t</p>${inner}</div>`
const answers = (n: number, fields: (at: number) => object) =>
  Array.from({ length: n }, (_, at) => ({ '@type': 'Answer', url: `#a${at}`, ...fields(at) }))
/** As deep as pages may be, in proportion to `n`: what climbs to the root from every block is quadratic. */
const depth = (n: number) => Math.min(1_500, n >> 2)

const pages: Readonly<Record<string, Pick<HostilePage, 'html'> & Partial<HostilePage>>> = {
  'answers with one number': {
    html: (n) => page(head + '<div><p>回答No.1</p><p>a</p><p>本文</p></div>'.repeat(n)),
  },
  'answers of seven looks': {
    html: (n) =>
      page(
        head +
          times(n, (at) => `<h${(at % 6) + 1}>回答No.${(at % 50) + 1}</h${(at % 6) + 1}><p>a</p><p>本文</p>`),
      ),
  },
  'a heading for each answer': {
    html: (n) => page(head + times(n, (at) => `<h2>その他の回答 (1)</h2><div>${answer(at)}</div>`)),
  },
  'answers far down': { html: (n) => page(head + '<div>'.repeat(depth(n)) + times(n, answer)) },
  'texts beside answers far down': {
    html: (n) =>
      page(
        head + '<b>'.repeat(depth(n)) + times(n, (at) => `<div>${answer(at)}</div><p>本文の続きです。</p>`),
      ),
  },
  'paragraphs in open inline elements': { html: (n) => page('<i>'.repeat(depth(n)) + '<p>a'.repeat(n)) },
  'cells in open tables': {
    html: (n) => page('<table><tr><td>'.repeat(depth(n) >> 1) + 'x<td>'.repeat(n)),
  },
  'answers in an element with a long class': {
    html: (n) => page(`${head}<div class="${'a '.repeat(n)}">${times(n, answer)}</div>`),
  },
  'headings and declared titles': {
    html: (n) =>
      page(
        times(n, () => '<h1>題名です</h1>') + head + answer(0),
        times(n, (at) => `<meta property="og:title" content="題名${at}">`),
      ),
  },
  'headings and a title of many parts': {
    html: (n) =>
      `<title>${'題名です | '.repeat(n)}</title>${'<h1>何かの題名</h1>'.repeat(n)}${head}${answer(0)}`,
  },
  'categories beside the counts': {
    html: (n) =>
      page(
        `<ul>${'<li>派遣</li>'.repeat(n)}</ul><h1>題名です</h1><p>本文です。</p><ul>${'<li>派遣</li>'.repeat(n)}<li>回答数1</li></ul>${answer(0)}`,
      ),
  },
  'replies that name the asker in their header': {
    html: (n) => page(head + answer(0) + '<p><b>質問者</b><b>お礼</b></p>'.repeat(n)),
  },
  'body texts of a layout': {
    html: (n) =>
      page(head + times(n, (at) => `<p>回答No.${at + 1}</p><p class="contents">本文${at}です。</p>`)),
  },
  'paragraphs of many looks': {
    html: (n) => page(head + answer(0) + times(n, (at) => `<p class="c${at}">文です。</p>`)),
  },
  'lines of many runs': {
    html: (n) => page(`${head}<div><b>回答No.1</b><br>x<br>${'<i>x</i>'.repeat(n)}</div>`),
  },
  'a related list of one question': {
    html: (n) =>
      page(
        `${head}${answer(0)}<h2>関連するQ&amp;A</h2>${'<li><a href="/qa/q1.html">題名</a><p>ex</p></li>'.repeat(n)}`,
      ),
  },
  'a table with wide heads': {
    html: (n) =>
      page(
        `<table><tr>${'<th>x</th>'.repeat(n)}<th>回答数</th></tr>${times(n, (at) => `<tr><td><a href="/qa/q${at}.html">t</a></td></tr>`)}</table>`,
      ),
  },
  'a list of one question in itself': {
    html: (n) =>
      page('<ul><li><a href="/qa/q1.html">t</a>'.repeat(depth(n) >> 1) + '<b>x</b>回答1'.repeat(n)),
  },
  'links in a sidebar with a long class': {
    html: (n) =>
      page(
        `<div class="${'a '.repeat(n)} side">${times(n, (at) => `<li><a href="/qa/q${at}.html">t</a>回答1</li>`)}</div>`,
      ),
  },
  'links around everything': {
    html: (n) => page('<a href="/x">'.repeat(depth(n)) + '<b>x</b>'.repeat(n)),
  },
  'links to a long base': {
    html: (n) => page('<a href="x">x</a>'.repeat(n), `<base href="https://okwave.jp/${'a/'.repeat(n)}">`),
  },
  'rows in open inline elements': {
    html: (n) =>
      page(
        `<table>${'<i>'.repeat(depth(n))}${times(n, (at) => `<tr><td><a href="/qa/q${at}.html">t</a></td></tr>`)}</table>`,
      ),
  },
  'titles of a layout far down': {
    html: (n) => page('<div>'.repeat(depth(n)) + '<h1 itemprop="name">題名</h1>'.repeat(n)),
  },
  'paragraphs without a body': { html: (n) => '<p>a</p>'.repeat(n) },
  'formatting that straddles': { html: (n) => page('<b><div></b>x</div>'.repeat(n)) },
  'formatting that moves its content': {
    html: (n) => page(`${'<b>'.repeat(20)}<div>${'<i></i>'.repeat(n)}${'</b>'.repeat(20)}x`),
  },
  'a form that ends far up': {
    html: (n) => page(`<form>${'<div>'.repeat(depth(n))}</form>x${'<p>x'.repeat(n)}`),
  },
  'stray end tags far down': {
    html: (n) => page(`<form>${'<b><span>'.repeat(depth(n) >> 1)}</form>x${'</i>'.repeat(n)}`),
  },
  'a body that ends again and again': { html: (n) => page(`<div></body>${'<p>x</body>'.repeat(n)}`) },
  'loose content of a table': { html: (n) => page(`<table>${'<b>x</b><tr>'.repeat(n)}`) },
  'links that are never closed': { html: (n) => page('<a href="/x">x'.repeat(n)) },
  'templates of a page that is misnested': {
    html: (n) => page(`<div></body>x${'<template><tr><td>a</template>'.repeat(n)}`),
  },
  'comments that end early': { html: (n) => page('<!-- a --!>b'.repeat(n)) },
  'declared answers': {
    html: (n) => page('x', declared({ suggestedAnswer: answers(n, (at) => ({ text: `a${at}` })) })),
    url: elsewhere,
  },
  'declared answers, half of them accepted': {
    html: (n) =>
      page(
        'x',
        declared({
          acceptedAnswer: answers(n >> 1, () => ({ text: 'a' })),
          suggestedAnswer: answers(n >> 1, () => ({ text: 'b' })),
        }),
      ),
    url: elsewhere,
  },
  'declared answers by an author with many empty names': {
    html: (n) =>
      page(
        'x',
        declared({ suggestedAnswer: answers(n, () => ({ text: 'a', author: { '@id': '#p' } })) }, [
          {
            '@id': '#p',
            '@type': 'Person',
            name: [...Array.from({ length: n }, () => ({ name: ' ' })), 'p'],
          },
        ]),
      ),
    url: elsewhere,
  },
  'declared authors': {
    html: (n) => page('x', declared({ author: Array.from({ length: n }, (_, at) => ({ name: `a${at}` })) })),
    url: elsewhere,
  },
  'names that are named twice a level': {
    html: (n) =>
      page(
        'x',
        declared(
          { name: [{ '@id': '#0' }, { '@id': '#0' }] },
          Array.from({ length: n }, (_, at) => ({
            '@id': `#${at}`,
            name: [{ '@id': `#${at + 1}` }, { '@id': `#${at + 1}` }],
          })),
        ),
      ),
    url: elsewhere,
  },
  'values of one property': { html: (n) => page(item('<i itemprop="x">a</i>'.repeat(n))), url: elsewhere },
  'names in one attribute': {
    html: (n) => page(item(`<i itemprop="${times(n, (at) => `p${at} `)}">a</i>`)),
    url: elsewhere,
  },
  'texts within texts': {
    html: (n) => page(item('<div itemprop="text">'.repeat(depth(n)) + '<p>a</p>'.repeat(n))),
    url: elsewhere,
  },
  'answers in microdata': {
    html: (n) =>
      page(
        item(
          times(
            n,
            (at) =>
              `<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer" id="a${at}"><div itemprop="text">x${at}</div></div>`,
          ),
        ),
      ),
    url: elsewhere,
  },
  'answers that do not say whose they are': {
    html: (n) =>
      page(
        item(
          times(
            n,
            (at) => `<p itemscope itemtype="https://schema.org/Answer" id="a${at}"><i itemprop="text">x</i>`,
          ),
        ),
      ),
    url: elsewhere,
  },
  'texts that are cut': {
    html: (n) =>
      page(
        times(n, (at) => `<div>abc ${at} long text</div>`) +
          declared({ suggestedAnswer: answers(n, (at) => ({ text: `abc ${at} lo…` })) }),
      ),
    url: elsewhere,
  },
  'texts that begin alike and are cut': {
    html: (n) =>
      page(
        '<div>abc def ghi jkl</div>'.repeat(n) +
          declared({ suggestedAnswer: answers(n, () => ({ text: 'abc def…' })) }),
      ),
    url: elsewhere,
  },
  'accepted answers that are names': {
    html: (n) =>
      page(
        declared({
          acceptedAnswer: Array.from({ length: n }, (_, at) => ({ '@id': `#x${at}` })),
          suggestedAnswer: answers(n, () => ({ text: 'a' })),
        }),
      ),
    url: elsewhere,
  },
  'lists of breadcrumbs': {
    html: (n) =>
      page(
        declared(
          {},
          Array.from({ length: n }, () => ({
            '@type': 'BreadcrumbList',
            itemListElement: [{ name: 'Home' }],
          })),
        ),
      ),
    url: elsewhere,
  },
  'questions related to one another': {
    html: (n) =>
      page(
        script({
          '@graph': Array.from({ length: n }, (_, at) => ({
            '@type': 'Question',
            '@id': `#${at}`,
            name: `n${at}`,
            relatedQuestion: [{ '@id': `#${(at + 1) % n}` }, { '@id': `#${(at * 7) % n}` }],
          })),
        }),
      ),
    url: elsewhere,
  },
  'times without an offset': {
    html: (n) =>
      page(
        times(n, (at) => `<i title="2024-01-02 03:04:05Z">${at}</i>`) +
          declared({
            suggestedAnswer: answers(n, () => ({ text: 'a', dateCreated: '2024-01-02T03:04:05' })),
          }),
      ),
    url: elsewhere,
  },
  ...damagedScripts({
    'commas too many': (n) => `[${'[1,],'.repeat(n)}]`,
    'commas missing': (n) => `[${'"a" '.repeat(n)}]`,
    'quotes in a string': (n) => `["${'he "said" '.repeat(n)}"]`,
    'brackets that are never closed': (n) => '[{"a":'.repeat(n),
    'comments that are never closed': (n) => `[${'<!-- /* '.repeat(n)}`,
    'tags that are never closed': (n) => `[${'<p '.repeat(n)}`,
    'single quotes': (n) => `[${"'a' 'b, ".repeat(n)}]`,
    'values in a row': (n) => '{"a":1};'.repeat(n),
    'escapes of JavaScript': (n) => `["${String.raw`\'`.repeat(n)}"]`,
    'words without quotes': (n) => `[${'abc,'.repeat(n)}]`,
  }),
  'lines of a text rendition': {
    html: (n) =>
      `• 締切済み\n\n題名\n\n本文です。\n  • 回答数${n}\n\nみんなの回答\n${times(n, (at) => `  • 名前${at}\n回答No.${at + 1}\n\n本文${at}\n`)}専門家に質問してみよう`,
    contentType: 'text/plain',
  },
  'related questions of a text rendition': {
    html: (n) =>
      `• 締切済み\n\n題名\n\n本文です。\n  • 回答数0\n\n関連するQ&A\n${'  • 題名\nex\n'.repeat(n)}専門家に質問してみよう`,
    contentType: 'text/plain',
  },
}

function damagedScripts(scripts: Readonly<Record<string, (n: number) => string>>) {
  return Object.fromEntries(
    Object.entries(scripts).map(([name, text]) => [
      `a script with ${name}`,
      {
        html: (n: number) => page(`<script type="application/ld+json">${text(n)}</script>`),
        url: elsewhere,
      },
    ]),
  )
}

/** Pages that all readers can read, so that their records are also compared. */
const gardens = [{ ...garden, readers: ['layouts', 'landmarks', 'structured-data'] as const }]

export const hostilePages: readonly HostilePage[] = [
  ...Object.entries(pages).map(([name, one]) => ({
    name,
    html: one.html,
    url: one.url ?? question,
    contentType: one.contentType ?? 'text/html',
  })),
  ...hostileGardens.map((one) => ({ ...one, url: gardenUrl, contentType: 'text/html', sites: gardens })),
]
