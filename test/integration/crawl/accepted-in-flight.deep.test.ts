/** A person takes a host's pages as they are while a slice of an earlier run is in flight: that slice does not undo it. */
import { expect, test } from 'vitest'
import { systemClock } from '../../../src/app/system-clock.ts'
import { openHostGroups } from '../../../src/crawl/engine/begin-run.ts'
import { resolveCrawlScope } from '../../../src/crawl/scope/crawl-scope.ts'
import { Fetcher, type FetchResult } from '../../../src/fetch/fetcher.ts'
import { userAgent } from '../../../src/fetch/user-agent.ts'
import { startSampleSite } from '../../../src/sample-site/server.ts'
import { standingClock } from '../../crawl/standing-clock.ts'
import { allWays } from '../../crawl/ways.ts'
import { freshStore, storeNames } from '../stores.ts'
import { crawlSample } from './sample-crawl.ts'

const hostGroup = 'sample'
const crawlScope = resolveCrawlScope({ ...allWays, urls: [], site: null, hostGroup })

function withoutQuestion(result: FetchResult): FetchResult {
  if (result.kind !== 'captured') return result
  const { capture } = result
  const headers: typeof capture.headers = [['Content-Type', 'text/html; charset=utf-8']]
  return { kind: 'captured', capture: { ...capture, headers, body: Buffer.from('<p>soon') } }
}

test.each(storeNames)('on %s', async (name) => {
  const { db, ...store } = await freshStore(name)
  await db.insertInto('crawl.host').values({ host_group: hostGroup, state: 'ready' }).execute()
  const past = { layout: '', field: 'read', recent: '1', past_pages: 60, past_present: 60 }
  await db
    .insertInto('crawl.field_coverage')
    .values({ host_group: hostGroup, ...past })
    .execute()
  const site = await startSampleSite({ questions: 30 })
  const fetcher = new Fetcher({ userAgent: userAgent(''), allowPrivate: true, clock: systemClock })
  let accepted: Promise<void> | null = null
  const fetchBroken: Fetcher['fetch'] = async (url, options) => {
    const result = await fetcher.fetch(url, options)
    if (!url.includes('/qa/')) return result
    accepted ??= openHostGroups(db, [hostGroup], { acceptLayout: true, crawlScope })
    await accepted
    return withoutQuestion(result)
  }
  try {
    // All thirty are visited in one slice, because time stands still. Twenty such pages trip the gate; the slice in which they do began before they were accepted.
    const urls = [`${site.url}/list/new_question`]
    const { summary } = await crawlSample(
      { db, ...store },
      { urls, fetcher: { fetch: fetchBroken, leadsInside: async () => false }, clock: standingClock },
    )
    expect(summary).toMatchObject({ result: 'done', hosts: [{ state: 'ready' }] })
    expect(summary.outcomes).toMatchObject({ 'not-a-question': 30 })
    const coverage = db.selectFrom('crawl.field_coverage').selectAll()
    const [read] = await coverage.where('field', '=', 'read').execute()
    expect(read).toMatchObject({ field: 'read', recent: expect.stringMatching(/^0{1,12}$/), past_pages: 0 })
  } finally {
    await fetcher.close()
    await site.close()
  }
})
