/** The words of a definition, on lists and as landmarks, and the next page of its lists. */
import { describe, expect, test } from 'vitest'
import { explainPage } from '../../../src/parse/explain/explain.ts'
import { parseLinks, parseQuestionPage } from '../../../src/parse/read-page.ts'
import { siteWords } from '../../../src/parse/site/site-words.ts'
import type { SiteDefinition } from '../../../src/sites/site-definition.ts'

const forum: SiteDefinition = {
  name: 'forum',
  version: 1,
  hosts: ['forum.example'],
  timeZone: null,
  urls: { question: '/q/{id}', lists: ['/new'] },
  words: {
    open: ['Unsolved'],
    solved: ['Solved', /^solved by \w+$/i],
    answers: ['answers', 'answer'],
    answer: ['Answer'],
    best: ['Accepted answer'],
    asker: ['Asked by'],
    related: ['Similar questions'],
    noise: ['Share'],
  },
  layouts: [],
}

describe('a word', () => {
  const words = siteWords({ solved: ['Gelöst', /done/g], answers: ['Antworten', 'Replies:', /^(\d+) posts/] })

  test('is a whole text, whatever its case and width; a regular expression is searched for, each time from the start', () => {
    const said = ['gelöst', 'GELÖST', 'is done', 'is done', 'ungelöst'].map((text) =>
      words.says('solved', text),
    )
    expect(said).toEqual([true, true, true, true, false])
    expect(siteWords({ open: ['ＯＰＥＮ'] }).says('open', 'open')).toBe(true)
  })

  test.each([
    ['5 Antworten', 5],
    ['Antworten: 12', 12],
    ['antworten (1.2k)', 1200],
    ['Replies: 3', 3],
    ['7 posts and more', 7],
    ['5 neue Antworten', null],
    ['Antworten', null],
    ['5', null],
  ])('counts in %j: %j', (text, count) => {
    expect(words.count('answers', text)).toBe(count)
  })

  test('of a meaning without words is said nowhere', () => {
    expect([words.has('open'), words.says('open', ''), words.count('open', '5')]).toEqual([
      false,
      false,
      null,
    ])
  })
})

describe('a list', () => {
  const listed = (html: string, words: SiteDefinition['words'] = forum.words) => {
    const sites = [{ ...forum, ...(words === undefined ? {} : { words }) }]
    const items = `<ul><li><a href="/q/1">One</a>${html}</li><li><a href="/q/2">Two</a></li></ul>`
    const options = { url: 'https://forum.example/new', contentType: 'text/html', sites }
    return parseLinks(`<!DOCTYPE html><body>${items}</body>`, options).listed.map(({ answers, status }) => [
      answers,
      status,
    ])
  }

  test.each([
    ['<span>5 answers</span>', [[5, null]]],
    ['<b>1</b> <i>answer</i><b>Solved</b>', [[1, 'solved']]],
    ['<p>Unsolved · 3 answers · 12 views</p>', [[3, 'open']]],
    ['<b>12</b><i>votes</i><b>5</b><i>answers</i><b>100</b><i>views</i>', [[5, null]]],
    ['<b>answers</b> <i>4</i>', [[4, null]]],
    ['<em>solved by ann</em>', [[null, 'solved']]],
    ['<em>Solved</em><em>Unsolved</em><i>2 answers</i>', [[2, null]]],
    ['<i>2 answers</i><i>3 answers</i>', []],
    ['<p>It was solved long ago</p>', []],
  ])('says %s', (html, said) => {
    expect(listed(html)).toEqual(said)
  })

  test('has the count of a column whose heading is the word', () => {
    const sites = [forum]
    const html = `<table><tr><th>Question</th><th>Answers</th></tr><tr><td><a href="/q/1">One</a></td><td>6</td></tr>
<tr><td><a href="/q/2">Two</a></td><td>0</td></tr></table>`
    const { listed: said } = parseLinks(html, {
      url: 'https://forum.example/new',
      contentType: 'text/html',
      sites,
    })
    expect(said.map(({ answers }) => answers)).toEqual([6, 0])
  })

  test('has OKWAVE’s words for the meanings that the definition leaves out, and for no other', () => {
    const html = '<i>回答数3</i><i>締切済み</i><i>解決済み</i>'
    expect(listed(html)).toEqual([[null, 'closed']])
    expect(listed('<i>回答数3</i><i>Solved</i>', { solved: ['Solved'] })).toEqual([[3, 'solved']])
  })
})

