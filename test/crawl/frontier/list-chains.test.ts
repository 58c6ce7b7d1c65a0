import { expect, test } from 'vitest'
import { chainChanges, type KnownList } from '../../../src/crawl/frontier/list-chains.ts'
import { pageKeyOf } from '../../../src/load/page-state.ts'
import { aFoundPage } from '../frontier-pages.ts'

const site = 'okwave'
const visit = (path: string, ...links: readonly string[]) => ({
  site,
  path,
  found: links.map((link) => aFoundPage(link)),
})
const keys = (...paths: readonly string[]) => new Set(paths.map((path) => pageKeyOf({ site, path })))
const known = (...lists: readonly (readonly [path: string, chain: string | null, isNew: boolean])[]) =>
  new Map(
    lists.map(([path, chain, isNew]): [string, KnownList] => [
      pageKeyOf({ site, path }),
      { site, path, chain, isNew },
    ]),
  )

test('a chain begins behind a list that is in none, and goes on behind its members', () => {
  const lists = known(['/list/1', null, true], ['/list/2', '/list/1', true])
  const visits = [visit('/list/1', '/list/a'), visit('/list/2', '/list/b', '/list/c')]
  expect(chainChanges(visits, lists, keys('/list/a', '/list/b'))).toEqual({
    counts: [{ site, root: '/list/1', hasNews: false, barren: 1 }],
    members: [
      { site, path: '/list/a', chain: '/list/1' },
      { site, path: '/list/b', chain: '/list/1' },
    ],
  })
})

test('a new question sets the count back, and a new chain begins behind its list', () => {
  const lists = known(
    ['/list/2', '/list/1', true],
    ['/list/3', '/list/1', true],
    ['/list/4', '/list/1', true],
  )
  const visits = [
    visit('/list/2'),
    visit('/list/3', '/qa/q9.html', '/list/d'),
    visit('/list/4', '/qa/q8.html'),
  ]
  expect(chainChanges(visits, lists, keys('/qa/q9.html', '/list/d'))).toEqual({
    counts: [{ site, root: '/list/1', hasNews: true, barren: 1 }],
    members: [{ site, path: '/list/d', chain: '/list/3' }],
  })
})

test('a list known before never counts, and what it leads to stays in its chain', () => {
  const lists = known(['/list/2', '/list/1', false])
  expect(chainChanges([visit('/list/2', '/list/e')], lists, keys('/list/e'))).toEqual({
    counts: [],
    members: [{ site, path: '/list/e', chain: '/list/1' }],
  })
})

test('a list that the same slice has found is counted in its chain, before the frontier knows it', () => {
  const lists = known(['/list/2', '/list/1', true], ['/list/3', null, true], ['/list/4', null, true])
  const visits = [visit('/list/2', '/list/3'), visit('/list/3', '/list/4'), visit('/list/4')]
  expect(chainChanges(visits, lists, keys('/list/3', '/list/4'))).toEqual({
    counts: [{ site, root: '/list/1', hasNews: false, barren: 3 }],
    members: [
      { site, path: '/list/3', chain: '/list/1' },
      { site, path: '/list/4', chain: '/list/1' },
    ],
  })
})

test('pages of another site are in no chain of this one', () => {
  const elsewhere = aFoundPage('/list/x', { site: 'qa.example' })
  const changes = chainChanges(
    [{ site, path: '/list/1', found: [elsewhere] }],
    known(['/list/1', null, true]),
    new Set([pageKeyOf(elsewhere)]),
  )
  expect(changes).toEqual({ counts: [], members: [] })
})
