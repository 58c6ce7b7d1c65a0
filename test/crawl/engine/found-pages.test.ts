/** Which of the pages that a slice has found it goes on with, over a frontier that this file states. */
import { beforeEach, describe, expect, test } from 'vitest'
import { FoundPages } from '../../../src/crawl/engine/found-pages.ts'
import type { FoundPage } from '../../../src/crawl/frontier/frontier.ts'
import type { VisitResult } from '../../../src/crawl/visit/visit.ts'
import type { Database } from '../../../src/database/schema/schema.ts'
import { recordingDatabase } from '../../database/recording-dialect.ts'
import { aDuePage, aFoundPage as found } from '../frontier-pages.ts'

const now = new Date('2026-03-01T00:00:00Z')
const visited = (path: string, ...pages: readonly FoundPage[]): VisitResult =>
  ({ visits: [{ page: aDuePage({ path }), found: pages }], interrupted: null }) as never

describe('the pages that a slice has found', () => {
  let known: Set<string>
  let lookups: string[][]
  let pages: FoundPages
  const { db } = recordingDatabase<Database>(({ parameters }) => {
    const asked: FoundPage[] = JSON.parse(String(parameters[0]))
    lookups.push(asked.map(({ path }) => path))
    return asked.filter(({ path }) => !known.has(path))
  })
  beforeEach(() => {
    known = new Set()
    lookups = []
    pages = new FoundPages({ hostGroup: 'okwave.jp', now }, db)
  })
  const next = async (...results: readonly VisitResult[]) =>
    (await pages.next(results)).map(({ path }) => path)

  test('are those that the frontier does not know, in its order', async () => {
    known.add('/qa/q2.html')
    const list = visited('/list/1', found('/qa/q3.html'), found('/qa/q2.html'), found('/list/2'))
    expect(await pages.next([list])).toEqual([
      aDuePage({ path: '/list/2', kind: 'list', dueAt: now }),
      aDuePage({ path: '/qa/q3.html', dueAt: now }),
    ])
  })

  test('are looked up once, and never visited twice in a slice', async () => {
    const first = visited('/list/1', found('/list/2'), found('/qa/q1.html'))
    expect(await next(first)).toEqual(['/list/2', '/qa/q1.html'])
    const second = visited('/list/2', found('/list/1'), found('/qa/q1.html'), found('/qa/q2.html'))
    expect(await next(first, second)).toEqual(['/qa/q2.html'])
    expect(await next(first, second)).toEqual([])
    expect(lookups).toEqual([['/list/2', '/qa/q1.html'], ['/qa/q2.html']])
  })

  test('are as near to a seed as the nearest page that names them', async () => {
    const far = visited('/qa/q8.html', found('/qa/q1.html', { depth: 3 }))
    const near = visited('/qa/q9.html', found('/qa/q1.html', { depth: 2 }))
    expect((await pages.next([far, near])).map(({ depth }) => depth)).toEqual([2])
  })

  test('are none of another host group, and none that is refused', async () => {
    const other = found('/qa/q1.html', { hostGroup: 'qa.example' })
    expect(await next(visited('/list/1', other, found('/qa/q2.html', { refused: 'too deep' })))).toEqual([])
    expect(lookups).toEqual([])
  })

  test('are left to the next slice where a sitemap names more than a thousand', async () => {
    const many = Array.from({ length: 1_001 }, (_, i) => found(`/qa/q${i}.html`))
    expect(await next(visited('/sitemap.xml', ...many))).toEqual([])
    expect(lookups).toEqual([])
  })

  test('end in one chain while another leads to questions', async () => {
    const results = [
      visited('/new/0', found('/new/1'), found('/qa/q0.html')),
      visited('/calendar/0', found('/calendar/1')),
    ]
    const followed = [...(await next(...results))]
    for (let at = 1; at <= 20; at++) {
      results.push(visited(`/new/${at}`, found(`/new/${at + 1}`), found(`/qa/q${at}.html`)))
      if (followed.includes(`/calendar/${at}`))
        results.push(visited(`/calendar/${at}`, found(`/calendar/${at + 1}`)))
      followed.push(...(await next(...results)))
    }
    expect(followed.filter((path) => path.startsWith('/calendar/'))).toHaveLength(10)
    expect(followed).toContain('/new/21')
  })

  test('end with the tenth list in a row that leads to no new question, so that lists without end are counted', async () => {
    const results: VisitResult[] = [visited('/list/0', found('/list/1'), found('/qa/q1.html'))]
    expect(await next(...results)).toEqual(['/list/1', '/qa/q1.html'])
    for (let at = 1; at <= 10; at++) {
      results.push(visited(`/list/${at}`, found(`/list/${at + 1}`)))
      expect(await next(...results)).toEqual([`/list/${at + 1}`])
    }
    results.push(visited('/list/11', found('/list/12')))
    expect(await next(...results)).toEqual([])
    // Each list leads to two.
    pages = new FoundPages({ hostGroup: 'okwave.jp', now }, db)
    const twice = (path: string) => visited(path, found(`${path}/1`), found(`${path}/2`))
    const tree = [twice('/list')]
    expect(await next(...tree)).toHaveLength(2)
    tree.push(twice('/list/1'), twice('/list/2'))
    expect(await next(...tree)).toHaveLength(4)
    tree.push(...['1/1', '1/2', '2/1', '2/2'].map((path) => twice(`/list/${path}`)))
    expect(await next(...tree)).toEqual([])
  })
})
