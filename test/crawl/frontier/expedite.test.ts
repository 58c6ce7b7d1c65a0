/** Known pages that changed by the site's own word are due at once. */
import { describe, expect, test } from 'vitest'
import { expediteChanged } from '../../../src/crawl/frontier/expedite.ts'
import type { FoundPage } from '../../../src/crawl/frontier/frontier.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'

const now = new Date('2026-11-29T00:00:00Z')
const page = (path: string, changed: Partial<FoundPage> = {}): FoundPage => ({
  ...{ site: 'okwave', path, kind: 'question', origin: 'https://okwave.jp', hostGroup: 'okwave.jp' },
  ...{ depth: 1, refused: null },
  ...changed,
})

/** The database knows /1 with two answers, loaded and not yet told of more. */
async function expedited(...pages: readonly FoundPage[]) {
  const { db, queries } = recordingDatabase<Database>(({ sql, parameters }) => {
    if (sql.includes('as "seenAt"')) {
      return [{ site: 'okwave', path: '/1', seenAt: new Date(0), said: [], status: 'open', answers: 2 }]
    }
    const rows = parameters.map(String).find((text) => text.startsWith('['))
    return JSON.parse(rows ?? '[]').map(({ site, path }: FoundPage) => ({ site, path }))
  })
  const found = await expediteChanged(db, pages, now)
  return { paths: found.map(({ path }) => path), queries }
}

test('pages that say when they changed are compared by that', async () => {
  const { paths, queries } = await expedited(page('/a', { modifiedAt: '2026-11-28T00:00:00Z' }), page('/b'))
  expect(paths).toEqual(['/a'])
  expect(queries).toHaveLength(1)
})

test('pages that the crawl does not request are left alone', async () => {
  const refused = { refused: 'another host', modifiedAt: '2026-11-28T00:00:00Z' }
  const { paths, queries } = await expedited(page('/a', refused))
  expect([paths, queries]).toEqual([[], []])
})

describe('what a list says of a question', () => {
  const listed = (answers: number, path = '/1') =>
    page(path, { listed: { answers, status: null, at: '2026-11-28T00:00:00Z' } })

  test('makes it due where that is new, once for each page', async () => {
    const { paths, queries } = await expedited(listed(3), listed(3), listed(4))
    expect(paths).toEqual(['/1'])
    const [, update] = queries
    const [row] = JSON.parse(update?.parameters.map(String).find((text) => text.startsWith('[')) ?? '[]')
    expect(row).toMatchObject({ site: 'okwave', path: '/1', said: { length: 2 } })
  })

  test('changes nothing where it is known, or the page was never loaded', async () => {
    const { paths, queries } = await expedited(listed(2), listed(9, '/unknown'))
    expect(paths).toEqual([])
    expect(queries).toHaveLength(1)
  })
})
