/** What the page of a search says and links to where not all hits were found in time. */
import { expect, test } from 'vitest'
import { searchPage } from '../../../../src/analyse/browse/pages/search-page.ts'
import { type SlowDatabase, slowDatabase } from '../slow-database.ts'

const quick = (hits: number) => slowDatabase(hits, () => 1)
/** Only few hits are found in time. */
const slow = (hits: number) => slowDatabase(hits, (wanted) => (wanted > 100 ? 300 : 30))

async function said({ ask, now }: SlowDatabase, address: string): Promise<string> {
  const { main } = await searchPage(ask, new URLSearchParams(address), now)
  return String(main).replaceAll('&amp;', '&')
}

test('a search that was ended shows what was found until then, says so, and leads to the others', async () => {
  const page = await said(slow(5_000), 'q=a&site=sample')
  expect(page).toContain('100 questions among the first 100 hits: what was found in 0.15 seconds.')
  expect(page).toContain(
    'There are more: <a href="/?q=a&site=sample&hits=1000">look for 1,000 hits</a>, or add a word.',
  )
  expect(page).toContain('Counts are of these 100 questions. A choice searches all of them.')
  // The statement is what ran; the files have all hits.
  expect(page).toContain('qa.search(&#39;a&#39;, 101')
  expect(page).toContain('href="/questions.csv?q=a&site=sample"')
  const newest = await said(slow(5_000), 'status=open')
  expect(newest).toContain('The newest 100 questions: what was found in 0.15 seconds.')
  expect(newest).toContain(
    '<a href="/?status=open&hits=1000">look for 1,000 hits</a>, narrow them, or search.',
  )
})

test('the pages of a search are of that search', async () => {
  const few = await said(slow(5_000), 'q=a')
  expect(few).toContain('Page 1 of 4')
  expect(few).toContain('<a rel="next" href="/?q=a&page=2&hits=100">')
  const second = await said(slow(5_000), 'q=a&page=2&hits=100')
  expect(second).toContain('<ol class="hits" start="26">')
  expect(second).toContain('<a rel="prev" href="/?q=a&hits=100">')
  const many = await said(quick(5_000), 'q=a')
  expect(many).toContain('Page 1 of 40')
  expect(many).toContain('<a rel="next" href="/?q=a&page=2&hits=1000">')
  expect(await said(quick(60), 'q=a')).toContain('<a rel="next" href="/?q=a&page=2">')
})

test('what is waited for once is waited for in other orders and narrower searches', async () => {
  const page = await said(quick(5_000), 'q=a&hits=1000')
  expect(page).toContain('<a href="/?q=a&sort=new&hits=1000">Newest first</a>')
  expect(page).toContain('<strong aria-current="true">Titles first</strong>')
  const few = await said(quick(5_000), 'q=a&hits=100')
  expect(few).toContain('<a href="/?q=a&sort=new">Newest first</a>')
})

test('where 1,000 hits do not come even when they are waited for, the page does not lead to itself', async () => {
  const slowest = (hits: number) => slowDatabase(hits, (wanted) => (wanted > 100 ? 60_000 : 30))
  const page = await said(slowest(5_000), 'q=a&hits=1000')
  expect(page).toContain(
    '100 questions among the first 100 hits. Looking for 1,000 hits took longer than 5 seconds: add a word or narrow the search.',
  )
  expect(page).not.toContain('look for 1,000 hits')
  expect(await said(slowest(5_000), 'status=open&hits=1000')).toContain(
    'The newest 100 questions. Looking for 1,000 hits took longer than 5 seconds: narrow them, or search.',
  )
  expect(await said(slowest(60), 'q=a&hits=1000')).toContain('60 questions with 60 hits.')
})
