/** Settings by path in a crawl: when pages are due again. */
import { expect, test } from 'vitest'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { freshStore } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

test('pages of a path are due again when its settings say so, over what is said of the run', async () => {
  const store = await freshStore('pglite')
  const site = await startSampleSite({ questions: 4 })
  const before = Date.now()
  try {
    await crawlSample(store, {
      urls: [`${site.url}/`],
      revisitAfter: 7_200,
      paths: [{ path: '/qa/*', revisitAfter: 600 }],
    })
  } finally {
    await site.close()
  }
  const pages = await store.db
    .selectFrom('crawl.page')
    .select(['path', 'due_at'])
    .where('last_outcome', 'in', ['loaded', 'links'])
    .execute()
  const minutes = pages.map(({ path, due_at }) => ({
    isQuestion: path.startsWith('/qa/'),
    in: Math.round(((due_at?.getTime() ?? 0) - before) / 600_000) * 10,
  }))
  expect(new Set(minutes.filter(({ isQuestion }) => isQuestion).map((one) => one.in))).toEqual(new Set([10]))
  expect(new Set(minutes.filter(({ isQuestion }) => !isQuestion).map((one) => one.in))).toEqual(
    new Set([120]),
  )
})
