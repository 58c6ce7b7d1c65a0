/** Selectors of site definitions that Cheerio cannot compile. */
import { describe, expect, test } from 'vitest'
import { parseQuestionPage } from '../../../src/parse/read-page.ts'
import { selectorFaults } from '../../../src/parse/site/selector-faults.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import type { SiteDefinition } from '../../../src/sites/site-definition.ts'

const forum: SiteDefinition = {
  name: 'forum',
  version: 1,
  hosts: ['forum.example'],
  timeZone: null,
  urls: { question: '/q/{id}' },
  layouts: [],
}
const titled = (title: string): SiteDefinition => ({
  ...forum,
  layouts: [{ name: 'forum/1', recognisedBy: 'h1', question: { title } }],
})

test('the bundled definitions have none', () => {
  expect(bundledSites.definitions.flatMap(selectorFaults)).toEqual([])
})

test.each([
  'p:eq(0), :first',
  'p:contains("a > b")',
  ':is(h1, h2) + *',
  '> p',
  'p:has(> a)',
  '.foo\\:bar',
  'tr:nth-child(2n+1)',
])('%s is a selector', (selector) => {
  expect(selectorFaults(titled(selector))).toEqual([])
})

test.each([
  ['div[', 'Expected name', 'Correct it'],
  ['h1::text', 'Pseudo-elements are not supported', '{ select, attr }'],
  ['//div[@class="x"]', 'Empty sub-selector', 'XPath'],
  ['.md:flex', 'Unknown pseudo-class :flex', 'belongs to the class name'],
  ['.a:first :foo', 'Unknown pseudo-class :foo', 'Correct it'],
  ['p >', 'nothing stands behind', 'Correct it'],
  ['p, ', 'Empty sub-selector', 'Correct it'],
  [':nth-child(x)', 'rule couldn', 'Correct it'],
])('%s is none', (selector, why, hint) => {
  expect(selectorFaults(titled(selector))).toEqual([
    {
      path: 'layouts.0.question.title',
      message: expect.stringContaining(why),
      text: selector,
      hint: expect.stringContaining(hint),
    },
  ])
})

describe('every selector of a definition is tried,', () => {
  const bad = ':bad'
  const site: SiteDefinition = {
    ...forum,
    urls: { question: '/q/{id}', listNext: [bad, { select: bad, attr: ':no' }] },
    notFound: bad,
    wall: { select: bad, match: /:no/ },
    layouts: [
      {
        name: 'forum/1',
        recognisedBy: bad,
        main: bad,
        noise: ['p', bad],
        timeZone: 'UTC',
        question: {
          title: bad,
          body: { at: bad, without: bad },
          asker: { name: bad, url: bad },
          status: { solved: bad },
          categories: { each: bad, skipFirst: 1 },
          replies: { each: bad, kind: 'comment', body: bad },
        },
        answers: {
          each: bad,
          body: () => null,
          replies: [{ each: bad, kind: { thanks: bad }, body: bad }],
        },
        related: { each: bad, title: bad },
        nextPage: bad,
      },
    ],
  }

  test('and nothing else', () => {
    expect(selectorFaults(site).map(({ path }) => path.replace('layouts.0.', ''))).toEqual([
      'urls.listNext.0',
      'urls.listNext.1.select',
      'notFound',
      'wall.select',
      'recognisedBy',
      'main',
      'noise.1',
      'question.title',
      'question.body.at',
      'question.body.without',
      'question.asker.name',
      'question.asker.url',
      'question.status.solved',
      'question.categories.each',
      'question.replies.each',
      'question.replies.body',
      'answers.each',
      'answers.replies.0.each',
      'answers.replies.0.kind.thanks',
      'answers.replies.0.body',
      'related.each',
      'related.title',
      'nextPage',
    ])
  })
})

test('the library throws for one, whatever the page', () => {
  const read = () => parseQuestionPage('', { url: 'https://other.example/', sites: [titled('div[')] })
  expect(read).toThrow('site forum: layouts.0.question.title: "div[" is not a valid CSS selector')
})