describe('landmarks', () => {
  const html = `<!DOCTYPE html><html lang="en"><head><title>Why do frogs sing?</title></head><body><main>
<h1>Why do frogs sing?</h1><p>Solved</p><p>2 answers</p><p>I hear them every night, from dusk to dawn.</p><ul><li>Share</li></ul>
<div><p>Answer 1</p><p>Because they look for company at the pond.</p></div>
<div><p>Answer 2</p><p>Accepted answer</p><p>To tell others where they are, and whose pond it is.</p></div>
<h2>Similar questions</h2><ul><li><a href="/q/8">Do toads sing?</a></li></ul></main></body></html>`
  const options = { url: 'https://forum.example/q/7', contentType: 'text/html' }

  test('are found by the words of the definition', () => {
    const outcome = parseQuestionPage(html, { ...options, sites: [forum] })
    expect(outcome).toMatchObject({
      kind: 'question',
      page: {
        title: 'Why do frogs sing?',
        body: 'I hear them every night, from dusk to dawn.',
        status: 'solved',
        answerCount: 2,
        answers: [
          { number: 1, isBest: false, body: 'Because they look for company at the pond.' },
          { number: 2, isBest: true, body: 'To tell others where they are, and whose pond it is.' },
        ],
        related: [{ title: 'Do toads sing?' }],
      },
    })
    const { words: _, ...without } = forum
    expect(parseQuestionPage(html, { ...options, sites: [without] }).kind).toBe('not-a-question')
  })

  test('are shown by --explain on a page that is no question, too', () => {
    const page = '<!DOCTYPE html><html><body><p>Solved</p><p>2 answers</p><p>Answer 1</p></body></html>'
    const { kind, rows } = explainPage(page, {
      ...options,
      url: 'https://forum.example/about',
      sites: [{ ...forum, words: { solved: ['Solved'] } }],
    })
    expect(kind).toBe('not-a-question')
    expect(rows.map(({ landmarks }) => landmarks)).toEqual([['state solved'], [], []])
  })
})

describe('urls.listNext', () => {
  const next = (html: string, listNext?: SiteDefinition['urls']['listNext'], path = '/new') => {
    const sites = [{ ...forum, urls: { ...forum.urls, ...(listNext === undefined ? {} : { listNext }) } }]
    const url = `https://forum.example${path}`
    return parseLinks(`<!DOCTYPE html><body>${html}<a href="/q/1">One</a></body>`, {
      url,
      contentType: 'text/html',
      sites,
    }).next
  }
  const marked =
    '<a rel="next" href="?page=9">x</a><div class="pager"><a href="?page=1">1</a><a class="on" href="?after=4">2</a></div>'

  test('names the next page of a list, before all marks', () => {
    expect(next(marked)).toBe('https://forum.example/new?page=9')
    expect(next(marked, '.pager .on')).toBe('https://forum.example/new?after=4')
    expect(next(marked, ['.more', '.pager .on'])).toBe('https://forum.example/new?after=4')
    expect(next(marked, ($) => $('.pager a').last().attr('href') ?? null)).toBe(
      'https://forum.example/new?after=4',
    )
  })

  test('that matches nothing means the last page', () => {
    expect(next(marked, '.more')).toBeNull()
    expect(next('<i class="on"></i>', '.on')).toBeNull()
    expect(next('<a class="on" href="javascript:void(0)">x</a>', '.on')).toBeNull()
  })
})
