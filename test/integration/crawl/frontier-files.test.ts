/** URLs that a person adds, and the frontier as lines of a file. */
import { describe, expect, test } from 'vitest'
import { findCrawls } from '../../../src/analyse/runs/run-history.ts'
import { addUrls } from '../../../src/app/frontier/add-urls.ts'
import {
  exportFrontier,
  importFrontier,
  readFrontierLine,
} from '../../../src/crawl/frontier/frontier-file.ts'
import { bundledSites } from '../../../src/parse/site/sites.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { runMondo } from '../../cli/run-mondo.ts'
import { freshStore, storeNames } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

async function* each(urls: readonly string[]): AsyncGenerator<string> {
  yield* urls
}

describe.each(storeNames)('the frontier of %s', (name) => {
  test('takes URLs by the scope of a crawl and the address guard, and moves to another database', async () => {
    const store = await freshStore(name)
    const site = await startSampleSite({ questions: 6 })
    const { url } = site
    try {
      await crawlSample(store, { urls: [`${url}/`], exclude: ['/private/*'], follow: [] })
      await store.db.updateTable('crawl.page').set({ etag: '"1"' }).execute()
    } finally {
      await site.close()
    }
    const [runId = ''] = await findCrawls(store.db, 'last')
    const given = [
      `${url}/`,
      `${url}/qa/q7.html`,
      `${url}/qa/q8.html`,
      `${url}/private/1`,
      'https://okwave.jp/qa/q1.html',
      'http://169.254.169.254/latest',
    ]
    const of = { runId, sites: bundledSites, now: new Date() }
    const done = await addUrls(store.db, each(given), of)
    expect(done).toMatchObject({ added: 2, known: 1 })
    expect(done.refused.map(({ count, example }) => [count, example])).toEqual([
      [1, `${url}/private/1`],
      [1, 'https://okwave.jp/qa/q1.html'],
      [1, 'http://169.254.169.254/latest'],
    ])
    expect(await addUrls(store.db, each(given), of)).toMatchObject({ added: 0, known: 3 })

    const lines = []
    for await (const pages of exportFrontier(store.db)) lines.push(...pages)
    // Those that the seed links to are in it too, as not followed.
    expect(lines.filter(({ dueAt }) => dueAt !== null)).toHaveLength(3)
    const other = await freshStore(name)
    const read = lines.map((line) => readFrontierLine(JSON.parse(JSON.stringify(line))))
    expect(read).toEqual(lines)
    expect(await importFrontier(other.db, lines)).toBe(lines.length)
    expect(await importFrontier(other.db, lines)).toBe(0)
    const again = []
    for await (const pages of exportFrontier(other.db)) again.push(...pages)
    expect(again).toEqual(lines)
    const { etag } = await other.db.selectFrom('crawl.page').select('etag').executeTakeFirstOrThrow()
    expect(etag).toBeNull()
  })
})

test('an unknown status names those that there are, exit 2', async () => {
  const said = await runMondo(['frontier', 'ls', '--status', 'bananas'])
  expect(said).toMatchObject({ exitCode: 2, stdout: '' })
  expect(said.stderr).toContain('There are: due, new, loaded, unchanged,')
})
