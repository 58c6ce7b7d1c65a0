/** Links of a host that no definition claims: what is followed from which page. The rules of known sites are in crawl-scope.test.ts. */
import { expect, test } from 'vitest'
import type { CrawlScopeOptions } from '../../../src/crawl/scope/crawl-scope.ts'
import { likelyQuestionsFrom, pagesToFollow } from '../../../src/crawl/scope/follow-links.ts'
import { seedsOf } from '../../../src/crawl/scope/seeds.ts'
import { noLinks } from '../../../src/parse/links/links.ts'
import { allWays } from '../ways.ts'

const host = 'ask.frogs.example'
const start = `https://${host}/new`
const likely = `https://${host}/questions/12/x`
const next = `https://${host}/new?page=2`
const links = { ...noLinks, likelyQuestions: [likely], next }
const scopeOf = (more: Partial<CrawlScopeOptions> = {}) =>
  seedsOf({ ...allWays, urls: [start], site: null, hostGroup: null, ...more }).crawlScope
const followed = (
  kind: 'question' | 'list' | 'other',
  depth: number,
  more: Partial<CrawlScopeOptions> = {},
) =>
  pagesToFollow(links, { kind, depth, hostGroup: host }, scopeOf(more)).map(
    ({ path, kind, depth, refused }) => ({
      path,
      kind,
      depth,
      refused,
    }),
  )

const question = { path: '/questions/12/x', kind: 'question', refused: null }

test('a seed that is no question is a list: its likely questions are taken for questions, its next page for a list', () => {
  expect(followed('other', 0)).toEqual([
    { path: '/new?page=2', kind: 'list', depth: 1, refused: null },
    { ...question, depth: 1 },
  ])
})

test('so is the next page of a list; any other page that is no question leads to none by shape', () => {
  expect(followed('list', 7).at(-1)).toEqual({ ...question, depth: 8 })
  expect(followed('other', 1).map(({ path }) => path)).toEqual(['/new?page=2'])
  expect(likelyQuestionsFrom(links, { kind: 'other', depth: 1 })).toEqual([])
})

test('from a question they are related questions, and its next page is a question', () => {
  expect(followed('question', 3)).toEqual([
    { path: '/new?page=2', kind: 'question', depth: 4, refused: null },
    { ...question, depth: 4 },
  ])
  const refusedBy = (follow: CrawlScopeOptions['follow']) =>
    followed('question', 3, { follow }).at(-1)?.refused
  expect([refusedBy(['related']), refusedBy(['list'])]).toEqual([null, 'not followed'])
})

test('filters hold for them as for all links', () => {
  const refusedBy = (more: Partial<CrawlScopeOptions>) => followed('other', 0, more).at(-1)?.refused
  expect([
    refusedBy({ depth: 0 }),
    refusedBy({ exclude: ['/questions/*'] }),
    refusedBy({ follow: [] }),
  ]).toEqual(['deeper than 0', 'excluded by /questions/*', 'not followed'])
})
