/** What the page of a search says of hits beyond those that it shows. */
import { expect, test } from 'vitest'
import type { Ask } from '../../../src/analyse/browse/ask.ts'
import { searchPage } from '../../../src/analyse/browse/pages/search-page.ts'
import type { ReadSession, SqlResult } from '../../../src/analyse/read-session.ts'

const columns = ['site', 'question_id', 'title', 'status', 'categories', 'answers']

/** A database whose search has so many hits, each of another question. */
function searched(hits: number): Ask {
  const all = async (statement: string): Promise<SqlResult> => {
    const limit = Math.min(hits, Number(/limit (\d+)$/.exec(statement)?.[1]))
    return {
      columns,
      rows: Array.from({ length: limit }, (_, id) => ['sample', String(id), 'title', 'open', [], id % 2]),
    }
  }
  return async (read) => await read({ all } as unknown as ReadSession)
}

async function said(ask: Ask, address: string): Promise<string> {
  const { main } = await searchPage(ask, new URLSearchParams(address))
  return String(main)
}

test('exactly 1,000 hits are all of them, and one more is said to be left out', async () => {
  const whole = await said(searched(1_000), 'q=a')
  expect(whole).toContain('1,000 questions with 1,000 hits.')
  expect(whole).not.toContain('Counts are of')
  const cut = await said(searched(1_001), 'q=a')
  expect(cut).toContain('1,000 questions among the first 1,000 hits. There are more')
  expect(cut).toContain('Counts are of these 1,000 questions.')
})

test('without words, exactly 1,000 questions are all of them', async () => {
  expect(await said(searched(1_000), 'status=open')).toContain('1,000 questions, the newest first.')
  expect(await said(searched(1_001), 'status=open')).toContain('The newest 1,000 questions.')
})

test('a search that took too long says how far it looked', async () => {
  const slow: Ask = async (read, patience) => {
    if (patience !== undefined) throw Object.assign(new Error('canceled'), { code: '57014' })
    return await searched(51)(read)
  }
  expect(await said(slow, 'q=a')).toContain('50 questions among the first 50 hits. There are more, but')
})
