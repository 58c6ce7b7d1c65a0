/** From the address of a search to its statement and back. */
import { expect, test } from 'vitest'
import { filtersOf, searchAddress, searchStatement } from '../../../src/analyse/browse/search-filters.ts'

const of = (query: string) => filtersOf(new URLSearchParams(query))

test('an address says all filters, and what cannot be is left out', () => {
  const query =
    'q=%E6%96%B9%E6%B3%95&site=okwave&category=a&status=open&from=2020-02-29&to=2021-01-01&answered=no&page=2'
  expect(searchAddress(of(query))).toBe(`/?${query}`)
  expect(of('status=none&from=2021-02-30&to=soon&answered=maybe&page=0')).toEqual(of(''))
  expect(searchAddress(of(''))).toBe('/')
})

test('order and kana go into the address and the statement, where there are words', () => {
  const query = 'q=a&sort=relevance&kana=alike'
  expect(searchAddress(of(query))).toBe(`/?${query}`)
  expect(searchStatement(of(query))).toMatch(
    /1001, kana => true\)[\s\S]*order by hit\.relevance desc, hit\.rank/,
  )
  expect(searchAddress(of('sort=relevance&kana=alike'))).toBe('/')
})

test('filters are part of the search for words', () => {
  const query = 'q=a&category=b&status=open&from=2020-02-29&to=2021-01-01&answered=no'
  expect(searchStatement(of(query))).toContain(
    "1001, in_category => 'b', with_status => 'open', posted_from => '2020-02-29', posted_to => '2021-01-01', with_answers => false)",
  )
})

test('values stand in the statement as literals, however they are written', () => {
  const statement = searchStatement(
    of(`q=${encodeURIComponent(`'); drop table qa.question; --\\`)}&site=${encodeURIComponent("o'k")}`),
  )
  expect(statement).toContain(`qa.search( E'''); drop table qa.question; --\\\\', 1001, of_site => 'o''k')`)
  expect(searchStatement(of(`site=${encodeURIComponent("o'k")}`))).toContain(`q.site = 'o''k'`)
})

test('a query is cut to what a person types', () => {
  expect(of(`q=${'a'.repeat(5000)}`).query).toHaveLength(200)
})
