/** What the page of a search says of hits that it did not look at. */
import { expect, test } from 'vitest'
import type { Ask } from '../../../src/analyse/browse/ask.ts'
import { searchPage } from '../../../src/analyse/browse/pages/search-page.ts'
import type { ReadSession, SqlResult } from '../../../src/analyse/read-session.ts'

const columns = ['site', 'question_id', 'title', 'status', 'categories', 'answers', 'hits_searched']

/** A database whose search has so many hits, of which the filters leave these questions. */
function searched(hits: number, left: readonly string[]): Ask {
  const all = async (statement: string): Promise<SqlResult> =>
    statement.startsWith('select count(*)')
      ? { columns: ['hits_searched'], rows: [[hits]] }
      : { columns, rows: left.map((id) => ['sample', id, 'title', 'open', [], 0, hits]) }
  return async (read) => await read({ all } as unknown as ReadSession)
}

async function said(ask: Ask, address: string): Promise<string> {
  const { main } = await searchPage(ask, new URLSearchParams(address))
  return String(main)
}

test('a filter that leaves few of the first 1,000 hits is not said to have found all', async () => {
  const address = 'q=a&status=open'
  expect(await said(searched(999, ['1', '2']), address)).toContain('2 questions with 2 hits.')
  expect(await said(searched(1_000, ['1', '2']), address)).toContain(
    '2 questions among the first 1,000 hits.',
  )
})

test('a filter that leaves none of the first 1,000 hits says that there may be more', async () => {
  const address = 'q=a&status=open'
  expect(await said(searched(999, []), address)).toContain('Nothing has all of')
  const cut = await said(searched(1_000, []), address)
  expect(cut).toContain('The first 1,000 hits of')
  expect(cut).not.toContain('Nothing has')
})
